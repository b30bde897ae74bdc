"""Rules on what entries and their records are found by again."""

from collections.abc import Iterable, Iterator

from awesome_adapters.identifiers import SCHEMES, Identifier
from awesome_adapters.metadata import PaperMetadata
from awesome_adapters.records import id_to_write, same_title
from awesome_adapters.rules import CheckContext, Finding


def missing_id(context: CheckContext) -> Iterator[Finding]:
    """A paper has an id that leads to its record: by its title it is not found again when the title changes."""
    owners = {identifier: other for other in context.catalogue.entries() for identifier in other.identifiers}
    for listed in context.catalogue.entries():
        ids, find = listed.identifiers, context.store.find
        if find(ids, listed.paper_title) == find(ids):
            continue
        metadata = context.paper(listed)
        if not metadata or not same_title(listed, metadata) or _contradict(ids, metadata):
            continue
        identifier = id_to_write(ids, metadata)
        message = f"Semantic Scholar has this paper, by its title, as {identifier}"
        if owner := owners.get(identifier):
            message += f", which is listed in {owner.origin.at()}; are both one?"
            yield Finding(listed.origin.at("paper"), message)
            continue
        key = listed.key_to_write(identifier)
        advice = f", and 'key: {key}' beside the title, so that links to it still arrive" if key else ""
        hint = f'{identifier.scheme}: "{identifier.value}"'
        yield Finding(listed.origin.at("paper"), f"{message}; give the id{advice}", hint)


def _contradict(identifiers: Iterable[Identifier], metadata: PaperMetadata) -> bool:
    """Return whether the record has another id of a kind of which a paper has but one."""
    answered = {identifier.scheme: identifier for identifier in metadata.public_ids}
    unique = (identifier for identifier in identifiers if SCHEMES[identifier.scheme].is_unique)
    return any(answered.get(identifier.scheme, identifier) != identifier for identifier in unique)
