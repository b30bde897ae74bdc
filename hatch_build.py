"""What the package says of itself that follows from one address: its links, and its page with pictures."""

import os
import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Addresses(MetadataHookInterface):
    """Fill in the addresses; `repository` in pyproject.toml is the one place that has it."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set the links, and the package's page; a release names its commit, to which new lists pin the action."""
        repository = self.config["repository"]
        commit = os.environ.get("RELEASE_COMMIT") or "main"
        metadata["urls"] = {
            "Documentation": f"{repository}/blob/{commit}/docs/index.md",
            "Source": f"{repository}/tree/{commit}",
            "Changelog": f"{repository}/blob/{commit}/CHANGELOG.md",
            "Issues": f"{repository}/issues",
        }
        page = Path(self.root, "PACKAGE.md").read_text(encoding="utf-8")
        page = re.sub(r"(!\[[^]]*\]\()(?!https?:)", rf"\1{repository}/raw/{commit}/", page)
        page = re.sub(r"(?<!!)(\[[^]]*\]\()(?!https?:)", rf"\1{repository}/blob/{commit}/", page)
        metadata["readme"] = {"content-type": "text/markdown", "text": page}
