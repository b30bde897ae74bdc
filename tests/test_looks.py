"""The look of a README that changes least of the one that a list had."""

from pathlib import Path

import pytest

from awesome_adapters import importing
from awesome_adapters.importing import looks
from awesome_adapters.project import Project

DATA = b"""title: Methods
items:
  - title: LoRA
    paper: { arxiv_id: "2106.09685", authors: [Edward J. Hu], venue: ICLR, year: 2022 }
    code: https://github.com/microsoft/LoRA
  - title: Prefix-Tuning
    paper: { acl_id: "2021.acl-long.353", authors: [Xiang Lisa Li, Percy Liang], venue: ACL, year: 2021 }
"""
LINES = """# Papers

## Methods

1. [LoRA](https://arxiv.org/abs/2106.09685) - ICLR 2022 · [PDF](https://arxiv.org/pdf/2106.09685) · [Code](https://github.com/microsoft/LoRA)
2. [Prefix-Tuning](https://aclanthology.org/2021.acl-long.353/) - ACL 2021 · [PDF](https://aclanthology.org/2021.acl-long.353.pdf)
"""
TABLE = """# Papers

## Methods

| Title | Venue | Code |
| --- | --- | --- |
| [LoRA](https://arxiv.org/abs/2106.09685) | ICLR | [Code](https://github.com/microsoft/LoRA) |
| [Prefix-Tuning](https://aclanthology.org/2021.acl-long.353/) | ACL | |
"""


@pytest.mark.parametrize(
    ("readme", "settings"),
    [
        (LINES, {"style": "line", "numbered": "true"}),
        (TABLE, {"style": "table", "columns": ["title", "venue", "links"]}),
    ],
)
def test_the_style_is_the_one_of_the_readme(tmp_path: Path, readme: str, settings: dict[str, object]) -> None:
    look = looks.choose(tmp_path, {"data/methods.yaml": DATA}, readme)

    assert {key: look.settings.get(key) for key in settings} == settings
    changed, lines = look.change(Project.open(tmp_path, {"data/methods.yaml": DATA}))
    assert 0 < changed <= lines == len([line for line in readme.splitlines() if line])


def test_what_changes_is_counted_against_what_a_build_of_the_list_writes(tmp_path: Path) -> None:
    prose = "## Why\n\nBecause of this.\n\n---\n\n-- And of that.\n\n"
    readme = LINES.replace("## Methods", f"{prose}## Methods")
    planned = importing.plan([importing.Source("README.md", readme)], tmp_path)
    planned.write()

    assert planned.look
    assert planned.look.change(Project.open(tmp_path)) == (2, 8)  # two entries


def test_a_large_list_is_compared_by_a_part_of_it() -> None:
    contents = {f"data/{number}.yaml": b"x" * 20_000 for number in range(9)}

    assert list(looks._part(contents)) == ["data/0.yaml"]


def test_own_texts_language_and_word_for_contents_are_kept(tmp_path: Path) -> None:
    readme = "# 论文\n\n## 目录：\n\n## 方法\n\n| 标题 | 机构 |\n| --- | --- |\n" + "".join(
        f"| [LoRA {n}](https://arxiv.org/abs/2106.0968{n}) | 大学, 公司: {n} |\n" for n in range(6)
    )
    planned = importing.plan([importing.Source("README.md", readme)], tmp_path)
    planned.write()

    settings = Project.open(tmp_path).catalogue.settings
    assert planned.look
    assert (settings.language, settings.words, settings.readme.style) == ("zh", {}, "table")
    assert settings.readme.columns[:2] == ["title", "机构"]
    assert looks.words("# A\n\n## Table of Contents\n") == {"words": {"contents": "Table of Contents"}}
