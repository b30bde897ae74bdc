"""`explain`: what a rule of `check` is for, with a wrong and a right example."""

import click

from awesome_adapters.checks import explanations
from awesome_adapters.problems import CatalogueError
from awesome_adapters.text import visible


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Explain a RULE of 'check', as in [summary-end] behind a message; without one, list all.

    \b
    Example:
        awesome-adapters explain summary-end
    """
    texts = explanations.load()
    if rule is None:
        width = max(map(len, texts))
        for name, text in texts.items():
            click.echo(f"{name:{width}}  {text.about.replace('`', '').partition('. ')[0].rstrip('.')}")
        return
    name = rule.strip("[] ").lower()
    if name not in texts:
        close = explanations.nearest(name, texts)
        advice = f"; did you mean '{close}'?" if close else "."
        raise CatalogueError(f"there is no rule '{visible(name)}'{advice} List all: awesome-adapters explain")
    click.echo(texts[name].plain(name))
