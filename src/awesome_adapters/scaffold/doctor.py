"""What a list's set-up lacks: files of the scaffold, their pins, settings, and what earlier runs left behind."""

import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from awesome_adapters import scaffold
from awesome_adapters.catalogue import sources
from awesome_adapters.checks import placeholder_message
from awesome_adapters.formats import json_schema
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.storage import files
from awesome_adapters.storage.files import Document
from awesome_adapters.text import visible

_USES = re.compile(rb"(\buses:[ \t]*)([\w.-]+/[\w./-]+)@([^\r\n]*?)([ \t]*\r?)$", re.MULTILINE)
_LEFTOVERS = ("README.old.md", "import-report.md")
_SETTINGS = {
    "title": "with it, README.md has a heading of its own",
    "description": "with it, README.md and search engines say what the list is about",
    "repository": "with it, the website links each entry to its line there",
    "site": "with it, README.md links to the website, and feeds have addresses",
    "contact": "with it, services such as Crossref answer sooner",
}
_SWITCHES = {
    "secret": ("a key for the workflows is the secret S2_API_KEY", "secrets/actions"),
    "pages": ("the website needs the source 'GitHub Actions'", "pages"),
    "pull requests": ("reports need 'Allow GitHub Actions to create … pull requests'", "actions"),
}
"""What workflows need of the settings on GitHub, and on which page they are."""


class Finding(NamedTuple):
    """What one file or setting lacks; `document` is what `mend` writes, and without one it is for the curators."""

    path: str
    message: str
    document: Document | None = None


class Diagnosis(NamedTuple):
    """What is wrong, and what cannot be seen from here."""

    findings: list[Finding]
    advice: list[str]

    def mend(self, root: Path) -> list[str]:
        """Write what can be written, and return the paths; hold the list's lock."""
        return files.write(root, [finding.document for finding in self.findings if finding.document])

    def diff(self, root: Path) -> Iterator[str]:
        """Give the lines of a unified diff of what `mend` would write."""
        for document in (finding.document for finding in self.findings if finding.document):
            contents = (files.read(root / document.path) or b"", document.content)
            old, new = (
                [f"{visible(line)}\n" for line in content.decode(errors="replace").splitlines()] for content in contents
            )
            yield from unified_diff(old, new, f"a/{document.path}", f"b/{document.path}")


def examine(
    project: Project,
    program: scaffold.Program,
    environment: Mapping[str, str],
    renewed: tuple[str, ...] = (),
    switches: Mapping[str, bool] = MappingProxyType({}),
) -> Diagnosis:
    """Compare a list's set-up with what this version would make; edited files are replaced if `renewed` has them.

    `switches` are the settings that GitHub tells, as `GitHub.switches` returns them.
    Raises `CatalogueError` where `renewed` names another file.
    """
    root, profile, program = project.root, scaffold.Profile.of(project.root, project), _usable(program, project.root)
    documents = [*scaffold.documents(profile, program), json_schema.render(project.catalogue)]
    if strangers := set(renewed) - {document.path for document in documents}:
        raise CatalogueError(f"{min(strangers)} is no file of the set-up; doctor without --renew names those")
    pins = {name: name + b"@" + pin for document in documents for _, name, pin, _ in _USES.findall(document.content)}
    pins[scaffold.Program().repository.encode()] = program.action.encode()
    findings = [finding for document in documents for finding in _compare(root, document, renewed)]
    findings += _addresses(project, profile)
    renewals = {finding.path for finding in findings}
    for path in sorted((root / ".github" / "workflows").glob("*.y*ml")):
        name = path.relative_to(root).as_posix()
        findings += _stale_pins(name, files.read(path) or b"", pins) if name not in renewals else ()
    findings += [
        Finding(str(place), placeholder_message(place, placeholder))
        for place, placeholder in sources.load_placeholders(root)
    ]
    findings += _leftovers(root)
    edited = [document.path for document in documents if _is_edited(root, document)]
    advice = [f"{path} was edited; to see this version's: awesome-adapters doctor --renew {path}" for path in edited]
    return Diagnosis(findings, advice + list(_advice(project, profile, environment, switches)))


