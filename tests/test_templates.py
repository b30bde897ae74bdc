import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from awesome_adapters import Project, records
from awesome_adapters.catalogue import Catalogue, sources
from awesome_adapters.formats import templates
from awesome_adapters.formats.readme import readme
from awesome_adapters.problems import CatalogueError
from awesome_adapters.schema.settings import Settings
from conftest import REPOSITORY

Run = Callable[..., "CompletedProcess[str]"]
Write = Callable[..., Path]

LIST = "title: NLP\nitems: [{ title: LoRA, code: https://github.com/microsoft/LoRA }]\n"
README = b"# The README as it was\n"


def test_a_list_without_templates_gets_the_packaged_ones(write: Write, run: Run, root: Path) -> None:
    write(LIST)

    result = run("build", "--offline")

    assert (result.returncode, result.stderr) == (0, "")
    text = (root / "README.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Awesome Papers [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)",
        "## Contents",
        "## NLP",
        "## Using This List",
        "## Contributing",
        "## Acknowledgments",
    ]


def test_the_lists_own_template_wins_over_the_packaged_one(write: Write, run: Run, root: Path) -> None:
    write(LIST)
    write("{{ heading }}: {% for record in records %}{{ record.title }}{% endfor +%}\n", "templates/section.md")
    write("# Mine\n\n{{ sections }}{% include 'end.md' %}", "templates/README.md")
    write("{{ resources }} in all.\n", "templates/end.md")

    result = run("build", "--offline")

    assert (result.returncode, result.stderr) == (0, "")
    assert (root / "README.md").read_text(encoding="utf-8") == "# Mine\n\n## NLP: LoRA\n1 in all.\n"


def test_the_templates_that_fit_any_list_are_the_ones_that_travel_in_the_wheel() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))

    travelling = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    scripts = {name for name in templates.PACKAGED if name.startswith("page/")}
    assert scripts == {f"page/{path.name}" for path in (REPOSITORY / "templates" / "page").iterdir()}
    names = ["page", *(name for name in templates.PACKAGED if name not in scripts)]
    assert travelling == {f"templates/{name}": f"awesome_adapters/templates/{name}" for name in names}


@pytest.mark.parametrize(
    ("name", "template", "message"),
    [
        ("README.md", "# Title\n\n{% if %}\n", "templates/README.md:3: Expected an expression"),
        ("README.md", "# Title\n{{ settings.title\n", "templates/README.md:2: unexpected end of template"),
        ("README.md", "# Title\n{% for x in y %}\n", "templates/README.md:2: Unexpected end of template"),
        ("README.md", "# Title\n{{ nope }}\n", "templates/README.md:2: 'nope' is undefined"),
        ("README.md", "\n\n\n{{ settings.tilte }}\n", "templates/README.md:4: "),
        ("README.md", "{{ resources|nope }}\n", "templates/README.md:1: No filter named 'nope'"),
        ("README.md", "{% include 'nope.md' %}\n", "templates/README.md:1: there is no template 'nope.md'"),
        (
            "section.md",
            "{{ heading }}\n{% for record in records %}\n{{ record.nope }}\n{% endfor %}\n",
            "templates/section.md:3: ",
        ),
        ("section.md", "{{ heading }}\n{% endfor %}\n", "templates/section.md:2: Encountered unknown tag 'endfor'"),
        ("introduction.md", "{{ sections }}\n{{ nope }}\n", "templates/introduction.md:2: 'nope' is undefined"),
        ("introduction.md", "{{ }\n", "templates/introduction.md:1: unexpected '}'"),
        ("section.md", b"{{ heading }} \xff\n", "a template is not UTF-8 (invalid start byte)"),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_file_and_line(
    write: Write, root: Path, name: str, template: str | bytes, message: str
) -> None:
    write(LIST)
    write(template, f"templates/{name}")
    sections, _ = sources.load_data(root)

    with pytest.raises(CatalogueError) as caught:
        readme.render(root, Catalogue(Settings(), sections), lambda listed: records.resolve(listed, None))

    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "template",
    [
        "{% for record in records %}\n{{ record.extra['Models'] }}\n{% endfor %}\n",
        "{% for record in records|sort(attribute='title') %}\n{{ record.extra['Models'] }}\n{% endfor %}\n",
        "{% macro of(it) %}\n{{ it.year + 1 }}{% endmacro %}{% for record in records %}{{ of(record) }}{% endfor %}",
    ],
)
def test_a_fault_in_a_template_is_told_with_the_entry(write: Write, run: Run, template: str) -> None:
    good = "{ title: A, website: https://e.org, extra: { Models: GPT }, paper: { year: 2020 } }"
    write(f"title: NLP\nitems:\n  - {good}\n  - {{ title: LoRA, code: https://e.org/x }}\n")
    write(template, "templates/card.md")

    result = run("build", "--offline")

    assert (result.returncode, result.stdout) == (1, "")
    assert re.match(r"error: \S+/templates/card\.md:2: .*, at 'LoRA' \(data/nlp\.yaml:4:5\)\n$", result.stderr)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("# Title\n\n{% if %}\n", "3: Expected an expression, got 'end of statement block'"),
        ("# Title\n{{ nope }}\n", "2: 'nope' is undefined"),
    ],
)
def test_a_build_with_a_faulty_template_says_so_in_one_line_and_leaves_the_readme(
    write: Write, run: Run, root: Path, template: str, message: str
) -> None:
    write(LIST)
    write(README, "README.md")
    write(template, "templates/README.md")

    result = run("build", "--offline")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"error: {root / 'templates' / 'README.md'}:{message}\n"
    assert (root / "README.md").read_bytes() == README


