"""Completion in a shell: the list's own sections and tags."""

import os
import re
import shlex

import click

from awesome_adapters.catalogue import path_text
from awesome_adapters.cli.options import open_project
from awesome_adapters.problems import CatalogueError


def sections(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the paths of the sections that have the text in them."""
    return [_for_shell(path) for path in _in_list(context)[0] if incomplete.casefold() in path.casefold()]


def tags(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the tags that begin with the text."""
    return [_for_shell(tag) for tag in _in_list(context)[1] if tag.casefold().startswith(incomplete.casefold())]


def _for_shell(value: str) -> str:
    """Escape what bash would read as more words, or as the name of a file to write to.

    Other shells and quotation marks do that themselves; click's script for bash removes one backslash of two.
    """
    if os.environ.get("_AWESOME_ADAPTERS_COMPLETE") != "bash_complete":
        return value
    try:
        shlex.split(os.environ["COMP_WORDS"])
    except ValueError:  # a quotation mark is open
        return value
    return re.sub(r"([^\w./:+-])", r"\\\\\1", value)


def _in_list(context: click.Context) -> tuple[list[str], list[str]]:
    try:
        catalogue = open_project(context.params.get("root")).catalogue
    except CatalogueError:
        return [], []
    paths = [path_text(section.path) for section in catalogue.sections]
    return paths, sorted({tag for listed in catalogue.entries() for tag in listed.entry.tags})
