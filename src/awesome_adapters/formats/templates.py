"""The templates: the list's own in its folder `templates/`, and the packaged ones where it has none."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from awesome_adapters.problems import CatalogueError

_MARKUP = (".html", ".xml", ".svg")


def environment(root: Path, filters: dict[str, Any]) -> Environment:
    """Make the environment in which the templates of the list at `root` are rendered.

    Markup escapes by itself; Markdown has filters for it. A name that is not defined is an error.
    """
    package = Path(__file__).parents[1]
    packaged = package / "templates"
    if not packaged.is_dir():  # an editable install: the templates stand at the top of the repository
        packaged = package.parents[1] / "templates"
    made = Environment(
        loader=FileSystemLoader([root / "templates", packaged]),
        autoescape=lambda name: name is not None and name.endswith(_MARKUP),  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.filters.update(filters)
    return made


def failure(error: TemplateError) -> CatalogueError:
    """Say in which template and line a fault is."""
    if isinstance(error, TemplateSyntaxError):
        place = f"{error.filename or error.name}:{error.lineno}"
    else:
        frames, place = error.__traceback__, "a template"
        while frames:
            name = frames.tb_frame.f_code.co_filename
            if name.endswith((".md", *_MARKUP)):
                place = f"{name}:{frames.tb_lineno}"
            frames = frames.tb_next
    return CatalogueError(f"{place}: {error.message or error.__class__.__name__}")
