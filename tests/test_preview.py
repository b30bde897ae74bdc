"""The preview of a change: what a reviewer sees of it in a pull request."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner  # noqa: TID251

from awesome_adapters.changes.preview import texts_of
from awesome_adapters.cli import program
from awesome_adapters.problems import InvalidDataError
from rendered import Page

LIST = """\
title: NLP
sections:
  - title: Methods
    items:
      - title: LoRA
        code: https://x.org/lora
      - title: VeRA
        code: https://x.org/vera
  - title: Serving
    items:
      - title: Punica
        code: https://x.org/punica
"""
PUNICA = '- <a id="title-punica"></a>[**Punica**](https://x.org/punica) - [Code](https://x.org/punica)'
EDITED = "### Edited by hand"
STALE = "What the build writes is not current here; that is no mistake, the build on main writes it.\n"


class Change:
    """A list before and after a change; both begin the same, with a README that is current."""

    def __init__(self, folder: Path, readme: str) -> None:
        self.before, self.after = folder / "before", folder / "after"
        for root in (self.before, self.after):
            self.write(root, LIST)
            (root / "README.md").write_text(readme, encoding="utf-8")

    def write(self, root: Path, text: str) -> None:
        (root / "data").mkdir(parents=True, exist_ok=True)
        (root / "data" / "nlp.yaml").write_text(text, encoding="utf-8")

    def edit(self, old: str, new: str, *, build: bool = False) -> None:
        """Change the data file; nobody builds, as in most pull requests."""
        assert old in LIST
        self.write(self.after, LIST.replace(old, new))
        if build:
            self.run("build", "--offline", "--root", str(self.after))

    def edit_readme(self, old: str, new: str) -> None:
        path = self.after / "README.md"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def preview(self) -> str:
        return self.run("preview", str(self.before), "--root", str(self.after))

    def answers(self) -> list[str]:
        """What is said of edits of the README by hand."""
        _, _, after = self.preview().partition(f"{EDITED}\n")
        return [line for line in after.partition("<details>")[0].splitlines() if line.startswith("- ")]

    @staticmethod
    def run(*arguments: str) -> str:
        return CliRunner().invoke(program, arguments, catch_exceptions=False).stdout


@pytest.fixture(scope="module")
def readme(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The README of the list."""
    root = tmp_path_factory.mktemp("list")
    (root / "data").mkdir()
    (root / "data" / "nlp.yaml").write_text(LIST, encoding="utf-8")
    Change.run("build", "--offline", "--root", str(root))
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def change(tmp_path: Path, readme: str) -> Change:
    return Change(tmp_path, readme)


# Entries -------------------------------------------------------------------------------------------------------------


def test_a_change_is_shown_as_it_will_look(change: Change) -> None:
    added = '      - title: QA-LoRA\n        summary: Trains in four bits.\n        paper: { arxiv_id: "2309.14717" }\n'
    text = LIST.replace("      - title: VeRA\n        code: https://x.org/vera\n", added)
    text = text.replace("x.org/lora\n", "x.org/lora\n        tags: [LoRA]\n")
    text = text.replace("title: Serving", "title: Inference")
    change.write(change.after, text)

    shown = re.sub(" $", "·", change.preview(), flags=re.MULTILINE)

    assert (
        shown
        == """\
### Added

In NLP › Methods (`data/nlp.yaml:8:9`):

- <a id="arxiv-2309.14717"></a>[**QA-LoRA**](https://arxiv.org/abs/2309.14717) - Trains in four bits.<br>
  [PDF](https://arxiv.org/pdf/2309.14717)

### Changed

In NLP › Methods (`data/nlp.yaml:5:9`):

- <a id="title-lora"></a>[**LoRA**](https://x.org/lora) - `LoRA` · [Code](https://x.org/lora)

### Moved

In NLP › Inference (`data/nlp.yaml:13:9`), before in NLP › Serving:

- <a id="title-punica"></a>[**Punica**](https://x.org/punica) - [Code](https://x.org/punica)

### Removed

- `VeRA`

### Without metadata

Semantic Scholar was not asked for these papers yet, or does not know them; the build on main asks.

- `QA-LoRA` (`data/nlp.yaml:8:9`)

What the build writes is not current here; that is no mistake, the build on main writes it.

<details><summary>The difference of README.md</summary>

```diff
--- README.md
+++ README.md
@@ -4,3 +4,3 @@
·
-A curated list of papers. 3 resources, 0 of them with a paper.
+A curated list of papers. 3 resources, 1 of them with a paper.
·
@@ -10,3 +10,3 @@
   - [Methods](#methods) (2)
-  - [Serving](#serving) (1)
+  - [Inference](#inference) (1)
 - [Using This List](#using-this-list)
@@ -18,7 +18,8 @@
·
-- <a id="title-lora"></a>[**LoRA**](https://x.org/lora) - [Code](https://x.org/lora)
+- <a id="title-lora"></a>[**LoRA**](https://x.org/lora) - `LoRA` · [Code](https://x.org/lora)
·
-- <a id="title-vera"></a>[**VeRA**](https://x.org/vera) - [Code](https://x.org/vera)
+- <a id="arxiv-2309.14717"></a>[**QA-LoRA**](https://arxiv.org/abs/2309.14717) - Trains in four bits.<br>
+  [PDF](https://arxiv.org/pdf/2309.14717)
·
-### Serving
+### Inference
·
```

</details>
"""
    )


