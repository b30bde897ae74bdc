"""The command line: the only place that prints, exits, or knows today's date."""

import gc
import io
import os
import sys

import click

from awesome_adapters import __version__
from awesome_adapters.cli.add import add
from awesome_adapters.cli.build import build
from awesome_adapters.cli.check import check
from awesome_adapters.cli.export import export
from awesome_adapters.cli.init import init
from awesome_adapters.cli.preview import preview
from awesome_adapters.cli.refresh import refresh
from awesome_adapters.cli.schema import schema
from awesome_adapters.cli.site import site
from awesome_adapters.problems import CatalogueError, InvalidDataError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def commands() -> None:
    """Build a list of papers from its YAML files.

    The list is the folder you are in, or the nearest one above it that has catalogue.yaml or a
    folder data/ with YAML files.
    """


for command in (add, build, check, export, init, preview, refresh, schema, site):
    commands.add_command(command)


def main() -> None:
    """Run the command line.

    A run is short and makes few cycles: the collector of garbage would only cost time.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look for some in all that is installed
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal may lack letters that a list has
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever was reading has seen enough
        code = 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        code = 1
        print(f"error: cannot print: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    try:
        return int(commands(prog_name="awesome-adapters", standalone_mode=False) or 0)
    except InvalidDataError as error:
        from awesome_adapters.cli.report import count, show

        show(error.problems)
        click.echo(f"{count(error.problems)}; nothing was written", err=True)
        return error.exit_code
    except CatalogueError as error:
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what had arrived is kept", err=True)
        return 130
