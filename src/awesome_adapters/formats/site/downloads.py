"""The page that leads to all feeds and files: of the list, its sections, and the tags that have some."""

from collections.abc import Iterable

from jinja2 import Environment

from awesome_adapters.formats.citations import exports
from awesome_adapters.formats.site import head
from awesome_adapters.formats.site.sections import FEWEST_TAGGED, MOST_TAGS, SiteSection, SiteTag
from awesome_adapters.schema.settings import Settings
from awesome_adapters.storage.files import Document
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.words import fill

PATH = "files.html"
_SOURCES = "script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'"
POLICY = f"default-src 'none'; {_SOURCES}; base-uri 'none'; form-action 'none'"
"""For pages that share one style file and the script that has the reader's theme."""


def document(
    jinja: Environment, settings: Settings, sections: Iterable[SiteSection], tags: Iterable[SiteTag]
) -> Document:
    """Render the page; the whole list is the first of the sections."""
    name = collapse_whitespace(settings.title)
    whole, *parts = sections
    words = settings.wording
    remark = fill(words.tags_with_files, fewest=str(FEWEST_TAGGED), most=str(MOST_TAGS))
    text = jinja.get_template(PATH).render(
        name=name,
        title=head.page_title((words.feeds_and_files,), name),
        groups=[(words.the_list, [whole], ""), (words.sections, parts, ""), (words.tags, list(tags), remark)],
        formats=exports.FORMATS.values(),
        canonical=settings.address(PATH),
        policy=POLICY,
    )
    return Document(PATH, text.encode())