def test_no_change_is_said_in_a_sentence(change: Change) -> None:
    assert change.preview() == "Nothing changes for readers of the list.\n"


def test_a_comment_is_no_change(change: Change) -> None:
    change.edit("title: NLP\n", "# checked in May\ntitle: NLP\n")

    assert change.preview() == "Nothing changes for readers of the list.\n"


def test_an_entry_that_is_moved_and_changed_tells_both(change: Change) -> None:
    change.edit(
        "Serving\n    items:\n      - title: Punica", "Inference\n    items:\n      - tags: [a]\n        title: Punica"
    )

    shown = change.preview()

    assert "### Changed\n\nIn NLP › Inference (`data/nlp.yaml:11:9`), before in NLP › Serving:\n\n" in shown
    assert "### Moved" not in shown


def test_what_another_section_shows_is_no_part_of_the_entry_above(change: Change) -> None:
    change.edit("x.org/lora\n", "x.org/lora\n        also_in: [Serving]\n")
    change.write(
        change.before,
        LIST.replace("      - title: Punica\n        code: https://x.org/punica\n", "").replace(
            "  - title: Serving\n    items:\n", "  - title: Serving\n"
        ),
    )

    shown = change.preview()

    assert f"{PUNICA}\n\n### Changed\n" in shown


def test_metadata_that_is_there_is_shown(change: Change) -> None:
    record = '{"ids": ["a"], "retrieved": "2024-05-04", "title": "VeRA", "authors": ["A. Author"], "year": 2023}'
    (change.after / "data" / "metadata.json").write_text(f'{{\n"ARXIV:2309.14717": {record},\n"version": 1\n}}\n')
    change.edit("code: https://x.org/vera", 'paper: { arxiv_id: "2309.14717" }')

    shown = change.preview()

    assert " - 2023 · [PDF](https://arxiv.org/pdf/2309.14717)<br>\n  <sub>A.\N{NO-BREAK SPACE}Author</sub>" in shown
    assert "### Without metadata" not in shown


def test_many_entries_are_cut(change: Change) -> None:
    more = "".join(f"      - title: Paper {n}\n        paper: {{ corpus_id: '{n}' }}\n" for n in range(1, 1001))
    change.edit("    items:\n      - title: Punica", f"    items:\n{more}      - title: Punica")

    shown = change.preview()

    assert shown.count('\n- <a id="') == 100
    assert shown.count("\n\n… and 900 more.\n") == 2
    assert len(shown.encode()) < 100_000


# The README's difference ---------------------------------------------------------------------------------------------


def test_a_long_difference_is_cut(change: Change) -> None:
    more = "".join(f"      - title: Tool {n}\n        code: https://x.org/{n}\n" for n in range(400))
    change.edit("    items:\n      - title: Punica", f"    items:\n{more}      - title: Punica")

    _, _, difference = change.preview().partition("```diff\n")

    lines, _, rest = difference.partition("\n```\n")
    assert len(lines.splitlines()) == 301
    assert lines.splitlines()[-1] == "… and 518 lines more"
    assert rest == "\n</details>\n"


@pytest.mark.parametrize("run", ["`", "``", "```", "`````", "~~~"])
def test_no_text_ends_the_fence_of_the_difference(change: Change, run: str) -> None:
    change.edit("x.org/lora\n", f"x.org/lora\n        tags: ['{run}', '{run} </details>']\n")

    page = Page(change.preview())

    assert page.html.count("<pre") == 1
    assert page.html.rstrip().endswith("</code></pre>\n</details>")


