"""The templates: the list's own in its folder `templates/`, and the packaged ones where it has none."""

import contextlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from awesome_adapters.catalogue import ListedEntry
from awesome_adapters.formats.template_code import CodeCache
from awesome_adapters.problems import CatalogueError
from awesome_adapters.records import Record
from awesome_adapters.storage import files
from awesome_adapters.text import visible

_SCRIPTS = ("words", "query", "search", "state", "articles", "filters", "citations", "reading", "page")
SCRIPT = tuple(f"page/{name}.js" for name in _SCRIPTS)
"""The files of the page's script, in the order in which they are joined."""
PACKAGED = (
    "README.md",
    "section.md",
    "card.md",
    "line.md",
    "table.md",
    "section-page.md",
    "chart.svg",
    "feed.xml",
    "feed-entry.xml",
    "head.html",
    "index.html",
    "entry.html",
    "paper.html",
    "files.html",
    "page.css",
    "paper.css",
    "page/theme.js",
    *SCRIPT,
)
"""The templates that fit any list; the others in the repository are its own list's."""

_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
_MARKUP = (".html", ".xml", ".svg")


def _escaped(value: Any) -> Any:
    """Return what `escape` does, but a text without special characters as it is: `Markup` takes most of the time."""
    is_plain = type(value) is str and not ("<" in value or ">" in value or "&" in value or '"' in value or "'" in value)
    return value if is_plain or type(value) is Markup else escape(value)


class _Generator(jinja2.compiler.CodeGenerator):
    """Writes code that computes nothing before it runs, as the filters of another list may give something else.

    It escapes by `_escaped`, and looks attributes up directly: templates are given objects, and Jinja's own way takes
    three times as long.
    """

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("escape = environment.escape")

    def _output_child_to_const(self, node: jinja2.nodes.Expr, *details: Any) -> str:
        if isinstance(node, jinja2.nodes.TemplateData):
            return super()._output_child_to_const(node, *details)
        raise jinja2.nodes.Impossible


class _Environment(jinja2.Environment):
    """What the code of templates calls by these names."""

    getattr = staticmethod(getattr)  # type: ignore[assignment]
    escape = staticmethod(_escaped)
    code_generator_class = _Generator


_CODE = CodeCache(str(files.signature([Path(__file__)])))


class _Loader(jinja2.BaseLoader):
    """Loads the templates of a folder; one that is there and cannot be read is an error."""

    def __init__(self, folder: Path, names: Collection[str] | None = None) -> None:
        self._folder = folder
        self._names = names

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002 (jinja's own signature)
        path = self._folder.joinpath(*jinja2.loaders.split_template_path(template))
        content = files.read(path) if self._names is None or template in self._names else None
        if content is None:
            raise jinja2.TemplateNotFound(template)
        return content.decode().replace("\r\n", "\n"), str(path), lambda: True


def environment(root: Path, filters: dict[str, Any]) -> jinja2.Environment:
    """Make the environment in which the templates of the list at `root` are rendered.

    Markup escapes by itself; Markdown has filters for it. A name that is not defined is an error.
    """
    jinja = _Environment(
        loader=jinja2.ChoiceLoader([_Loader(root / "templates"), _Loader(packaged_folder(), PACKAGED)]),
        autoescape=lambda name: name is not None and name.endswith(_MARKUP),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        optimized=False,
        bytecode_cache=_CODE,
        cache_size=-1,
    )
    jinja.filters.update(filters)
    return jinja


def signature(root: Path) -> list[tuple[str, int, int, int]]:
    """Return what differs as soon as a template of the list at `root` does."""
    return files.signature(sorted((root / "templates").rglob("*")))


def is_packaged(root: Path, name: str) -> bool:
    """Return whether the list at `root` uses a template as it is packaged, be it a copy of it."""
    own, packaged = (files.read(folder / name) for folder in (root / "templates", packaged_folder()))
    return own is None or own.split() == (packaged or b"").split()  # whatever the ends of lines are


def packaged() -> dict[str, bytes]:
    """Return the packaged templates by their names."""
    return {name: (packaged_folder() / name).read_bytes() for name in PACKAGED}


def packaged_folder() -> Path:
    """Return the folder of the packaged templates."""
    package = Path(__file__).parents[1]
    is_editable = not (package / "templates").is_dir()  # then they stand at the top of the repository
    return (package.parents[1] if is_editable else package) / "templates"


@contextlib.contextmanager
def faults_located() -> Iterator[None]:
    """Raise `CatalogueError` with the template and the line of a fault.

    A bug of our own code stays as it is, unless a template of the list led to it: that may ask for what makes no sense.
    """
    try:
        yield
    except _FAULTS as error:
        raise _failure(error) from error


def _failure(error: Exception) -> Exception:
    if isinstance(error, UnicodeDecodeError):
        return CatalogueError(f"a template is not UTF-8 ({error.reason}); save all of templates/ as UTF-8")
    if isinstance(error, UnicodeEncodeError):
        return CatalogueError(f"a template writes half a character, U+{ord(error.object[error.start]):04X}")
    if isinstance(error, jinja2.TemplateSyntaxError):
        return CatalogueError(f"{error.filename or error.name}:{error.lineno}: {error.message}")
    traceback, location, entry, is_ours = error.__traceback__, "a template", "", False
    packaged = str(packaged_folder())
    while traceback:
        name = traceback.tb_frame.f_code.co_filename
        if is_template := name.endswith((".md", *_MARKUP)):
            location = f"{name}:{traceback.tb_lineno}"
            variables = traceback.tb_frame.f_locals.values()
            entry = next((_place(value.listed) for value in variables if isinstance(value, Record)), entry)
        is_ours = not is_template and "awesome_adapters" in name
        traceback = traceback.tb_next
    if isinstance(error, RecursionError):
        return CatalogueError(f"{location}: nested too deep; templates that include each other come to no end")
    if is_ours and not isinstance(error, jinja2.TemplateError) and location.startswith(("a template", packaged)):
        return error
    message = f"there is no template '{error.name}'" if isinstance(error, jinja2.TemplateNotFound) else str(error)
    return CatalogueError(f"{location}: {message or error.__class__.__name__}{entry}")


def _place(listed: ListedEntry) -> str:
    return f", at '{visible(listed.entry.title)}' ({listed.origin.at()})"
