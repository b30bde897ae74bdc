"""Every rule is explained, and `check` finds in each example what the explanation says."""

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

from awesome_adapters import checks
from awesome_adapters.checks import explanations, gaps
from awesome_adapters.checks.explanations import Explanation
from awesome_adapters.health.findings import KINDS
from awesome_adapters.project import Project
from conftest import Call, Write

EXPLANATIONS = explanations.load()
EXAMPLES = {name: text for name, text in EXPLANATIONS.items() if text.wrong}
LISTED = "title: {}\nitems: [{{ title: Listed, code: https://example.org/listed, tags: [Listed] }}]"
PROGRAM = Path(checks.__file__).parents[1]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def reported(root: Path, write: Write, text: Explanation, example: str) -> set[str]:
    """Return the rules that an example breaks, in a list that holds nothing else, or in one that it is beside."""
    is_data = text.file == "data/papers.yaml"
    write("order: listed", "catalogue.yaml")
    write(
        LISTED.format("Papers" if not is_data else "Others").replace("Listed]", "]" if is_data else "Listed]"),
        "data/others.yaml",
    )
    write(as_file(example), text.file)
    records = {name: {"retrieved": "2024-05-04", **record} for name, record in text.metadata.items()}
    lines = [f"{json.dumps(name)}: {json.dumps(record)}" for name, record in sorted(records.items())]
    write("{\n" + ",\n".join([*lines, '"version": 1']) + "\n}\n", "data/metadata.json")
    project = Project.open(root).compared("HEAD")
    context = project.context._replace(today=text.day)
    problems = [
        *project.problems,
        *checks.WARNINGS.run(context),
        *project.candidates.check(context),
        *gaps.NOTES.run(context),
    ]
    return {problem.rule for problem in problems}


def as_file(example: str) -> str:
    return f"title: Papers\nitems:\n{example.lstrip()}" if example.lstrip().startswith("- ") else example


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_wrong_and_the_other_is_right(root: Path, write: Write, name: str) -> None:
    text = EXAMPLES[name]
    if text.before:
        write(as_file(text.before), text.file)
        git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=Begin"]):
            subprocess.run([*git, *words], check=True, timeout=20)

    assert name in reported(root, write, text, text.wrong)
    assert reported(root, write, text, text.right) <= ({"no-code", "rare-tag"} - {name})


def test_every_rule_is_explained() -> None:
    rules = {rule.name for rule in (*checks.ERRORS, *checks.WARNINGS, *gaps.NOTES)} | {
        f"health-{kind}" for kind in KINDS
    }
    for path in PROGRAM.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in (
                *("Problem", "Mistake", "_error", "_report", "_validator", "PlainValidator"),
            ):
                texts = (one.value for one in call.args if isinstance(one, ast.Constant))
                rules |= {text for text in texts if isinstance(text, str) and _NAME.fullmatch(text)}

    assert set(EXPLANATIONS) == rules | {"health", "metadata"}
    assert list(EXPLANATIONS) == sorted(EXPLANATIONS)


def test_a_rule_is_explained_in_a_terminal(call: Call) -> None:
    done = call("explain", "[summary-end]")

    assert done.out.startswith("summary-end\n\nA summary ends like a sentence.\n\nWrong:\n\n    - title: DPR\n")
    assert "\n\nRight:\n\n    - title: DPR\n" in done.out


def test_a_rule_that_is_mistyped_is_guessed(call: Call) -> None:
    assert call("explain", "sumary-end").err == (
        "error: there is no rule 'sumary-end'; did you mean 'summary-end'? List all: awesome-adapters explain\n"
    )
    assert call("explain", "\x1b[2J").err.count("\x1b") == 0


def test_without_a_rule_all_are_listed(call: Call) -> None:
    lines = call("explain").out.splitlines()

    assert [line.split()[0] for line in lines] == list(EXPLANATIONS)
