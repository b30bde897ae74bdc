"""What awaits a decision of a curator, as one text: open proposals, and candidates that `discover` found."""

from collections.abc import Iterator

from awesome_adapters import candidates
from awesome_adapters.catalogue import ListedCandidate
from awesome_adapters.curation import decisions
from awesome_adapters.curation.decisions import DecisionStore
from awesome_adapters.formats import markdown
from awesome_adapters.formats.rows import candidate_commands
from awesome_adapters.project import Project
from awesome_adapters.text import collapse_whitespace


def report(project: Project, store: DecisionStore, *, as_markdown: bool, limit: int = 0) -> str:
    """Write all that is open, the same text as long as nothing changes; nothing where nothing is open."""
    pending = [item for item in project.candidates.items if item.entry.found_by and not item.entry.dismissed]
    pending.sort(key=lambda item: candidates.agreement(item.entry.found_by), reverse=True)
    rows = [_markdown(item) if as_markdown else _text(item) for item in pending]
    return decisions.report(
        store.all(), project.catalogue, as_markdown=as_markdown, limit=limit, further=[("New papers", rows)]
    )


def _about(item: ListedCandidate) -> Iterator[str]:
    entry = item.entry
    yield f"found by {candidates.evidence(entry.found_by)}"
    if entry.section:
        yield f"could stand in {entry.section}"
    if entry.remark:
        yield entry.remark


def _markdown(item: ListedCandidate) -> str:
    title, ids = item.entry.full_title, item.listed.identifiers
    year = f" ({item.entry.year})" if item.entry.year else ""
    name = markdown.link(title, ids[0].page) if ids else markdown.escape(title)
    return f"- {name}{year}: {markdown.escape('; '.join(_about(item)))}  \n  {candidate_commands(item.key)}"


def _text(item: ListedCandidate) -> str:
    return collapse_whitespace(f"{item.key}: {item.entry.full_title}: {'; '.join(_about(item))}")
