r"""Formulas in titles, as arXiv and Semantic Scholar give them: `Robust $\ell_1$ regression`.

What stands between two dollars is one where it holds a command, `^` or `_`,
and where LaTeX without any package sets it: no other command gets through, and no error.
"""

import re
from itertools import accumulate

LETTERS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho "
    "sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega "
    "ell infty star ast dagger prime top bot circ perp pm times partial"
)
"""Commands that may stand behind `^` and `_` without braces."""
SYMBOLS = (
    "hbar nabla forall exists neg emptyset aleph Re Im wp surd triangle angle in ni notin subset supset subseteq "
    "supseteq cup cap setminus wedge vee oplus ominus otimes odot div mp cdot bullet le leq ge geq ll gg ne neq equiv "
    "approx sim simeq cong propto prec succ preceq succeq parallel mid to gets rightarrow leftarrow leftrightarrow "
    "Rightarrow Leftarrow Leftrightarrow mapsto longrightarrow langle rangle lfloor rfloor lceil rceil vert Vert sum "
    "prod int oint bigcup bigcap bigoplus ldots cdots dots quad "
    "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh max min sup inf lim limsup liminf arg "
    "det dim ker deg gcd hom Pr"
)
OF_ONE = (
    "mathcal mathrm mathbf mathit mathsf mathtt hat widehat tilde widetilde bar overline underline vec dot ddot acute "
    "grave breve check sqrt"
)
OF_TWO = "frac stackrel"

_CLASSES = {
    **dict.fromkeys(LETTERS.split(), "l"),
    **dict.fromkeys([*SYMBOLS.split(), *"{}|,;:!%&#_ \0"], "s"),
    **dict.fromkeys(OF_ONE.split(), "1"),
    **dict.fromkeys(OF_TWO.split(), "2"),
}
_TEXT = re.compile(r"\\(?:text(?:rm|bf|it|sf|tt)|mbox)\{[A-Za-z0-9 .-]*\}")
_TOKEN = re.compile(r"\\([A-Za-z]+|.)|[A-Za-z0-9*+-]|[^\s{}^_']")
_SCRIPTS = r"(?:\^[lag](?:_[lag])?|_[lag](?:\^[lag])?)?"
_PRIMES = r"'+(?:\^[lag](?:_[lag])?|_[lag])?"
_ROW = rf"{_SCRIPTS}(?:(?:[slag]|1g|2gg)(?:{_PRIMES}|{_SCRIPTS}))*"
_GROUP = re.compile(rf"\{{{_ROW}\}}")
_DEEPEST = 20
_DOLLARS = re.compile(r"(?<![\\$])\$(?=\S)(?=[^$]*[\\^_])([^$]+)(?<=\S)\$(?![0-9$])")


def split(text: str) -> list[str]:
    """Return text and formulas by turns, beginning with text; a formula has its dollars."""
    parts, start = [], 0
    for match in _DOLLARS.finditer(text) if "$" in text else ():
        if _is_formula(match[1]):
            parts += [text[start : match.start()], match[0]]
            start = match.end()
    return [*parts, text[start:]]


def _is_formula(text: str) -> bool:
    """Return whether LaTeX sets it; by the classes of its tokens, with groups taken together from the innermost on.

    BibTeX counts braces behind a backslash, too, as those of a set: they have to pair as well.
    """
    depths = list(accumulate((character == "{") - (character == "}") for character in text))
    if depths and (min(depths) < 0 or depths[-1]):
        return False
    classes = "".join(_TOKEN.sub(_class, _TEXT.sub("a", text)).split())
    for _ in range(_DEEPEST):
        classes = _GROUP.sub("g", classes)
    return bool(re.fullmatch(_ROW, classes))


def _class(token: re.Match[str]) -> str:
    if token[1]:
        return _CLASSES.get(token[1], "?")
    return "a" if re.match(r"[A-Za-z0-9*+-]", token[0]) else "s" if token[0] in ".,:;!?()[]/|=<>\0" else "?"
