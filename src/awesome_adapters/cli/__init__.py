"""The command line: the only place that prints, exits, or knows today's date."""

import contextlib
import gc
import os
import sys
from importlib import import_module

import click

from awesome_adapters import __version__
from awesome_adapters.cli import streams
from awesome_adapters.problems import CatalogueError
from awesome_adapters.storage import interrupts

COMMANDS = {
    "accept": "Write what an issue form says into the list.",
    "add": "Add a paper or a tool.",
    "audit": "Compare the list with libraries in BibTeX.",
    "build": "Write README.md from the YAML files.",
    "candidates": "Show works that could be added.",
    "check": "Find mistakes in the YAML files.",
    "discover": "Look for papers that the list may lack.",
    "dismiss": "Leave a candidate out, and remember why.",
    "doctor": "Find what the list's set-up lacks.",
    "explain": "Explain a rule of 'check'.",
    "export": "Print the list for other programs, as BibTeX or CSV.",
    "health": "Find dead links, moved code and retracted papers.",
    "import": "Take over an existing list.",
    "init": "Start a list of your own.",
    "merge": "Make one entry of two.",
    "move": "Put an entry into another section.",
    "news": "Tell what is new since a day or a revision.",
    "preview": "Show what a change will look like.",
    "proposals": "Show what awaits a decision.",
    "refresh": "Fetch known papers again, and report what changed.",
    "remove": "Take an entry out of the list.",
    "rename-section": "Give a section another title.",
    "rename-tag": "Give a tag another name.",
    "schema": "Print the JSON Schema of data files or settings.",
    "serve": "Show the list in a browser that follows changes.",
    "site": "Write the list as a website.",
}
"""Every command, in the module of its name, and what it does in one line."""

_BULK_EDITS = ("merge", "move", "remove", "rename-section", "rename-tag")
_MODULES = {"import": "importing", **dict.fromkeys(_BULK_EDITS, "bulk_edits")}
"""The modules of commands that share one, or whose names mean something to Python."""


class LazyGroup(click.Group):
    """The commands, imported when they are called, and not for the help of all."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own signature)
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        name = _MODULES.get(cmd_name, cmd_name)
        module = import_module(f"awesome_adapters.cli.{name}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"), None) or getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands into the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def program() -> None:
    """Build a list of papers from its YAML files.

    The list is the folder you are in, or the nearest one above it that has catalogue.yaml or a
    folder data/ with YAML files.
    """
    interrupts.hear()


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
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter fails on what is still to be printed
    except KeyboardInterrupt:  # when the command had come to its end
        code = 130
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    """Run a command, and return its exit status."""
    try:
        return int(program(prog_name="awesome-adapters", standalone_mode=False) or 0)
    except CatalogueError as error:
        from awesome_adapters.cli import report  # a run without errors does not need it

        report.failure(error)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; metadata fetched so far is kept", err=True)
        return 130
    except OSError as error:  # of a file that no door looks after, such as the folder above a folder
        where = f"{error.filename}: " if error.filename else ""
        with contextlib.suppress(OSError):  # standard error may be what failed
            click.echo(f"error: cannot go on: {where}{error.strerror or error}", err=True)
        return 1
    finally:
        interrupts.end()
