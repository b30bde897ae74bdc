"""The example of docs/development.md runs, and gives what its comments say."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY


def test_the_example_for_a_python_shell_reads_the_list_and_renders_its_outputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = (REPOSITORY / "docs" / "development.md").read_text(encoding="utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    shutil.copytree(REPOSITORY / "tests" / "toy", tmp_path, dirs_exist_ok=True)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    exec(example, names)

    project, out = names["project"], capsys.readouterr().out
    assert all(section.title in out for section in project.catalogue.sections)
    assert all(record.title in out for record in project.records.values())
    assert {"README.md", "index.html", "feed.xml"} <= {document.path for document in names["documents"]}
    assert names["bibtex"] == project.export("bibtex")
    assert names["bibtex"].count("\n@") == len(project.records)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
