"""What several commands say of unfinished merges."""

from pathlib import Path

import click

from awesome_adapters.changes import merges
from awesome_adapters.cli import report
from awesome_adapters.text import collapse_whitespace


def settle_merges(root: Path) -> bool:
    """Settle unfinished merges, and say which entries both sides brought, and which are left."""
    settlements = merges.settle(root)
    for settlement in settlements:
        if settlement.kept:
            titles = ", ".join(f"'{collapse_whitespace(title)}'" for title in settlement.kept)
            advice = "" if settlement.problems else f"; look at it, then: git add {settlement.path}"
            click.echo(f"{settlement.path}: kept what each side of a merge did with {titles}{advice}", err=True)
        report.show(settlement.problems, err=True)
    return bool(settlements)
