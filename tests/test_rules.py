from pathlib import Path

import pytest

from awesome_adapters import checks
from awesome_adapters.catalogue import Catalogue
from awesome_adapters.checks import gaps
from awesome_adapters.checks.rules import CheckContext, Finding, RuleSet
from awesome_adapters.metadata.store import MetadataStore
from awesome_adapters.positions import Location
from awesome_adapters.schema.settings import Settings


@pytest.fixture
def context(root: Path) -> CheckContext:
    return CheckContext(Catalogue(Settings(), []), MetadataStore(root))


def test_a_rule_is_called_like_its_function_and_reports_under_that_name(context: CheckContext) -> None:
    rules = RuleSet("warning")

    @rules.rule("what is odd")
    def odd_thing(_context: CheckContext) -> list[Finding]:
        return [Finding(Location("a.yaml", 2), "this is odd", "even")]

    assert [(rule.name, rule.heading) for rule in rules] == [("odd-thing", "what is odd")]
    assert list(map(str, rules.run(context))) == ["a.yaml:2:1: warning: this is odd [odd-thing]"]
    assert rules.run(context)[0].hint == "even"


def test_rules_run_in_the_order_in_which_they_are_written(context: CheckContext) -> None:
    rules = RuleSet("error")
    for name in ("b", "a"):

        def rule(_context: CheckContext, name: str = name) -> list[Finding]:
            return [Finding(Location(name), name)]

        rules.rule()(rule)

    assert [problem.message for problem in rules.run(context)] == ["b", "a"]


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in (*checks.ERRORS, *checks.WARNINGS, *gaps.NOTES)]

    assert len(set(names)) == len(names)
