"""The sections put together: paths that people write, and entries that further sections show."""

from difflib import get_close_matches

from awesome_adapters.catalogue import Catalogue, ListedEntry, Section, SectionPath, path_text
from awesome_adapters.problems import CatalogueError, Problem
from awesome_adapters.schema.settings import Settings
from awesome_adapters.text import tokens


def assemble(settings: Settings, sections: list[Section], *, is_whole: bool = True) -> tuple[Catalogue, list[Problem]]:
    """Make the catalogue, with entries in the sections of their `also_in` too; an unclear path is a problem.

    `is_whole`: whether every file could be read; else a section that is not there is no problem.
    """
    problems: list[Problem] = []
    is_whole = is_whole and all(section.title for section in sections)
    cross_listed: dict[SectionPath, list[ListedEntry]] = {}
    folded_paths = paths(sections)
    for listed in (listed for section in sections for listed in section.entries):
        shown_in = {listed.section_path}
        for number, path in enumerate(listed.entry.also_in):
            location = listed.origin.at("also_in", number)
            matches = matching(path, folded_paths)
            if not (matches or is_whole):
                continue
            if len(matches) != 1:
                message, suggestion = unclear_path(path, matches, sections)
                problems.append(Problem(location, "also-in", message, suggestion))
            elif matches[0].path in shown_in:
                problems.append(Problem(location, "also-in", "the entry is already in this section"))
            else:
                shown_in.add(matches[0].path)
                cross_listed.setdefault(matches[0].path, []).append(listed)
    if cross_listed:
        sections = [section._replace(cross_listed=cross_listed.get(section.path, [])) for section in sections]
    return Catalogue(settings, sections, is_whole), problems


def matching(path: str, paths: list[tuple[str, Section]]) -> list[Section]:
    """Find the sections whose path ends as given, case ignored; one whose whole path is given is meant alone."""
    ending = _folded(path)
    matches = [(whole, section) for whole, section in paths if whole.endswith(ending)]
    return [section for whole, section in matches if whole == ending] or [section for _, section in matches]


def paths(sections: list[Section]) -> list[tuple[str, Section]]:
    """Return each section with its path in the form that `matching` compares."""
    return [(_folded(path_text(section.path)), section) for section in sections]


def _folded(path: str) -> str:
    return "".join(f"> {part.strip()} " for part in path.casefold().split(">"))


def unclear_path(path: str, matches: list[Section], sections: list[Section]) -> tuple[str, str | None]:
    """Say why a path means no section, or several; and return the path or title that may be meant instead of none."""
    if matches:
        names = dict.fromkeys(f"'{path_text(section.path)}'" for section in matches)
        return f"'{path}' can be {' or '.join(names)}; write a longer path", None
    paths = dict.fromkeys(name for section in sections for name in (path_text(section.path), section.title))
    words = set(tokens(path))
    similar = get_close_matches(path, paths, 1, 0.75) or (
        name for name in paths if words and words <= set(tokens(name))
    )
    suggestion = next(iter(similar), None)
    advice = f"; did you mean '{suggestion}'?" if suggestion else ""
    return f"there is no section '{path}'{advice}", suggestion


def listing(sections: list[Section]) -> str:
    """Return the paths of sections, each on a line of its own."""
    return "".join(f"\n    {path_text(section.path)}" for section in sections)


def only_match(path: str, sections: list[Section]) -> Section:
    """Return the one section that a path means; raises `CatalogueError` where that is none, or more than one."""
    matches = matching(path, paths(sections))
    if len(matches) == 1:
        return matches[0]
    message, suggestion = unclear_path(path, matches, sections)
    if not matches:
        message += f"{' There' if suggestion else '; there'} are:{listing(sections)}"
    raise CatalogueError(message)
