"""How Sphinx makes pages of docs/ (`make docs`); on GitHub they can be read as they are."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_REPOSITORY = _PROJECT["tool"]["hatch"]["metadata"]["hooks"]["custom"]["repository"]
_PAGES = (
    *("add-a-paper", "start-a-list", "import", "keep-a-list", "change-how-it-looks", "templates"),
    *("reference", "data-format", "settings", "commands", "rules", "development"),
)

project = "awesome-adapters"
html_title = project
html_theme = "furo"
html_copy_source = False
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["pictures"]
suppress_warnings = ["misc.highlighting_failure"]  # examples of what is no YAML


def _prepare(_app: Any, name: str, source: list[str]) -> None:
    """Let links to files outside docs/ lead to the repository, and give the first page the list of all."""

    def address(match: re.Match[str]) -> str:
        if not (ROOT / match[1]).exists():
            raise FileNotFoundError(f"{name}.md leads to {match[1]}, which is not there")
        return f"]({_REPOSITORY}/blob/main/{match[1]}"

    source[0] = re.sub(r"\]\(\.\./([^)#]+)", address, source[0])
    if name == "index":
        source[0] += "\n```{toctree}\n:hidden:\n" + "\n".join(_PAGES) + "\n```\n"


def setup(app: Any) -> None:
    """Register what prepares the pages."""
    app.connect("source-read", _prepare)
