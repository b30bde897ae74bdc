"""The templates: the list's own in its folder `templates/`, and the packaged ones where it has none."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.problems import CatalogueError
from awesome_adapters.records import Record
from awesome_adapters.text import visible

_SITE = ("index.html", "entry.html", "page.css", "page/search.js", "page/state.js", "page/citations.js")
PACKAGED = (
    "README.md",
    "section.md",
    "card.md",
    "line.md",
    "table.md",
    "section-page.md",
    "chart.svg",
    "feed.xml",
    *_SITE,
)
"""The templates that fit any list; the others in the repository are its own list's."""

_MARKUP = (".html", ".xml", ".svg")


class _Environment(jinja2.Environment):
    """Looks attributes up directly: templates are given objects, and Jinja's own way takes three times as long."""

    getattr = staticmethod(getattr)  # type: ignore[assignment]


class _Packaged(jinja2.FileSystemLoader):
    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if template not in PACKAGED:
            raise jinja2.TemplateNotFound(template)
        return super().get_source(environment, template)


def environment(root: Path, filters: dict[str, Any]) -> jinja2.Environment:
    """Make the environment in which the templates of the list at `root` are rendered.

    Markup escapes by itself; Markdown has filters for it. A name that is not defined is an error.
    """
    jinja = _Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(root / "templates"), _Packaged(_packaged_folder())]),
        autoescape=lambda name: name is not None and name.endswith(_MARKUP),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    jinja.filters.update(filters)
    return jinja


def is_packaged(root: Path, name: str) -> bool:
    """Return whether the list at `root` uses a template as it is packaged, be it a copy of it."""
    own = root / "templates" / name
    return not own.is_file() or own.read_bytes() == (_packaged_folder() / name).read_bytes()


def _packaged_folder() -> Path:
    package = Path(__file__).parents[1]
    folder = package / "templates"
    if folder.is_dir():
        return folder
    return package.parents[1] / "templates"  # an editable install: they stand at the top of the repository


@contextlib.contextmanager
def faults_located() -> Iterator[None]:
    """Raise `CatalogueError` with the template and the line of a fault; a bug of our own code stays as it is."""
    try:
        yield
    except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise _failure(error) from error


def _failure(error: Exception) -> Exception:
    if isinstance(error, UnicodeDecodeError):
        return CatalogueError(f"a template is not UTF-8 ({error.reason}); save all of templates/ as UTF-8")
    if isinstance(error, jinja2.TemplateSyntaxError):
        return CatalogueError(f"{error.filename or error.name}:{error.lineno}: {error.message}")
    traceback, location, entry, is_ours = error.__traceback__, "a template", "", False
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if is_template := name.endswith((".md", *_MARKUP)):
            location = f"{name}:{traceback.tb_lineno}"
            variables = traceback.tb_frame.f_locals.values()
            entry = next((_place(value.listed) for value in variables if isinstance(value, Record)), entry)
        is_ours = not is_template and "awesome_adapters" in name
        traceback = traceback.tb_next
    if is_ours and not isinstance(error, jinja2.TemplateError):
        return error
    message = f"there is no template '{error.name}'" if isinstance(error, jinja2.TemplateNotFound) else str(error)
    return CatalogueError(f"{location}: {message or error.__class__.__name__}{entry}")


def _place(listed: ListedEntry) -> str:
    return f", at '{visible(listed.entry.title)}' ({listed.origin.at()})"
