"""Formulas between dollars: what LaTeX sets is one, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awesome_adapters.formats.citations.formulas import split


@pytest.mark.parametrize(
    "formula",
    [
        r"$\ell_1$",
        r"$\mathcal{O}(\log n)$",
        "$_2$",
        "$^{3}$",
        r"$\frac{1}{\sqrt{n^{2}}}$",
        "$f''^2$",
        "$f'_1$",
        r"$\{a_1, \ldots, a_n\}$",
        r"$\alpha \beta$",
        r"$\mbox{a b}_1$",
        "$A_{B_{C_{D}}}$",
        "$x^2_1$",
    ],
)
def test_what_latex_sets_is_a_formula(formula: str) -> None:
    assert split(f"a {formula} b") == ["a ", formula, " b"]


@pytest.mark.parametrize(
    "text",
    [
        "$5 to $6",
        "$k$",
        r"$\{x_1$",  # BibTeX counts the brace
        r"$\}x_1\{$",
        "$5_a to $6_b",
        "from $5 to$ 6",
        "costs $x^2",
        "$$x^2$$",
        r"\$x_1$",
        "$ x_1 $",
        r"$\input{secret}_1$",
        r"$\alphab_1$",
        r"$\mathbb{R}^n$",
        r"$x_{\rm max}$",
        "$x^^5c$",
        "$x_1_2$",
        "$f^2'$",
        "$f'_1^2$",
        r"$x^\frac{1}{2}$",
        r"$x^\log$",
        "$a_{$",
        "$a}{_b$",
        "$%_1$",
        "$a&b_1$",
        "$é_1$",
        r"$\mbox{x_1}$",
        "$_$",
        "${" * 2000 + "_$",
        "$" + "{" * 100 + "x" + "}" * 100 + "_1$",
    ],
)
def test_what_it_does_not_set_is_text(text: str) -> None:
    assert split(text) == [text]


@given(st.lists(st.sampled_from([*"$$$_^{}ab1 '", r"\alpha", "\\", r"\frac"])).map("".join))
def test_nothing_is_lost(text: str) -> None:
    assert "".join(split(text)) == text
