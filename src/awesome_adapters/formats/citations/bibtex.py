"""BibTeX, for LaTeX with BibTeX as well as with biblatex and biber.

Latin letters with accents are written as LaTeX commands, which every BibTeX sorts and abbreviates right;
other letters stay as they are, in UTF-8: XeLaTeX and LuaLaTeX set them, pdfLaTeX says which it cannot.
For some letters, as ą and đ, LaTeX wants the font encoding T1.
"""

import re
import unicodedata
from functools import cache, lru_cache

from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.formats.citations.names import Name

_TYPES = {
    "article": ("article", "journal"),
    "proceedings": ("inproceedings", "booktitle"),
    "preprint": ("misc", "howpublished"),
    "software": ("software", "howpublished"),
    "other": ("misc", "howpublished"),
}
"""The type of an entry, and the field of what it stands in; BibTeX's own styles treat `software` as `misc`."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def entry(citation: Citation) -> str:
    """Return an entry, its fields always in the same order."""
    kind, container = _TYPES[citation.kind]
    fields = {
        "title": _title(citation.title),
        "shorttitle": _title(citation.short_title or ""),
        "author": " and ".join(name for author in citation.authors if (name := _name(author))),
        container: latex(citation.container or ("" if citation.arxiv else citation.server) or ""),
        "year": str(citation.year or ""),
        "month": _MONTHS[citation.month - 1] if citation.month else "",
        "volume": citation.volume or "",
        "pages": "--".join(citation.pages),
        "doi": _verbatim(citation.doi or ""),
        "eprint": citation.arxiv or "",
        "archiveprefix": "arXiv" if citation.arxiv else "",
        "url": _verbatim(citation.url),
        "note": latex(citation.award or ""),
        "annote": latex(citation.note or ""),
    }
    if not fields["author"]:
        fields["key"] = latex(citation.title)  # by it BibTeX sorts what has no author
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@{kind}{{{citation.key},\n{''.join(lines)}}}\n"


# Text ----------------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9 .,:;!?'()\[\]/*+=@-]*")
_SPECIAL = {character: f"\\{character}" for character in "&%$#_"} | {
    "{": r"{\textbraceleft}",  # BibTeX counts a brace behind a backslash too
    "}": r"{\textbraceright}",
    "\\": r"{\textbackslash}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    '"': '{"}',
    "`": "{`}",  # behind ! and ? it makes another sign
}
_MATHS = frozenset("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ≤≥≈∼≠≡→←↔∞∈∑∏√∇∂∀∃∪∩⊂⊆⊕⊗∘∝−")
"""What LaTeX itself sets in formulas alone."""

_ACCENTS = {"\u030b": "H", "\u0323": "d", "\u0326": "textcommabelow", "\u0331": "b"}
"""LaTeX's commands for accents whose letters the encoder does not know, or has wrong (pylatexenc 2.11, ű)."""

_ENCODER = UnicodeToLatexEncoder(
    replacement_latex_protection="braces-all", unknown_char_policy="keep", unknown_char_warning=False
)
_WRONG = frozenset("ĦħĸĿŀŉŦŧ")
"""Letters that the encoder writes as others."""


def latex(text: str, *, is_name: bool = False) -> str:
    """Write a text so that LaTeX shows it as it is."""
    if _PLAIN.fullmatch(text):
        return text
    encoded = [_encoded(character) for character in unicodedata.normalize("NFC", text)]
    return "".join([raw if is_name and raw in _MATHS else command for raw, command in encoded])


@cache
def _encoded(character: str) -> tuple[str, str]:
    """Return a character, and what LaTeX shows it by."""
    if character in _SPECIAL:
        return character, _SPECIAL[character]
    is_latin = unicodedata.name(character, "").startswith("LATIN ") and character not in _WRONG
    if character.isascii() or not (is_latin or character in _MATHS):
        return character, character
    letter, accent, *more = (*unicodedata.normalize("NFD", character), "", "")
    if accent in _ACCENTS and not any(more):
        return character, f"{{\\{_ACCENTS[accent]}{{{letter}}}}}"
    command = _ENCODER.unicode_to_latex(character)
    return character, re.sub(r"(?<=[^{])\\([ij])(?=})", r"\1", command)  # biber reads no accent over a dotless letter