def _addresses(project: Project, profile: scaffold.Profile) -> Iterator[Finding]:
    """Say which addresses follow from git's remote, where `catalogue.yaml` has no `repository`."""
    path, written = sources.SETTINGS, project.catalogue.settings.model_fields_set
    if "repository" in written or not profile.repository:
        return
    hosted = profile.in_repository(profile.repository)
    urls = {"repository": hosted.repository, "site": hosted.site if "site" not in written else None}
    lines = [f"{key}: {url}" for key, url in urls.items() if url]
    text = (files.read(project.root / path) or b"").decode(errors="replace")
    text = re.sub(r"(?m)^# (?:repository|site): .*OWNER.*\n", "", text)
    text = "\n".join([*text.splitlines(), *lines, ""])
    document = Document(path, text.encode())
    is_read = project.with_contents({path: document.content}).catalogue.settings.repository == hosted.repository
    yield Finding(path, f"lacks what follows from git's remote: {', '.join(lines)}", document if is_read else None)


def _is_edited(root: Path, document: Document) -> bool:
    content = scaffold.content(root, document.path)
    is_ours = content is None or not scaffold.is_maintained(document.path) or not scaffold.is_edited(content)
    return not is_ours and bool(files.stale(root, [document]))


def _usable(program: scaffold.Program, root: Path) -> scaffold.Program:
    """Return the program's address, or, where the package has none, the one that the list's workflows use."""
    if program == scaffold.Program():
        for path in sorted((root / ".github" / "workflows").glob("*.yml")):
            for _, name, revision, _ in _USES.findall(files.read(path) or b""):
                if not name.startswith(b"actions/"):
                    return scaffold.Program(name.decode(), revision.partition(b" ")[0].decode())
    return program


def _compare(root: Path, document: Document, renewed: tuple[str, ...]) -> Iterator[Finding]:
    """Say how a file differs from what it would be if it was made now."""
    path, content = document.path, scaffold.content(root, document.path)
    if not content:
        yield Finding(path, "is missing", document)
    elif not files.stale(root, [document]):
        return
    elif path in renewed or path == scaffold.SETTINGS_SCHEMA:
        yield Finding(path, "differs from what this version makes", document)
    elif path == json_schema.PATH and json_schema.is_generated(content):
        yield Finding(path, "is not current; a build writes it")
    elif scaffold.is_maintained(path) and not scaffold.is_edited(content):
        yield Finding(path, "is of another version", document)


def _stale_pins(path: str, content: bytes, pins: Mapping[bytes, bytes]) -> Iterator[Finding]:
    """Say which actions of a workflow are pinned to other versions than this one's."""

    def renew(match: re.Match[bytes]) -> bytes:
        return match[1] + pins.get(match[2], match[2] + b"@" + match[3]) + match[4]

    stale = {match[2].decode() for match in _USES.finditer(content) if renew(match) != match[0]}
    if stale:
        message = f"pins other versions of {', '.join(sorted(stale))}"
        yield Finding(path, message, Document(path, _USES.sub(renew, content)))


def _leftovers(root: Path) -> Iterator[Finding]:
    for name in _LEFTOVERS:
        if files.read(root / name) is not None:
            yield Finding(name, "is left of an import; remove it once it is read")
    for folder in (root, root / "data"):
        for path in files.leftovers(folder):
            yield Finding(path.relative_to(root).as_posix(), "is left of a run that was cut off; a build removes it")


def _advice(
    project: Project, profile: scaffold.Profile, environment: Mapping[str, str], switches: Mapping[str, bool]
) -> Iterator[str]:
    """Give what settings could say, here and on GitHub; what GitHub does not tell is for the owner to look at."""
    written = project.catalogue.settings.model_fields_set
    told = ("repository", "site") if profile.repository and "repository" not in written else ()
    for key, benefit in _SETTINGS.items():
        if key not in written and key not in told:
            yield f"catalogue.yaml has no '{key}'; {benefit}"
    if not environment.get("S2_API_KEY"):
        yield "the variable S2_API_KEY has no key for Semantic Scholar here, which answers slowly then"
    repository = profile.repository or ""
    for name, (need, page) in _SWITCHES.items() if repository.startswith("https://github.com/") else ():
        if not switches.get(name):
            state = "is missing: " if name in switches else ""
            yield f"{state}{need}: {repository}/settings/{page}"
