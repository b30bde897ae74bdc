"""The Markdown of sections: each piece is what the template makes of its entries, which are resolved once."""

from pathlib import Path

import pytest

from awesome_adapters import records
from awesome_adapters.catalogue import Catalogue, ListedEntry, sources
from awesome_adapters.catalogue.assembly import assemble
from awesome_adapters.formats.readme import readme
from awesome_adapters.formats.readme.section_text import SectionText, SectionView
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Settings
from conftest import REPOSITORY
from test_section_pages import Write, a_list, section

HEADING = "{{ heading }}\n{% for record in records "
TEMPLATES = {
    "packaged": (REPOSITORY / "templates" / "section.md").read_text(encoding="utf-8"),
    "framed": HEADING + "%}\n- {{ record.title }}\n{% endfor %}\n</details>\n{{ cross_listed|length }}\n",
    "sorted": HEADING + "|sort(attribute='title', reverse=true) %}\n- {{ record.title }}\n{% endfor %}\n",
    "joined": HEADING + "%}\n{{ record.title }}{{ ',' if not loop.last }}\n{% endfor %}\n",
    "empty": HEADING + "%}\n{{ record.title }}\n{% else %}\nnone\n{% endfor %}\n",
}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_a_piece_of_a_section_is_what_its_template_makes_of_its_entries(
    template: str, write: Write, root: Path
) -> None:
    write(template, "templates/section.md")
    settings = Settings()
    template_file = readme.environment(root, Catalogue(settings, [])).get_template("section.md")
    whole = section("A", entries=9)._replace(cross_listed=section("B", entries=2).entries)
    views = {whole.path: SectionView(whole, 9, (), is_last=False)}
    text = SectionText(template_file, lambda listed: records.resolve(listed, None), 10, views, settings)
    text(whole)

    for piece in (whole, whole._replace(entries=whole.entries[3:6], cross_listed=[]), whole._replace(entries=[])):
        fresh = SectionText(template_file, lambda listed: records.resolve(listed, None), 1_000_000, views, settings)
        files = {listed.key: "b.md" for listed in whole.cross_listed}
        assert text(piece, files) == fresh(piece, files)


def test_an_entry_is_resolved_once(write: Write, root: Path) -> None:
    a_list(write, 2_000)
    sections, _ = sources.load_data(root)
    catalogue, problems = assemble(Settings(), sections)
    resolved: list[str] = []

    def resolve(listed: ListedEntry) -> Record:
        resolved.append(listed.key)
        return records.resolve(listed, None)

    assert problems == []
    assert len(readme.render(root, catalogue, resolve)) > 3
    assert len(resolved) <= len(set(resolved)) + len(sections)  # the first of a section may be looked at again
