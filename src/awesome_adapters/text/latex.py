r"""LaTeX as it stands in BibTeX, read as the text that it shows; formulas stay as they are.

BibTeX itself gives `&`, `%`, `#` and `_` no meaning: people write them as they are.
"""

import re
import unicodedata
from functools import cache
from typing import Any

from awesome_adapters.text import collapse_whitespace, without_markup

_FORMULA = re.compile(r"(?<!\\)\$((?:\\.|[^$\\])+)\$|\\\((.+?)\\\)")
_NAMES = (
    "textless textgreater textbar textasciicircum textasciitilde textunderscore textdollar copyright pounds slash surd"
)
_SYMBOLS = dict(zip(_NAMES.split(), "<>|^\1_$©£/√", strict=True)) | {"textbraceleft": r"\{", "textbraceright": r"\}"}
_SYMBOLS |= {name: name for name in ("LaTeX", "TeX", "BibTeX")} | dict.fromkeys(("relax", "protect", "noopsort"), "")
"""What pylatexenc 2.11 does not know, or shows in another way."""
_SYMBOL = rf"\\({'|'.join(_SYMBOLS)})(?![A-Za-z])\s*(?:{{}})?"
_SILENT = (
    "bf it em sc tt rm sl sf bfseries itshape scshape ttfamily normalfont begin end href textcommabelow textsubscript "
    "textsuperscript mkbibquote mkbibemph mkbibitalic"
)
"""Other commands that are read, or show nothing."""
_KEPT = ("texttt", "textsf", "textmd", "textup", "mbox", "url")
"""Commands whose text pylatexenc loses."""

_RAISED = dict(zip("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aeoxəhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜ", strict=True))
_SCRIPT = r"\\textsu(b|per)script\s*\{\{?([^{}\\]*)\}?\}"
_ACCENT = r"\\(?:[`'^\"~=.]\s*|[Hrvudbck]\s+|[Hrvudbck](?=\{))(?:\{(?:\\[ij]|[A-Za-z])\}|\\[ij](?![A-Za-z])|[A-Za-z])"
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "~": " "}
_LIGATURE = "|".join(map(re.escape, _LIGATURES))


_MARKED = re.compile(r"[\\{}$~<&`'?!-]|[^ -~]")
"""Signs without which a text is shown as it is written."""


def plain(latex: str) -> str:
    """Return the text that LaTeX shows, in one line; HTML that publishers left in it is read too."""
    if not _MARKED.search(latex):
        return collapse_whitespace(latex)
    formulas: list[str] = []

    def keep(formula: re.Match[str]) -> str:
        formulas.append(f"${formula[1] or formula[2]}$")
        return f"\0{len(formulas) - 1}\0"

    latex = _FORMULA.sub(keep, collapse_whitespace(latex))
    if "\\" in latex:
        latex = re.sub(_SYMBOL, lambda symbol: _SYMBOLS[symbol[1]], latex.replace(r"\^{}", "^").replace(r"\~{}", "\1"))
        latex = latex.replace(r"\ensuremath{-}", "−").replace(r"\sqrt{}", "√")
        latex = re.sub(r"\\([%&#_$])|\\[-/]|\\href\s*\{[^{}]*\}", r"\1", latex)
        latex = re.sub(r"\\textcommabelow\s*\{([A-Za-z])\}", "\\1\u0326", latex)
        latex = re.sub(_ACCENT, lambda accent: f"{{{_decoded(accent[0])}}}", re.sub(_SCRIPT, _script, latex))
    text = _decoded(latex) if "\\" in latex else _unbraced(latex)
    text = re.sub("\0([0-9]+)\0", lambda number: formulas[int(number[1])], without_markup(text))
    return unicodedata.normalize("NFC", collapse_whitespace(text.replace("\1", "~")))


def unknown_commands(latex: str) -> list[str]:
    """Return the commands that `plain` leaves out since it does not know them; what stands in their braces it keeps."""
    if "\\" not in latex:
        return []
    names = re.findall(r"\\([A-Za-z]+)", _FORMULA.sub("", latex))
    ours = {*_SYMBOLS, *_SILENT.split()}
    specs = _decoder().latex_context
    return [f"\\{name}" for name in dict.fromkeys(names) if name not in ours and not specs.get_macro_spec(name)]


def _script(script: re.Match[str]) -> str:
    """Raise or lower what Unicode has raised or lowered; leave anything else in the line."""
    table = _LOWERED if script[1] == "b" else _RAISED
    return "".join(table[c] for c in script[2]) if table.keys() >= set(script[2]) else script[2]


def _unbraced(text: str) -> str:
    return re.sub("[{}]", "", re.sub(_LIGATURE, lambda ligature: _LIGATURES[ligature[0]], text))


@cache
def _decoded(latex: str) -> str:
    escaped = re.sub(r"\\.|[%&#$]", lambda sign: sign[0] if len(sign[0]) > 1 else f"\\{sign[0]}", latex)
    try:
        return str(_decoder().latex_to_text(escaped))
    except RecursionError:  # braces in braces in braces
        return _unbraced(latex)


@cache
def _decoder() -> Any:
    # 40 ms, which only the reader of BibTeX needs
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )

    context = get_default_latex_context_db()
    kept = [MacroTextSpec(name, discard=False) for name in _KEPT]
    kept.append(MacroTextSpec("texorpdfstring", simplify_repl="%(2)s"))
    context.add_context_category("bibtex", prepend=True, macros=kept)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", strict_latex_spaces=True)
