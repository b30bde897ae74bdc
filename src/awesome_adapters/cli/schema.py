"""`schema`: the JSON Schema that editors complete and check data files with."""

import click


@click.command(short_help="Print the JSON Schema of a data file.")
def schema() -> None:
    """Print the JSON Schema of a data file, with a sentence for every key.

    \b
    Example:
        awesome-adapters schema > data/schema.json
    """
    import json

    from awesome_adapters.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
