"""What several commands share: the options for the list's folder and for waiting, and today's date."""

import datetime as dt
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from awesome_adapters.catalogue.sources import find_root
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project

F = TypeVar("F", bound=Callable[..., Any])


class _Folder(click.Path):
    """A folder that exists; click itself says of one that cannot be reached that it does not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        try:
            is_folder = stat.S_ISDIR(path.stat().st_mode)
        except FileNotFoundError:
            self.fail(f"Directory '{path}' does not exist.", param, ctx)
        except OSError as error:
            raise CatalogueError(f"cannot read {path}: {error.strerror}") from error
        if not is_folder:
            self.fail(f"Directory '{path}' is a file.", param, ctx)
        return path


FOLDER = _Folder(file_okay=False)
root_option = click.option("--root", type=FOLDER, help="The list's folder, if it is not the one you are in.")


def max_wait_option(seconds: int) -> Callable[[F], F]:
    """Return the option for how long to wait for services; its first name, --patience, still works."""
    kind = click.FloatRange(0)
    option = click.option(
        "--max-wait", type=kind, default=seconds, show_default=True, help="Seconds to wait for services, in all."
    )
    old_name = click.option(
        "--patience", type=kind, hidden=True, expose_value=False, is_eager=True, callback=_set_max_wait
    )
    return lambda command: option(old_name(command))


def _set_max_wait(context: click.Context, _option: click.Parameter, seconds: float | None) -> None:
    if seconds is not None:
        click.echo("warning: --patience is --max-wait now; the old name will stop working in a later version", err=True)
        context.default_map = {**(context.default_map or {}), "max_wait": seconds}


def list_folder(root: Path | None) -> Path:
    """Return the folder that is given; without one, that of the list that the current folder is in."""
    try:
        return root or find_root(Path.cwd())
    except OSError as error:
        raise CatalogueError(f"cannot look into the current folder: {error.strerror}") from error


def open_project(root: Path | None) -> Project:
    """Read the list in a folder; without one, the list that the current folder is in."""
    return Project.open(list_folder(root))


def open_valid_project(root: Path | None) -> Project:
    """Read a list, and raise `InvalidDataError` if it has errors."""
    project = open_project(root)
    project.require_valid()
    return project


def today() -> dt.date:
    """Return the day in UTC."""
    return dt.datetime.now(dt.UTC).date()
