"""Fixes: what problems propose, where that is certain, tried on the whole list before it is written."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from awesome_adapters import checks
from awesome_adapters.catalogue import sources
from awesome_adapters.changes.patches import Patch, new_errors, problem_key
from awesome_adapters.changes.proposals import MASKED, Proposal, ProposalError, SourceFile, after_changes, propose
from awesome_adapters.problems import Problem
from awesome_adapters.project import Project
from awesome_adapters.storage import files
from awesome_adapters.yaml.edit import Edit, apply


@dataclass(frozen=True, kw_only=True)
class Fixes(Patch):
    """All fixes of a list, before they are written."""

    proposals: list[Proposal]
    skipped: Mapping[Problem, str]
    """What is not fixed though its hint is certain, and why."""


def fix(project: Project) -> Fixes:
    """Make all fixes of a list as it is now, while no other program changes it, and write them."""
    with project.locked() as current:
        fixes = find(current)
        fixes.write()
    return fixes


def find(project: Project) -> Fixes:
    """Return the fixes of all problems whose hints are certain.

    One that changes anything else, or leads to a new error, is skipped; it is tried again once others are made.
    """
    trial, number = _Trial(project), -1
    while number < len(trial.proposals):
        number = len(trial.proposals)
        trial.skipped.clear()
        while proposals := trial.plan():
            trial.accept(proposals)
    proposals = sorted(trial.proposals, key=lambda proposal: proposal.problem.location[:2])
    skipped = dict(sorted(trial.skipped.items(), key=lambda item: item[0][:3]))
    return Fixes(project=trial.project, contents=trial.contents, proposals=proposals, skipped=skipped)


class _Trial:
    """The list with the fixes that are accepted so far."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.proposals: list[Proposal] = []
        self.skipped: dict[Problem, str] = {}
        self.contents: dict[str, tuple[bytes, bytes]] = {}
        self._problems = _problems(project)
        self._files: dict[str, SourceFile] = {}

    def plan(self) -> list[Proposal]:
        """Return what can be tried at once, without two edits that overlap.

        Files that cannot be read come first, and then errors: what warnings say depends on what can be read.
        """
        certain = [problem for problem in self._problems if problem.is_certain and problem not in self.skipped]
        proposals = []
        for problem in certain:
            try:
                proposals.append(propose(problem, self._file(problem.location.file)))
            except ProposalError as error:
                self.skipped[problem] = str(error)
        unread = [proposal for proposal in proposals if not self._file(proposal.problem.location.file).node]
        errors = [proposal for proposal in proposals if proposal.problem.severity == "error"]
        return list(_separate(unread or errors or proposals))

    def accept(self, proposals: list[Proposal]) -> None:
        """Make the proposals that do no harm; why others are not made stands in `skipped`."""
        if not (accepted := self._harmless(proposals, [])):
            return
        for name, content in self._edited(accepted).items():
            self.contents[name] = self.contents.get(name, (self._file(name).content, b""))[0], content
        self._files.clear()
        self.proposals += accepted
        self.project = self.project.with_contents({name: new for name, (_, new) in self.contents.items()})
        self._problems = _problems(self.project)
        self.skipped = {problem: reason for problem, reason in self.skipped.items() if problem in self._problems}

    def _harmless(self, proposals: list[Proposal], accepted: list[Proposal]) -> list[Proposal]:
        """Return the proposals that are accepted, and of others those that can be made with them."""
        together = accepted + proposals
        if not (reason := self._objection(together)):
            return together
        if len(proposals) == 1:
            self.skipped[proposals[0].problem] = reason
            return accepted
        half = len(proposals) // 2
        return self._harmless(proposals[half:], self._harmless(proposals[:half], accepted))

    def _objection(self, proposals: list[Proposal]) -> str | None:
        """Read the list as it would be, and say what speaks against it."""
        contents = self._edited(proposals)
        for name, content in contents.items():
            of_file = [proposal for proposal in proposals if proposal.problem.location.file == name]
            if reason := _difference(self._file(name), SourceFile(name, content), of_file):
                return reason
        if any(self._file(name).node is None for name in contents):
            return None  # what the file holds is read from now on, and so are its mistakes
        others = {name: new for name, (_, new) in self.contents.items()}
        problems = _problems(self.project.with_contents(others | contents))
        before, after = (Counter(map(problem_key, of_list)) for of_list in (self._problems, problems))
        fixed = Counter(problem_key(proposal.problem) for proposal in proposals)
        if any(after[key] > before[key] - number for key, number in fixed.items()):
            return "the problem would stay"
        return next((f"it leads to {error}" for error in new_errors(self._problems, problems)), None)

    def _edited(self, proposals: Iterable[Proposal]) -> dict[str, bytes]:
        edits: dict[str, list[Edit]] = {}
        for proposal in proposals:
            edits.setdefault(proposal.problem.location.file, []).extend(proposal.edits)
        return {name: self._file(name).encode(apply(self._file(name).text, of_file)) for name, of_file in edits.items()}

    def _file(self, name: str) -> SourceFile:
        if name not in self._files:
            path = sources.path_on_disk(self.project.root, name)
            content = self.contents[name][1] if name in self.contents else files.read(path)
            self._files[name] = SourceFile(name, content or b"")
        return self._files[name]


def _problems(project: Project) -> list[Problem]:
    return project.problems + checks.WARNINGS.run(project.context) + project.candidates.check(project.context)


def _separate(proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Give proposals in the order of their places, without those that touch one before them."""
    ends: dict[str, int] = {}
    for proposal in sorted(proposals, key=lambda proposal: (proposal.problem.location.file, min(proposal.edits))):
        name = proposal.problem.location.file
        if min(proposal.edits).start > ends.get(name, -1):
            ends[name] = max(edit.end for edit in proposal.edits)
            yield proposal


def _difference(before: SourceFile, after: SourceFile, proposals: list[Proposal]) -> str | None:
    """Say how a file would differ otherwise than it should."""
    if not before.node:
        first = min((problem.location.line for problem in after.problems), default=0)
        is_later = first > proposals[0].problem.location.line
        return None if after.node or is_later else "the line would still be wrong"
    changes = {path: change for proposal in proposals for path, change in proposal.changes.items()}
    masks = {path: change for path, change in changes.items() if change.value is MASKED}
    if not after.node or after_changes(before.node.value, changes) != after_changes(after.node.value, masks):
        return "more than this would change"
    return None
