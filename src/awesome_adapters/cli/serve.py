"""`serve`: the list in a browser, which follows each change."""

import contextlib
from pathlib import Path

import click

from awesome_adapters import serving
from awesome_adapters.cli.options import list_folder, root_option
from awesome_adapters.serving import watching


@click.command()
@root_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
def serve(root: Path | None, port: int) -> int:
    """Show README.md and the website in a browser, as they would be now.

    The browser follows each change of the files, until Ctrl-C. Errors stand above the page. Nothing is
    written, and nobody is asked for metadata: build does that. Only this computer can see the preview.

    \b
    Example:
        awesome-adapters serve
    """
    folder = list_folder(root).absolute()
    preview = serving.Preview(folder)
    with serving.Server(preview, port) as server, contextlib.suppress(KeyboardInterrupt):
        click.echo(f"showing {folder} at http://{server.names[0]}/; Ctrl-C ends it", err=True)
        for _ in watching.rounds(folder):
            for problem in preview.update():
                click.echo(problem, err=True)
    return 0
