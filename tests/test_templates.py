import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from awesome_adapters import records, sources
from awesome_adapters.catalogue import Catalogue
from awesome_adapters.formats import templates
from awesome_adapters.formats.readme import readme
from awesome_adapters.problems import CatalogueError
from awesome_adapters.settings import Settings
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

    assert travelling == {f"templates/{name}": f"awesome_adapters/templates/{name}" for name in templates.PACKAGED}


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
