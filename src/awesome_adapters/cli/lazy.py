"""A group whose commands are imported when they are called, and not for the group's help."""

from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that is given its commands' names with their short help; each has a module of its name."""

    def __init__(self, *args: Any, commands: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._short_helps = commands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's own signature)
        """Return the names of the commands."""
        return list(self._short_helps)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command."""
        if cmd_name not in self._short_helps:
            return None
        command: click.Command = getattr(import_module(f"awesome_adapters.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the commands into the help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._short_helps.items()))
