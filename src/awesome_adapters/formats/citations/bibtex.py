"""BibTeX, for LaTeX with BibTeX as well as with biblatex and biber.

Latin letters with accents are written as LaTeX commands, which every BibTeX sorts and abbreviates right;
other letters stay as they are, in UTF-8: XeLaTeX and LuaLaTeX set them, pdfLaTeX says which it cannot.
For some letters, as ą and đ, LaTeX wants the font encoding T1.
"""

import re
import unicodedata
from functools import cache, lru_cache

from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

from awesome_adapters.formats.citations import formulas
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.identifiers import SCHEMES, Identifier, parse
from awesome_adapters.text.names import Name

_TYPES = {
    "article": ("article", "journal"),
    "proceedings": ("inproceedings", "booktitle"),
    "preprint": ("misc", "howpublished"),
    "software": ("software", "howpublished"),
    "other": ("misc", "howpublished"),
}
"""The type of an entry, and the field of what it stands in; BibTeX's own styles treat `software` as `misc`."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


_LETTER_COMMAND = re.compile(r"\{\\([a-zH])(?=[ {])")


def entry(citation: Citation) -> str:
    """Return an entry, its fields always in the same order."""
    kind, container = _TYPES[citation.kind]
    is_only = len(citation.authors) == 1
    authors = [name for author in citation.authors if (name := _name(author, is_only=is_only))]
    fields = {
        "title": _title(citation.title),
        "shorttitle": _title(citation.short_title or ""),
        "author": " and ".join([*authors, *["others"] * citation.has_more_authors] if authors else []),
        container: latex(citation.container or _server(citation)),
        "year": str(citation.year or ""),
        "month": _MONTHS[citation.month - 1] if citation.month else "",
        "volume": citation.volume or "",
        "pages": "--".join(citation.pages),
        "doi": _verbatim(citation.doi or ""),
        "eprint": citation.arxiv or "",
        "archiveprefix": "arXiv" if citation.arxiv else "",
        "verba": ", ".join(map(_spelling, citation.further_ids)),  # biblatex's field for what no style prints
        "url": _verbatim(citation.url),
        "note": latex(". ".join(filter(None, (citation.retraction, citation.award)))),
        "annote": latex(citation.note or ""),
    }
    if not fields["author"]:
        fields["key"] = latex(citation.title)  # by it BibTeX sorts what has no author
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"{_preamble(citation)}@{kind}{{{citation.key},\n{''.join(lines)}}}\n"


def _server(citation: Citation) -> str:
    return "" if citation.arxiv and citation.server == "arXiv" else citation.server or ""  # which `eprint` says


def _preamble(citation: Citation) -> str:
    """Return definitions of letters that biber makes of commands and that pdfLaTeX does not know, such as ạ."""
    names = [part for name in citation.authors for part in name[:4]]
    texts = [citation.title, citation.container, citation.note, citation.award, citation.retraction, *names]
    text = "".join([text for text in texts if text and not text.isascii()])
    lines = []
    for letter in sorted(set(unicodedata.normalize("NFC", text))):
        command = _encoded(letter)[1] if letter > "\u017f" else ""
        if _LETTER_COMMAND.match(command):  # other commands biber leaves as they are
            hidden = _LETTER_COMMAND.sub(r"{\\csname \1\\endcsname", command)
            lines.append(
                f"@preamble{{{{\\expandafter\\gdef\\csname u8:\\detokenize{{{letter}}}\\endcsname{hidden}}}}}\n"
            )
    return "".join(lines)


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
_MATHS = frozenset("αβγδεζηθικλμνξπρστυφχψωϑϵϕΓΔΘΛΞΠΣΦΨΩℓ≤≥≪≫≈∼≃≅≠≡→←↔↦⇒⇔∞∈∑∏√∇∂∀∃∧∨∪∩⊂⊆⊕⊗⊥∥∘⋆∝⟨⟩−")
"""What LaTeX itself sets in formulas alone."""

_ACCENTS = {"\u030b": "H", "\u0323": "d", "\u0326": "textcommabelow", "\u0331": "b"}
"""LaTeX's commands for accents whose letters the encoder does not know, or has wrong (pylatexenc 2.11, ű)."""
_MORE_ACCENTS = dict(
    zip("\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0306\u030a\u030c\u0327\u0328", "`'^~=.\"urvck", strict=True)
)
"""The commands of all other accents that nest; the first of them are signs, and the last stand below the letter."""

_UNITS = re.compile("[¹²³\u2070-\u207f]+|[\u2080-\u209c]+|.", re.DOTALL)
_SCRIPTS = {character: ("textsuperscript", digit) for character, digit in zip("¹²³", "123", strict=True)} | {
    character: (
        "textsubscript" if character >= "\u2080" else "textsuperscript",
        unicodedata.normalize("NFKD", character),
    )
    for character in map(chr, range(0x2070, 0x209D))
    if unicodedata.category(character) != "Cn"
}
"""What LaTeX raises and lowers, by its own commands."""

_ENCODER = UnicodeToLatexEncoder(
    replacement_latex_protection="braces-all", unknown_char_policy="keep", unknown_char_warning=False
)
_WRONG = frozenset("ĦħĸĿŀŉŦŧƕƞəɛɸʔʞ")
"""Letters that the encoder writes as others, or by commands that LaTeX itself does not have."""


_LIGATURE = re.compile(r"([-',])(?=\1)")
"""Signs of which LaTeX makes one: dashes and quotation marks."""


