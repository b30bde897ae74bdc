"""LaTeX of BibTeX fields, read as text."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from awesome_adapters.formats.citations import bibtex
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.text import collapse_whitespace, without_markup
from awesome_adapters.text.latex import plain, unknown_commands
from test_bibtex import LETTERS


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("Q & A for R&D", "Q & A for R&D"),
        (r"50% off_b #1 \& \% \_ \# \$", "50% off_b #1 & % _ # $"),
        (r"Bounds of $\mathcal{O}(\log n)$, {\(x_{1}\)}", r"Bounds of $\mathcal{O}(\log n)$, $x_{1}$"),
        ("costs $5", "costs $5"),
        ("costs $5 to $6", "costs $5 to $6"),
        ("Models for CO<sub>2</sub> &amp; capture", "Models for CO2 & capture"),
        (r"CO{\textless}sub{\textgreater}2{\textless}/sub{\textgreater} \&amp; more", "CO2 & more"),
        (r"{\~{\^e}} \d{\^a} {\d{\u{a}}} {\={\d{L}}} \.{I} \'{\i}", "ễ ậ ặ Ḹ İ í"),
        (r"G{\"o}del, V\'i\v{s}, Wa\l\k{e}sa, {\O}re \c C \textcommabelow{s}", "Gödel, Víš, Wałęsa, Øre Ç ș"),
        (r"CO\textsubscript{2} Ca\textsuperscript{2+} 5\textsuperscript{th}", "CO₂ Ca²⁺ 5th"),
        (r"{\ensuremath{\alpha}} \ensuremath{\leq} x", "α ≤ x"),
        (r"{The} {\textsc{Big}} \emph{a} \texttt{b} \mbox{c} {\bf d} \textsf{e}", "The Big a b c d e"),
        (r"\texorpdfstring{$\alpha$}{alpha} of {\LaTeX}, \TeX", "alpha of LaTeX, TeX"),
        (r"\href{https://x.org/a_b%20}{Text} a\-b\/c \\ d", "Text abc d"),
        (r"a~b\ c -- d --- ``e'' ?`f", "a b c – d — “e” ¿f"),
        (r"{\textbraceleft}{\textbackslash}\~{}{\textasciitilde}\^{}{\textbraceright}", r"{\~~^}"),
        (r"{\relax Ch}arles \foo{bar}", "Charles bar"),
        ("a\n\t b", "a b"),
        (r"{", ""),
        ("\\", ""),
    ],
)
def test_the_text_that_latex_shows_is_read(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_unknown_commands_are_told_and_what_they_hold_is_kept() -> None:
    assert unknown_commands(r"\ours{x} \emph{a} {\bf b} $\mymath$ \LaTeX \'e \theirs \ours") == ["\\ours", "\\theirs"]
    assert unknown_commands("a") == []


@given(st.text(st.sampled_from([*LETTERS, *"–—“”日αΩ→ℓ⟨√--'',,``$\\{}~^&%#_"]), max_size=40).map(collapse_whitespace))
@example(r"Robust $\ell_1$ in $\mathcal{O}(\log n)$ for $5 to $6 and $\mathbb{R}^n$")
def test_what_is_written_for_latex_is_read_as_it_was(text: str) -> None:
    text = without_markup(unicodedata.normalize("NFC", text))

    assert plain(bibtex.latex(text)) == text
    title = re.search(r"  title = \{(.*)\},\n", bibtex.entry(Citation("k", "other", text)))
    assert plain(title[1] if title else "") == text