def test_braces_of_other_languages_can_be_shown(write: Write, run: Run, root: Path) -> None:
    write(LIST)
    write("@misc{key, title = {{ '{{The {Y}}}' }}} {} } {x}\n{% raw %}{{ Y }}{% endraw +%}\n", "templates/README.md")

    result = run("build", "--offline")

    assert (result.returncode, result.stderr) == (0, "")
    assert (root / "README.md").read_text(encoding="utf-8") == "@misc{key, title = {{The {Y}}}} {} } {x}\n{{ Y }}\n"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("index.html", "&lt;b&gt; &amp; &#34;"),
        ("feed.xml", "&lt;b&gt; &amp; &#34;"),
        ("badge.svg", "&lt;b&gt; &amp; &#34;"),
        ("README.md", '<b> & "'),
        ("index.html.j2", '<b> & "'),
    ],
)
def test_markup_escapes_by_itself(write: Write, root: Path, name: str, expected: str) -> None:
    write("{{ text }}", f"templates/{name}")

    rendered = templates.environment(root, {}).get_template(name).render(text='<b> & "')

    assert rendered == expected


def test_markup_escapes_by_itself_in_what_it_includes(write: Write, root: Path) -> None:
    write(
        "{% include 'part.html' %}{% import 'macros.html' as macros %}{{ macros.show(text) }}", "templates/index.html"
    )
    write("{{ text }}", "templates/part.html")
    write("{% macro show(text) %}{{ text }}{% endmacro %}", "templates/macros.html")

    rendered = templates.environment(root, {}).get_template("index.html").render(text="<b>")

    assert rendered == "&lt;b&gt;&lt;b&gt;"


EVERY = [name for name in templates.PACKAGED if not name.endswith((".css", ".js"))]


def outputs(root: Path) -> None:
    project = Project.open(root)
    project.outputs()
    list(project.site(largest=0))


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ nope }}", "'nope' is undefined"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ none + 1 }}", "unsupported operand type"),
        ("{% include 'x' %}", "there is no template 'x'"),
        ("{% include NAME %}", "nested too deep; templates that include each other come to no end"),
        ("{% import NAME as own %}", "nested too deep"),
    ],
)
@pytest.mark.parametrize("name", EVERY)
def test_every_template_that_fails_is_named_with_its_line(
    write: Write, root: Path, name: str, template: str, message: str
) -> None:
    write('title: NLP\nitems: [{ title: LoRA, paper: { arxiv_id: "2106.09685", year: 2021 }, added: 2024-01-01 }]')
    style = f", style: {name[:-3]}" if name in ("line.md", "table.md") else ""
    write(f"title: T\nreadme: {{ pictures: true{style} }}\n", "catalogue.yaml")
    if name == "section-page.md":
        pytest.skip("only for a list that is too big for one README")
    write(f"\n{template.replace('NAME', repr(name))}\n", f"templates/{name}")

    with pytest.raises(CatalogueError, match=rf"^{root}/templates/{name}:2: {re.escape(message)}"):
        outputs(root)


@pytest.mark.parametrize("name", EVERY)
def test_half_a_character_is_refused(write: Write, root: Path, name: str) -> None:
    write('title: NLP\nitems: [{ title: LoRA, paper: { arxiv_id: "2106.09685", year: 2021 }, added: 2024-01-01 }]')
    style = f", style: {name[:-3]}" if name in ("line.md", "table.md") else ""
    write(f"title: T\nreadme: {{ pictures: true{style} }}\n", "catalogue.yaml")
    if name == "section-page.md":
        pytest.skip("only for a list that is too big for one README")
    write('{{ "\\ud800" }}', f"templates/{name}")

    with pytest.raises(CatalogueError, match=r"^a template writes half a character, U\+D800$"):
        outputs(root)


@pytest.mark.parametrize("kind", ["pipe", "dead link", "folder"])
@pytest.mark.parametrize("name", ["README.md", "using.md", "index.html", ""])
def test_a_template_that_cannot_be_read_is_no_absent_one(write: Write, root: Path, name: str, kind: str) -> None:
    write(LIST)
    path = root / "templates" / name if name else root / "templates"
    path.parent.mkdir(exist_ok=True)
    if kind == "folder" and not name:
        pytest.skip("that is what it should be")
    {"pipe": os.mkfifo, "dead link": lambda path: path.symlink_to("gone"), "folder": Path.mkdir}[kind](path)

    with pytest.raises(CatalogueError, match=rf"^cannot read {root}/templates"):
        outputs(root)