# Titles of anybody's -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "</details></summary> Free",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "@everyone look at #12",
        "`` ` ``` code",
        "[click](https://evil.example) ![x](https://evil.example/x.png)",
        "<!-- gone",
        "--> # Heading",
        "| a | b |",
        '"> <a id="title-vera"></a>',
        "\u2028# Heading",
    ],
)
@pytest.mark.parametrize("place", ["title: LoRA", "title: Methods", "tags"])
def test_a_hostile_title_is_only_text(change: Change, title: str, place: str) -> None:
    quoted = "'" + title.replace("'", "''") + "'"
    old = "        code: https://x.org/lora\n"
    new = old.replace("lora", "l") + (f"        tags: [{quoted}]\n" if place == "tags" else "")
    text = LIST.replace(old, new)
    text = text.replace(place, f"title: {quoted}") if place != "tags" else text
    change.write(change.after, text)

    shown = change.preview()

    page = Page(shown)
    assert " ".join(title.split()) in page.text
    assert {"script", "img", "table"}.isdisjoint(page.tags)
    assert page.all("onerror") == []
    assert all(link.startswith(("https://x.org/", "#title-", "#")) for link in page.all("href"))
    assert {text for _, text in page.headings} <= {"Added", "Changed", "Moved", "Removed"}
    assert page.html.count("<details>") == page.html.count("</details>") == 1


def test_a_mention_calls_nobody(change: Change) -> None:
    change.edit("title: LoRA", "title: '@octocat and @org/team'")

    outside, _, _ = change.preview().partition("<details>")

    assert "@" not in Page(outside.replace("[**@octocat and @org/team**]", "")).html.replace("<span>@</span>", "")


# Edits of the README by hand -----------------------------------------------------------------------------------------


def test_a_changed_entry_is_to_be_edited_in_its_file(change: Change) -> None:
    change.edit_readme("[**LoRA**](https://x.org/lora)", "[LoRA, Low Rank](https://x.org/lora)")

    assert change.preview() == (
        f"{EDITED}\n\nThese files are written anew on main, and the edits are lost then. Do this instead:\n\n"
        "- `LoRA`: edit `data/nlp.yaml:5:9`\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "answers"),
    [
        (PUNICA, PUNICA.replace("Punica", "P"), ["- `Punica`: edit `data/nlp.yaml:11:9`"]),
        (PUNICA, f"{PUNICA}<br>\n  2023", ["- `Punica`: edit `data/nlp.yaml:11:9`"]),
        (PUNICA, "", ["- `Punica`: take it out of `data/nlp.yaml:11:9`"]),
        (
            PUNICA,
            f"{PUNICA}\n\n- [S-LoRA](https://x.org/s) - Serves\n  many.",
            ["- `S-LoRA`: add it with `awesome-adapters add https://x.org/s --title S-LoRA --section 'NLP > Serving'`"],
        ),
        (
            PUNICA,
            f'{PUNICA}\n- <a id="arxiv-1"></a>[S](https://x.org/s)',
            ["- `S`: add it with `awesome-adapters add https://x.org/s --title S --section 'NLP > Serving'`"],
        ),
        (
            "A curated list",
            "The best list",
            ["- the text around the entries: edit `templates/` or `catalogue.yaml`"],
        ),
        (
            "So do the TLDRs",
            "These",
            ["- the text around the entries: edit `templates/` or `catalogue.yaml`"],
        ),
        (
            "## Contributing\n",
            "- Buy this.\n\n## Contributing\n",
            ["- the text around the entries: edit `templates/` or `catalogue.yaml`"],
        ),
        (
            "A curated list",
            "See [this](https://x.org). A curated list",
            ["- the text around the entries: edit `templates/` or `catalogue.yaml`"],
        ),
        (
            "## Contributing\n",
            "## Sponsors\n\nBuy this.\n\n## Contributing\n",
            ["- the text around the entries: edit `templates/` or `catalogue.yaml`"],
        ),
    ],
)
def test_an_edit_by_hand_is_answered_with_what_to_edit(change: Change, old: str, new: str, answers: list[str]) -> None:
    change.edit_readme(old, new)

    assert change.answers() == answers


def test_an_edit_by_hand_is_answered_beside_a_change_of_yaml(change: Change) -> None:
    change.edit("title: VeRA", "title: VeRA 2")
    change.edit_readme("[**LoRA**]", "[**Lora**]")

    assert change.answers() == ["- `LoRA`: edit `data/nlp.yaml:5:9`"]


