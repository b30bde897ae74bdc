"""A list of one's own: the files with which it begins, as this version of the program writes them."""

import contextlib
import hashlib
import re
import string
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from awesome_adapters import schema
from awesome_adapters.catalogue import path_text, sources
from awesome_adapters.formats import json_schema, templates
from awesome_adapters.formats.markdown import Slugger
from awesome_adapters.problems import CatalogueError
from awesome_adapters.project import Project
from awesome_adapters.schema import settings
from awesome_adapters.storage import files, history
from awesome_adapters.storage.files import Document
from awesome_adapters.storage.locks import locked
from awesome_adapters.text import addresses
from awesome_adapters.yaml.writer import Style, scalar

_PACKAGE = "awesome-adapters"
_FOLDER = Path(__file__).parent
_MARK = f"Made by {_PACKAGE} (%s). Until you edit this file, '{_PACKAGE} doctor --fix' keeps it current."
_MARK_LINE = re.compile(rf"(?:# |<!-- )Made by {_PACKAGE} \(([0-9a-f]{{12}})\).*\n".encode())
SETTINGS_SCHEMA = "data/catalogue.schema.json"


class Program(NamedTuple):
    """Where this program is to be had as an action and as a hook: its repository on GitHub, and a commit or tag."""

    repository: str = "OWNER/REPOSITORY"
    revision: str = "main"

    @classmethod
    def installed(cls) -> "Program":
        """Read what the package says; that of a release has the commit that it was made of."""
        with contextlib.suppress(metadata.PackageNotFoundError):
            for link in metadata.metadata(_PACKAGE).get_all("Project-URL") or ():
                if match := re.fullmatch(r"Source, https://github\.com/([^/]+/[^/]+)/tree/(\S+)", link):
                    return cls(*match.groups())
        return cls()

    @classmethod
    def parse(cls, text: str) -> "Program":
        """Read OWNER/REPOSITORY@REVISION; raises `CatalogueError` where a text is something else."""
        match = re.fullmatch(r"([\w.-]+/[\w.-]+)@([\w./-]+)", text)
        if not match:
            raise CatalogueError(f"'{text}' is not of the form OWNER/REPOSITORY@COMMIT")
        return cls(*match.groups())

    @property
    def action(self) -> str:
        """What a workflow uses; beside a commit stands its version, which dependabot reads."""
        version = f" # v{metadata.version(_PACKAGE)}" if re.fullmatch("[0-9a-f]{40}", self.revision) else ""
        return f"{self.repository}@{self.revision}{version}"


class Profile(NamedTuple):
    """What the files of a list say of it; `sections` are those that the form for suggestions offers."""

    title: str
    description: str
    repository: str | None = None
    site: str | None = None
    sections: Sequence[str] = ("Papers",)
    is_new: bool = True

    @classmethod
    def of(cls, folder: Path, project: Project | None = None) -> "Profile":
        """Read it from the list in a folder, or from one that was read; a list with mistakes is taken for a new one.

        What the list does not say follows from the folder's name and git's remote.
        """
        written = sources.load_settings(folder)[0]
        words = re.split(r"[\s_-]+", folder.resolve().name)
        title = " ".join(word[:1].upper() + word[1:] for word in words if word) or written.title
        topic = re.sub("^awesome ", "", title, flags=re.IGNORECASE).lower()
        if "title" in written.model_fields_set:
            title = written.title
        is_said = "description" in written.model_fields_set
        description = written.description if is_said else f"A curated list of papers on {topic}."
        repository = written.repository or addresses.repository(history.remote(folder)) or None
        profile = cls(title, description, repository, written.site)
        with contextlib.suppress(CatalogueError):
            if (project and project.catalogue.sections) or any(map(files.read, sources.data_paths(folder))):
                sections = (project or Project.open(folder)).catalogue.sections
                divided = {section.path[:-1] for section in sections}
                offered = [one.path for one in sections if one.entries or one.path not in divided]
                profile = profile._replace(sections=list(map(path_text, offered)), is_new=False)
        return profile

    def in_repository(self, text: str) -> "Profile":
        """Set the repository, written as people write it, and the address of its website, if GitHub has it."""
        short = re.fullmatch(r"[\w.-]+/[\w.-]+", text)
        address = addresses.repository(f"https://github.com/{text}" if short else text) or text
        owner_and_name = address.removeprefix("https://github.com/")
        variables = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": owner_and_name}
        hosted = settings.Settings().hosted(variables if owner_and_name != address else {})
        return self._replace(repository=address, site=self.site or hosted.site)


class Created(NamedTuple):
    """The paths of the files that `create` wrote, and of those that it left as they were."""

    written: list[str]
    kept: list[str]


class _Template(string.Template):
    delimiter = "@@"


