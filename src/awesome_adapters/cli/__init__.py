"""The command line: the only place that prints, exits, or knows today's date."""

import gc
import os
import sys

import click

from awesome_adapters import __version__
from awesome_adapters.cli import streams
from awesome_adapters.cli.lazy import LazyGroup
from awesome_adapters.problems import CatalogueError, InvalidDataError

COMMANDS = {
    "add": "Add a paper or a tool.",
    "build": "Write README.md from the YAML files.",
    "check": "Find mistakes in the YAML files.",
    "export": "Print the list for other programs, as BibTeX or CSV.",
    "init": "Start a list of your own.",
    "preview": "Show what a change will look like.",
    "refresh": "Fetch known papers again, and report what changed.",
    "schema": "Print the JSON Schema of a data file.",
    "site": "Write the list as a website.",
}
"""Every command, in the module of its name, and what it does in one line."""


@click.group(cls=LazyGroup, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def program() -> None:
    """Build a list of papers from its YAML files.

    The list is the folder you are in, or the nearest one above it that has catalogue.yaml or a
    folder data/ with YAML files.
    """


def main() -> None:
    """Run the command line."""
    gc.disable()  # a run is short and makes few cycles
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some in all that is installed
    streams.prepare()
    try:
        code = _run()
        sys.stdout.flush()
    except streams.PrintingError as error:
        code = 1
        if not error.is_reader_gone:  # whoever was reading has seen enough
            print(f"error: cannot print: {error}", file=sys.stderr)
        streams.discard_output()
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    try:
        return int(program(prog_name="awesome-adapters", standalone_mode=False) or 0)
    except InvalidDataError as error:
        from awesome_adapters.cli import report  # a run without errors does not need it

        report.show(error.problems)
        click.echo(f"{report.count(error.problems)}; nothing was written", err=True)
        return error.exit_code
    except CatalogueError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; metadata fetched so far is kept", err=True)
        return 130
