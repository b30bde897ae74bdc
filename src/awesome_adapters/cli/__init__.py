"""The command line: the only place that prints, exits, or knows today's date."""

import gc
import sys

import click

from awesome_adapters import __version__
from awesome_adapters.cli.add import add
from awesome_adapters.cli.build import build
from awesome_adapters.cli.check import check
from awesome_adapters.cli.refresh import refresh
from awesome_adapters.cli.schema import schema
from awesome_adapters.problems import CatalogueError, InvalidDataError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
def commands() -> None:
    """Build a list of papers from its YAML files.

    The list is the folder you are in, or the nearest one above it that has catalogue.yaml or a
    folder data/ with YAML files.
    """


for command in (add, build, check, refresh, schema):
    commands.add_command(command)


def main() -> None:
    """Run the command line.

    A run is short and makes few cycles: the collector of garbage would only cost time.
    """
    gc.disable()
    try:
        code = commands(standalone_mode=False)
    except InvalidDataError as error:
        from awesome_adapters.cli.report import count, show

        show(error.problems)
        click.echo(f"{count(error.problems)}; nothing was written", err=True)
        code = error.exit_code
    except CatalogueError as error:
        click.echo(f"error: {error}", err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what had arrived is kept", err=True)
        code = 130
    gc.freeze()
    sys.exit(code)