def _title(title: str) -> str:
    """Write a title with braces around what styles must not put into lower case."""
    return " ".join([_word(word) for word in title.split(" ")])


_PROPER = (
    "Bayes Bayesian Boltzmann Bregman Cauchy Cholesky Dirichlet Euclidean Euler Fisher Fourier Frobenius Gauss "
    "Gaussian Givens Grassmann Grassmannian Hadamard Hebbian Hessian Hilbert Householder Jacobian Kalman Kronecker "
    "Krylov Langevin Laplace Laplacian Lie Lipschitz Lyapunov Mahalanobis Markov Newton Nyström Pareto Poisson "
    "Riemannian Schrödinger Shapley Sinkhorn Stein Stiefel Taylor Turing Wasserstein "
    "African American Arabic Asian Chinese Czech Dutch English European Finnish French German Greek Hebrew Hindi "
    "Indian Indic Indonesian Italian Japanese Korean Latin Persian Polish Portuguese Russian Spanish Swahili "
    "Swedish Turkish Ukrainian Urdu Vietnamese "
    "Mamba Python Twitter Whisper Wikipedia"
)
"""Names that titles of the field have, and that nothing else tells from words."""

_NAMES = frozenset(_PROPER.split())
_INNER = re.compile(r"([^\w]*)(.*?)([^\w+]*)")


def _word(word: str) -> str:
    """Protect a word that is no plain one: with a capital behind its start, a capital and a digit, a letter, a name.

    Of words with hyphens each part is taken by itself, unless one is a single letter, as in K-Adapter.
    """
    if word.islower() or (word.isascii() and word.isalpha() and word[1:].islower() and word not in _NAMES):
        return latex(word)
    before, inner, after = _INNER.fullmatch(word).groups()  # type: ignore[union-attr]
    parts = inner.split("-")
    if len(parts) > 1 and any(len(part) == 1 and part.isupper() for part in parts):
        protected = f"{{{latex(inner)}}}"
    else:
        protected = "-".join(f"{{{latex(part)}}}" if _is_name(part) else latex(part) for part in parts)
    return f"{latex(before)}{protected}{latex(after)}"


def _is_name(part: str) -> bool:
    if len(part) == 1:
        return part.isupper() and part != "A"
    if part in _NAMES:
        return True
    has_more = any(character.isupper() for character in part[1:])
    return has_more or (part[:1].isupper() and not part[1:].replace("'", "").replace("’", "").isalpha())


# Other fields --------------------------------------------------------------------------------------------------------

_LEADING_SPECIAL = re.compile(rf"(?<!\S)[{re.escape(''.join(_SPECIAL))}]+")


@lru_cache(maxsize=100_000)
def _name(name: Name) -> str:
    """Write a name; from signs at the start of a word biber makes initials that break the document: they go."""
    family, given, particle, suffix = (_LEADING_SPECIAL.sub("", part).strip() for part in name)
    if name.is_whole or not (family and given):
        return f"{{{latex(family or given, is_name=True)}}}" if family or given else ""
    parts = (f"{_part(particle)} {_part(family)}".strip(), _part(suffix), _part(given))
    return ", ".join(part for part in parts if part)


def _part(text: str) -> str:
    encoded = latex(text, is_name=True)
    return f"{{{encoded}}}" if re.search(r",|(?<!\S)and(?!\S)", text, re.IGNORECASE) else encoded


def _verbatim(text: str) -> str:
    """Write an address or a DOI, in which LaTeX takes every sign as it is, but BibTeX counts braces."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


_UNSAFE = re.compile(r'[{}\\^"<>|`]|[^!-~]')
