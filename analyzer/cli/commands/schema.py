"""Print the JSON Schema of what `check --format json` writes."""

from __future__ import annotations

import click

from analyzer import data


@click.command("schema")
def command() -> None:
    """Print the JSON Schema (draft 2020-12) of novaflow.check/1, which `check --format json` writes."""
    click.echo((data.folder("docs/schema") / "check-1.schema.json").read_text(encoding="utf-8"), nl=False)