def documents(profile: Profile, program: Program) -> Iterator[Document]:
    """Give the files of a new list but its data, filled in; the packaged templates serve it until it has its own."""
    places = {"repository": profile.repository, "site": profile.site}
    blanks = {"repository": "https://github.com/OWNER/REPOSITORY", "site": "https://OWNER.github.io/REPOSITORY/"}
    lines = [f"{key}: {_yaml(url)}" if url else f"# {key}: {blanks[key]}" for key, url in places.items()]
    words = {
        "title": _yaml(profile.title),
        "description": _yaml(profile.description),
        "addresses": "\n".join(lines),
        "options": "\n        - ".join(("the list's sections", *map(_yaml, profile.sections))),
        "action": program.action,
        "program": program.repository,
        "revision": program.revision,
    }
    for path in sorted(path for path in (_FOLDER / "files").rglob("*") if path.is_file()):
        name = path.relative_to(_FOLDER / "files").as_posix()
        text = _Template(path.read_text(encoding="utf-8")).substitute(words)
        yield Document(name, _marked(name, text) if is_maintained(name) else text.encode())
    yield Document(SETTINGS_SCHEMA, json_schema.text(schema.json_schema(settings.Settings)).encode())


def _yaml(text: str) -> str:
    return scalar(text, "title", Style())


def is_maintained(path: str) -> bool:
    """Return whether a file is the program's as long as nobody edits it, and not the curators' from the first day."""
    return path.startswith((".github/", ".pre-commit"))


def _marked(path: str, text: str) -> bytes:
    """Put a comment into a file that tells later whether somebody has edited it."""
    mark = _MARK % _digest(text.encode())
    if path.endswith(".md"):
        return f"{text}<!-- {mark} -->\n".encode()
    first = re.match(r"#!.*\n|", text)[0]  # type: ignore[index]
    return f"{first}# {mark}\n{text[len(first) :]}".encode()


def is_edited(content: bytes) -> bool:
    """Return whether a file differs from what some version of this program has written."""
    content = content.replace(b"\r\n", b"\n")
    mark = _MARK_LINE.search(content)
    return not mark or mark[1].decode() != _digest(content[: mark.start()] + content[mark.end() :])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def content(root: Path, path: str) -> bytes | None:
    """Return what a list has in a file, or in one that GitHub takes for it: `LICENSE.md`, `docs/contributing.md`."""
    name, content = Path(path), files.read(root / path)
    folders = {root / name.parent, root, root / ".github", root / "docs"}
    if content is None and name.suffix in ("", ".md", ".yml") and name.name[0] != ".":
        others = (other for folder in folders if folder.is_dir() for other in sorted(folder.iterdir()))
        stem = name.stem.casefold()
        content = next(
            (files.read(other) for other in others if other.stem.casefold() == stem and other.is_file()), None
        )
    return content


def data(sections: Sequence[str]) -> Iterator[Document]:
    """Give a file for each section, the first of them with an example."""
    slugger, template = Slugger(), _Template((_FOLDER / "section.yaml").read_text(encoding="utf-8"))
    for number, section in enumerate(sections, 1):
        text = template.substitute(index=number, section=_yaml(section))
        example = (_FOLDER / "example.yaml").read_text(encoding="utf-8") if number == 1 else ""
        name = slugger.slug(section[:60]).strip("-") or str(number)
        yield Document(f"data/{name}.yaml", f"{text}{example}".encode())


def own_templates() -> Iterator[Document]:
    """Give copies of the packaged templates, with their licence."""
    yield from (Document(f"templates/{name}", content) for name, content in templates.packaged().items())
    if text := metadata.distribution(_PACKAGE).read_text("licenses/LICENSE"):
        yield Document("templates/LICENSE", text.encode())


def create(folder: Path, profile: Profile, program: Program, *, has_templates: bool = False) -> Created:
    """Write what a list needs and a folder lacks, and build the list; files that are there stay as they are.

    A README that somebody else wrote stays, too, and no example comes beside it: `import` makes data of it. Raises
    `InvalidDataError` before anything is written where the profile makes no list.
    """
    with locked(folder):
        readme = files.read(folder / "README.md") or b""
        is_own = not readme.strip() or files.README_MARK in readme
        starters = list(documents(profile, program)) + list(own_templates() if has_templates else ())
        entries = list(data(profile.sections)) if profile.is_new and is_own else []
        if entries:
            new = {file.path: file.content for file in (*starters, *entries) if file.path.endswith(".yaml")}
            Project.open(folder, {path: text for path, text in new.items() if path[0] != "."}).require_valid()
        starters += [*entries, json_schema.render()]
        contents = {file.path: content(folder, file.path) for file in starters}
        written = files.write(folder, [file for file in starters if not contents[file.path]])
        kept = [file.path for file in starters if _is_others(file, contents[file.path])]
        if is_own and sources.data_paths(folder):
            with Project.open(folder).locked() as project:
                project.require_valid()
                written += files.write(folder, reversed(project.outputs()))
        return Created(list(dict.fromkeys(written)), kept + ([] if is_own else ["README.md"]))


def _is_others(file: Document, content: bytes | None) -> bool:
    """Return whether a file that stays is not what it would be."""
    is_schema = file.path == json_schema.PATH and json_schema.is_generated(content or b"")
    return bool(content) and content != file.content and not is_schema