def latex(text: str, *, is_name: bool = False) -> str:
    """Write a text so that LaTeX shows it as it is, and formulas as such."""
    if not _PLAIN.fullmatch(text):
        parts = [text] if is_name else formulas.split(text)
        return "".join([part if number % 2 else _text(part, is_name=is_name) for number, part in enumerate(parts)])
    return _LIGATURE.sub(r"\1{}", text)


def _text(text: str, *, is_name: bool) -> str:
    text = unicodedata.normalize("NFC", _LIGATURE.sub("\\1\1", text))
    encoded = [_encoded(unit) for unit in _UNITS.findall(text)]
    return "".join([raw if is_name and raw in _MATHS else command for raw, command in encoded]).replace("\1", "{}")


@cache
def _encoded(character: str) -> tuple[str, str]:
    """Return a character, or several that are raised or lowered together, and what LaTeX shows it by."""
    if character in _SPECIAL:
        return character, _SPECIAL[character]
    if character[0] in _SCRIPTS:
        command = _SCRIPTS[character[0]][0]
        letters = "".join(_encoded(_SCRIPTS[script][1].replace("−", "-"))[1] for script in character)
        return character, f"{{\\{command}{{{letters}}}}}"
    is_latin = unicodedata.name(character, "").startswith("LATIN ") and character not in _WRONG
    if character.isascii() or not (is_latin or character in _MATHS):
        return character, character
    letter, *accents = list(unicodedata.normalize("NFD", character))
    if len(accents) > 1:
        return character, _nested(letter, accents) or character
    if accents and accents[0] in _ACCENTS:
        return character, f"{{\\{_ACCENTS[accents[0]]}{{{letter}}}}}"
    command = _ENCODER.unicode_to_latex(character)
    return character, re.sub(r"(?<=[^{])\\([ij])(?=})", r"\1", command)  # biber reads no accent over a dotless letter


def _nested(letter: str, accents: list[str]) -> str | None:
    r"""Put several accents to a letter, those below it last; None if one is unknown.

    The spellings `{\~{\^e{}}}` and `{\d{ê}}` are what both read right: pdfLaTeX, which sets the commands, and
    biber 2.18, which would make `\~ê` of `{\~{\^e}}`, and two loose signs of `{\d{\^e}}`.
    """
    commands = _MORE_ACCENTS | _ACCENTS
    if not commands.keys() >= set(accents):
        return None
    low = [accent for accent in accents if unicodedata.combining(accent) < 230]  # below the letter, or at its foot
    *inner, outer = [*accents[len(low) :], *low]  # Unicode's canonical order has the low ones first
    composed = unicodedata.normalize("NFC", letter + "".join(inner))
    if commands[outer].isalpha() and "\x7f" < composed < "\u0180":
        return f"{{\\{commands[outer]}{{{composed}}}}}"
    written = letter
    for accent in accents:
        command = commands[accent]
        if written == letter:
            written = f"\\{command}{' ' * command.isalpha()}{letter}"
        else:
            written = f"\\{command}{{{written}{{}}}}"
    return f"{{{written}}}"


def _title(title: str) -> str:
    """Write a title with braces around what styles must not put into lower case."""
    parts = formulas.split(title)
    spaced = "".join([part.replace(" ", "\0") if number % 2 else part for number, part in enumerate(parts)])
    return " ".join([_word(word) for word in spaced.split(" ")]).replace("\0", " ")


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


@lru_cache(maxsize=10_000)
def _word(word: str) -> str:
    """Protect a word that is no plain one: with a capital behind its start, a capital and a digit, a letter, a name.

    Of words with hyphens each part is taken by itself, unless one is a single letter, as in K-Adapter.
    """
    if word.islower() or (word.isascii() and word.isalpha() and word[1:].islower() and word not in _NAMES):
        return latex(word)
    if not _SCRIPTS.keys().isdisjoint(word) or len(formulas.split(word)) > 1:
        formula = word.rstrip(".,:;!?")
        return f"{{{latex(formula)}}}{word[len(formula) :]}"
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
def _name(name: Name, *, is_only: bool) -> str:
    """Write a name; from signs at the start of a word biber makes initials that break the document: they go."""
    family, given, particle, suffix = (_LEADING_SPECIAL.sub("", part).strip() for part in name)
    if name.is_whole or not (family and given):
        return f"{{{latex(family or given, is_name=True)}}}" if family or given else ""
    is_whole = any(word[:1].islower() for word in family.split()[:-1])  # which BibTeX takes for particles
    if " " in family and " " in given:  # else some readers take the comma for one between two persons
        is_whole = is_whole or is_only or family[1:2] == "."
    parts = (f"{_part(particle)} {_part(family, is_whole=is_whole)}".strip(), _part(suffix), _part(given))
    return ", ".join(part for part in parts if part)


def _part(text: str, *, is_whole: bool = False) -> str:
    encoded = latex(text, is_name=True)
    return f"{{{encoded}}}" if is_whole or re.search(r",|(?<!\S)and(?!\S)", text, re.IGNORECASE) else encoded


def _spelling(identifier: Identifier) -> str:
    """Write an id so that it tells its scheme."""
    value = identifier.value
    return value if parse(value) == identifier else f"{SCHEMES[identifier.scheme].name}:{value}"


def _verbatim(text: str) -> str:
    """Write an address or a DOI, in which LaTeX takes every sign as it is, but BibTeX counts braces."""
    return _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), text)


_UNSAFE = re.compile(r'[{}\\^"<>|`]|[^!-~]')