def test_a_hostile_edit_is_only_text(change: Change) -> None:
    change.edit_readme(PUNICA, f"{PUNICA}\n- [`</details><script>` @me](https://x.org)")

    page = Page(change.preview())

    assert "script" not in page.tags
    assert "</details><script>" in page.text
    assert "<code>awesome-adapters add https://x.org --title '`&lt;/details&gt;" in page.html


def test_a_readme_that_was_not_built_is_no_edit_by_hand(change: Change) -> None:
    change.edit("title: LoRA", "title: LoRA 2")

    assert EDITED not in change.preview()


def test_a_readme_that_was_built_is_no_edit_by_hand(change: Change) -> None:
    change.edit("title: LoRA", "title: LoRA 2", build=True)

    assert EDITED not in change.preview()


def test_a_readme_that_was_built_halfway_is_no_edit_by_hand(change: Change) -> None:
    more = "x.org/lora\n      - title: DoRA\n        code: https://x.org/dora\n"
    change.edit("x.org/lora\n", more, build=True)
    change.edit("x.org/lora\n", f"{more}        tags: [DoRA]\n      - title: Q\n        code: https://x.org/q\n")

    assert EDITED not in change.preview()


def test_a_readme_that_was_built_with_metadata_is_no_edit_by_hand(change: Change) -> None:
    change.edit("code: https://x.org/lora", 'paper: { arxiv_id: "2106.09685" }', build=True)
    change.edit_readme("[PDF](", "_Edward J. Hu_ · **2022**<br>\n  [PDF](")

    assert EDITED not in change.preview()


def test_what_was_edited_before_is_no_edit_of_this_change(change: Change) -> None:
    for root in (change.before, change.after):
        path = root / "README.md"
        path.write_text(path.read_text(encoding="utf-8").replace("LoRA", "Lora"), encoding="utf-8")

    assert change.preview() == f"Nothing changes for readers of the list.\n\n{STALE}"


@pytest.mark.parametrize("name", ["before", "after"])
def test_a_missing_readme_is_no_edit_by_hand(change: Change, name: str) -> None:
    (change.before.parent / name / "README.md").unlink()
    change.edit("title: LoRA", "title: LoRA 2")

    shown = change.preview()

    assert "[**LoRA 2**]" in shown
    assert EDITED not in shown


# Lists in another state ----------------------------------------------------------------------------------------------


def test_mistakes_of_the_list_before_are_no_fault_of_the_change(change: Change) -> None:
    change.write(change.before, LIST.replace("code: https://x.org/vera", "code: 3"))

    shown = change.preview()

    assert shown.startswith("### Added\n\nIn NLP › Methods (`data/nlp.yaml:7:9`):\n")
    assert shown.count("\nIn NLP") == 1


def test_templates_that_failed_before_are_no_fault_of_the_change(change: Change) -> None:
    (change.before / "templates").mkdir()
    (change.before / "templates" / "section.md").write_text("{{ heading|no_such_filter }}")
    change.edit("title: LoRA", "title: LoRA 2")

    shown = change.preview()

    assert "[**LoRA 2**](https://x.org/lora)" in shown
    assert "\n-- <a id=" in shown


def test_entries_are_named_where_the_template_gives_no_anchors(change: Change) -> None:
    for root in (change.before, change.after):
        (root / "templates").mkdir()
        (root / "templates" / "section.md").write_text("{{ heading }}\n\n{{ records|list|length }}\n\n")
    change.edit("title: LoRA", "title: LoRA*")

    assert "In NLP › Methods (`data/nlp.yaml:5:9`):\n\n- LoRA\\*\n" in change.preview()


def test_mistakes_of_the_change_are_reported(change: Change) -> None:
    change.edit("code: https://x.org/vera", "cod: https://x.org/vera")

    with pytest.raises(InvalidDataError):
        change.preview()


def test_nothing_is_written(change: Change) -> None:
    change.edit("title: LoRA", "title: LoRA 2")
    files = {path: path.read_bytes() for path in change.before.parent.rglob("*") if path.is_file()}

    change.preview()

    assert {path: path.read_bytes() for path in change.before.parent.rglob("*") if path.is_file()} == files


def test_the_texts_of_a_readme_are_its_entries_and_the_rest() -> None:
    readme = '# T\n\n## A\n\n- <a id="a"></a>[A](u) - `<a id="b"></a>`\n  more\n\n- B, listed under A.\n\n## End\n'

    assert texts_of(readme) == {
        None: "# T\n\n## A\n\n- B, listed under A.\n\n## End",
        "a": '- <a id="a"></a>[A](u) - `<a id="b"></a>`\n  more',
    }
