"""BibTeX: what is written, read back by pybtex, by BibTeX and by biber, and typeset where LaTeX is there."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string  # type: ignore[import-untyped]
from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

from awesome_adapters.formats.citations import bibtex, formulas
from awesome_adapters.formats.citations.citation import Citation
from awesome_adapters.text import collapse_whitespace
from awesome_adapters.text.names import Name, parse_name


def missing_tex() -> list[str]:
    """Return what LaTeX lacks here: programs, or the package without which biber has nothing to read."""
    programs = [name for name in ("pdflatex", "bibtex", "biber", "kpsewhich") if not shutil.which(name)]
    if programs or subprocess.run(["kpsewhich", "biblatex.sty"], capture_output=True, check=False).returncode == 0:
        return programs
    return ["biblatex.sty"]


MISSING_TEX = missing_tex()
needs_tex = pytest.mark.skipif(
    bool(MISSING_TEX),
    reason=f"needs {', '.join(MISSING_TEX)}; on Debian: texlive-latex-base texlive-bibtex-extra biber",
)


def read(text: str) -> Entry:
    """Read the one entry of a text with a parser that is not ours."""
    [entry] = parse_string(text, "bibtex").entries.values()
    return entry


def test_an_entry_is_written_as_expected() -> None:
    cited = Citation(
        key="arxiv-2106.09685",
        kind="proceedings",
        title="LoRA: Low-Rank Adaptation & More",
        authors=(Name("Hu", "Edward J."), Name("Hengel", "Anton", "van den"), Name("BLOOM Team")),
        container="International Conference on Learning Representations",
        year=2022,
        month=4,
        pages=("46", "51"),
        doi="10.1000/x_y",
        arxiv="2106.09685",
        url="https://x.org/a_b?c=%20d#e",
    )

    assert bibtex.entry(cited) == (
        "@inproceedings{arxiv-2106.09685,\n"
        "  title = {{LoRA}: Low-Rank Adaptation \\& More},\n"
        "  author = {Hu, Edward J. and van den Hengel, Anton and {BLOOM Team}},\n"
        "  booktitle = {International Conference on Learning Representations},\n"
        "  year = {2022},\n"
        "  month = apr,\n"
        "  pages = {46--51},\n"
        "  doi = {10.1000/x_y},\n"
        "  eprint = {2106.09685},\n"
        "  archiveprefix = {arXiv},\n"
        "  url = {https://x.org/a_b?c=%20d#e},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Low-Rank Adaptation of Large Language Models", None),
        ("Fine-tuning: A Survey", None),
        ("BERT and PALs", "{BERT} and {PALs}"),
        ("QLoRA's Way", "{QLoRA's} Way"),
        ("Children's Speech, the Children’s Way", "Children's Speech, the Children’s Way"),
        ("K-Adapter: Infusing Knowledge", "{K-Adapter}: Infusing Knowledge"),
        ("LLaMA-Adapter V2", "{LLaMA}-Adapter {V2}"),
        ("GPT-4 in 3D", "{GPT}-4 in {3D}"),
        ("(IA)³ and C++", r"{(IA){\textsuperscript{3}}} and {C++}"),
        ("CO₂ and Ca²⁺", r"{CO{\textsubscript{2}}} and {Ca{\textsuperscript{2+}}}"),
        (
            "Fe³⁺-doped x₁₂: H₂²",
            r"{Fe{\textsuperscript{3+}}-doped} x{\textsubscript{12}}: {H{\textsubscript{2}}{\textsuperscript{2}}}",
        ),
        (r"Robust $\ell_1$ and $X_1$-norms", r"Robust $\ell_1$ and {$X_1$-norms}"),
        (r"Bounds of $\mathcal{O}(\log n)$, $x_1$-NN", r"Bounds of {$\mathcal{O}(\log n)$}, {$x_1$-NN}"),
        (r"For $5 to $6 or $5_a", r"For \$5 to \$6 or \$5\_a"),
        ("A Language I Know: Vitamin C", "A Language {I} Know: Vitamin {C}"),
        ("UNKs Everywhere?", "{UNKs} Everywhere?"),
        ("Über ÜBER", '{\\"U}ber {{\\"U}BER}'),
        ("LoRA+", "{LoRA+}"),
        ("Discrete Fourier Transform: Hadamard-Product", "Discrete {Fourier} Transform: {Hadamard}-Product"),
        ("Schrödinger Bridges for German", '{Schr{\\"o}dinger} Bridges for {German}'),
    ],
)
def test_capitals_that_are_no_titles_are_protected(title: str, written: str | None) -> None:
    assert f"  title = {{{written or title}}},\n" in bibtex.entry(Citation("k", "other", title))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Rücklé, Vulić, Bałazy", r"R{\"u}ckl{\'e}, Vuli{\'c}, Ba{\l}azy"),
        ("naïve, Ș, ạ", r"na{\"i}ve, {\textcommabelow{S}}, {\d{a}}"),
        ("e\u0301", r"{\'e}"),
        ("α ≤ β", r"{\ensuremath{\alpha}} {\ensuremath{\leq}} {\ensuremath{\beta}}"),
        ("50% of $5 & #1_a", r"50\% of \$5 \& \#1\_a"),
        ("{a}\\b~c^d", r"{\textbraceleft}a{\textbraceright}{\textbackslash}b{\textasciitilde}c{\textasciicircum}d"),
        ('<a|"b">', r'{\textless}a{\textbar}{"}b{"}{\textgreater}'),
        ("日本語 – 😀 “so”", "日本語 – 😀 “so”"),
        ("a -- b ''c'' ,,d", "a -{}- b '{}'c'{}' ,{},d"),
        ("Nguyễn Thắng", r"Nguy{\~{\^e{}}}n Th{\'{\u a{}}}ng"),
        ("ậ Ḯ ǖ ǭ", r"{\d{â}} {\'{\"I{}}} {\={\"u{}}} {\k{ō}}"),
        ("Trương, Lữ, ə", "Trương, Lữ, ə"),
        ("x⁻¹, a₍ₙ₎", r"x{\textsuperscript{-1}}, a{\textsubscript{(n)}}"),
    ],
)
def test_a_text_is_written_for_latex(text: str, written: str) -> None:
    assert bibtex.latex(text) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Émile"), r"{{\'E}mile}"),
        (Name("Research and Friends"), "{Research and Friends}"),
        (Name("Black and White", "Ann, B."), "{Black and White}, {Ann, B.}"),
        (Name("King", "Martin Luther", "", "Jr."), "King, Jr., Martin Luther"),
        (Name("^a", "{b} #c"), r"a, b{\textbraceright} c"),
        (Name("{", "b"), "{b}"),
        (Name("α", "β"), "α, β"),
        (Name("Ortega y Gasset", "José"), r"{Ortega y Gasset}, Jos{\'e}"),
        (Name("Torre y Gasset", "Juan", "de la"), "de la {Torre y Gasset}, Juan"),
        (Name("García de la Torre", "Juan"), r"{Garc{\'i}a de la Torre}, Juan"),
        (Name("d'Alembert", "Jean"), "d'Alembert, Jean"),
    ],
)
def test_a_name_is_written_for_bibtex(name: Name, written: str) -> None:
    assert f"  author = {{{written}}},\n" in bibtex.entry(Citation("k", "other", "T", (name,)))


def test_missing_authors_are_others_and_no_person() -> None:
    cited = Citation("k", "other", "T", (Name("Hu", "Edward"),), has_more_authors=True)

    assert "  author = {Hu, Edward and others},\n" in bibtex.entry(cited)
    assert "author" not in bibtex.entry(cited._replace(authors=()))


def test_a_name_an_award_and_a_note_have_fields_of_their_own() -> None:
    cited = Citation("k", "other", "Efficient Tuning", (Name("Lovelace", "Ada"),), year=2023, month=5)
    cited = cited._replace(short_title="QLoRA", award="Best Paper & Oral", note="It is {merged}.")

    assert bibtex.entry(cited).splitlines()[1:-1] == [
        "  title = {Efficient Tuning},",
        "  shorttitle = {{QLoRA}},",
        "  author = {Lovelace, Ada},",
        "  year = {2023},",
        "  month = may,",
        r"  note = {Best Paper \& Oral},",
        r"  annote = {It is {\textbraceleft}merged{\textbraceright}.},",
    ]


def test_a_name_of_signs_is_none() -> None:
    cited = Citation("k", "other", "Two & More", (Name("{}"),))

    assert bibtex.entry(cited) == "@misc{k,\n  title = {Two \\& More},\n  key = {Two \\& More},\n}\n"


@given(st.text(max_size=60), st.text(max_size=60))
@example("\\input{/etc/passwd} @comment{ } } {", "} and { others")
def test_no_text_leaves_its_field(title: str, author: str) -> None:
    title, author = collapse_whitespace(title), collapse_whitespace(author)
    cited = Citation("k", "article", title, (parse_name(author),) if author else (), container=author, url=title)
    cited = cited._replace(short_title=author, award=title, note=author)

    written = bibtex.entry(cited)

    for line in written.splitlines()[1:-1]:
        assert re.fullmatch(r"  [a-z]+ = \{.*\},", line)
        depth = 0
        for sign in line[line.index("{") : -1]:
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
        assert depth == 0
    assert set(read(written).fields) <= {"title", "shorttitle", "key", "journal", "url", "note", "annote"}


UNKNOWN = {r"{\textless}": "\ue000", r"{\textgreater}": "\ue001", r"{\textbar}": "\ue002"} | {
    r"{\textbraceleft}": "\ue003",
    r"{\textbraceright}": "\ue004",
    r"{\textasciicircum}": "\ue005",
    r"{\textcommabelow{S}}": "Ș",
    r"{\textcommabelow{s}}": "ș",
    r"{\textcommabelow{T}}": "Ț",
    r"{\textcommabelow{t}}": "ț",
}
"""Commands that the reader does not know, or shows in another way."""


SUPERSCRIPTS = str.maketrans("0123456789+-=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-=()aeoxəhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜ")


def shown(latex: str) -> str:
    """What LaTeX shows of a text, by a reader that is not ours."""
    for command, sign in UNKNOWN.items():
        latex = latex.replace(command, sign)
    for name, signs in (("b", SUBSCRIPTS), ("per", SUPERSCRIPTS)):
        pattern = rf"{{\\textsu{name}script{{((?:[^{{}}]|{{[^{{}}]*}})*)}}}}"
        latex = re.sub(pattern, lambda found, signs=signs: found[1].strip("{}").translate(signs), latex)  # type: ignore[misc]
    text = str(LatexNodes2Text(strict_latex_spaces=True).latex_to_text(latex))
    return unicodedata.normalize("NFC", text.translate({0xE000 + number: sign for number, sign in enumerate("<>|{}^")}))


LETTERS = [
    character
    for character in map(chr, (*range(0x20, 0x250), *range(0x1E00, 0x1F00), *range(0x2070, 0x209D)))
    if character.isprintable()
]


@pytest.mark.slow
def test_each_letter_is_shown_as_it_is() -> None:
    assert [letter for letter in LETTERS if shown(bibtex.latex(f"a{letter}b")) != f"a{letter}b"] == []


@given(st.text(st.sampled_from([*LETTERS, *"–—“”日αΩ→ℓ⟨--'',,$"]), max_size=40).map(collapse_whitespace))
def test_a_title_is_read_back(title: str) -> None:
    entry = read(bibtex.entry(Citation("k", "other", title)))

    assert shown(entry.fields.get("title", "")) == unicodedata.normalize("NFC", title)


def test_an_entry_defines_the_letters_that_biber_leaves_to_pdflatex_and_no_others() -> None:
    cited = Citation("k", "other", "Phạm and Nguyễn", (Name("Phạm", "Ünal"), Name("Ș")), year=2020)

    preambles = re.findall(r"^@preamble.*", bibtex.entry(cited), re.MULTILINE)

    assert preambles == [r"@preamble{{\expandafter\gdef\csname u8:\detokenize{ạ}\endcsname{\csname d\endcsname{a}}}}"]


# By LaTeX itself -----------------------------------------------------------------------------------------------------

HOSTILE = ("\\input{secret}", "} { %x", "50% & #1_a $x$ ~^\\", "<script>", '"quoted" |', "Ünïcödé łß", "@article{x,")
DOCUMENT = r"""\documentclass{article}\usepackage[T1]{fontenc}\usepackage{url}%s
\begin{document}\nocite{*}%s\end{document}"""


def typeset(folder: Path, text: str, backend: str) -> tuple[str, str]:
    """Typeset a bibliography, and return what the backend said and the document's log."""
    (folder / "list.bib").write_text(text, encoding="utf-8")
    commands = {
        "bibtex": ("", r"\bibliographystyle{plain}\bibliography{list}"),
        "biber": (r"\usepackage[backend=biber]{biblatex}\addbibresource{list.bib}", r"\printbibliography"),
    }
    (folder / "list.tex").write_text(DOCUMENT % commands[backend], encoding="utf-8")
    said = ""
    latex = ["pdflatex", "-interaction=nonstopmode", "list"]
    for program in (latex, [backend, "list"], latex):
        done = subprocess.run(program, cwd=folder, capture_output=True, timeout=120, check=False)
        said = done.stdout.decode(errors="replace") if program[0] == backend else said
    return said, (folder / "list.log").read_text(encoding="utf-8", errors="replace")


TITLES = (
    "CO₂ and Ca²⁺ (IA)³, x⁻¹ₙ",
    r"Robust $\ell_1$ regression in $\mathcal{O}(\log n^{2})$, $k$-NN, $\frac{1}{\sqrt{n}}$",
    r"From $5 to $6 of $\mathbb{R}^n$",
    r"$x_1_2$ $x^^5c$ $\input{secret}_1$ $f''^2$ $a_{$ $_2$ $\alpha\beta$ $\mbox{a b}_1$ $\hat x_1$",
    "a -- b --- c ''d'' ,,e <<f>> ?` !` ``g'' ℓ⟨x⟩",
)


def problems(said: str, log: str) -> list[str]:
    """Return what the backend and LaTeX complain of."""
    lines = [line for line in said.splitlines() if re.search(r"WARN|ERROR|error|Warning", line)]
    return lines + re.findall(r"^! .*", log, re.MULTILINE)


@needs_tex
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["bibtex", "biber"])
def test_formulas_scripts_and_signs_are_typeset(tmp_path: Path, backend: str) -> None:
    people = tuple(map(parse_name, ("José Ortega y Gasset", "Karimi Mahabadi, Rabeeh", "García de la Torre, Juan¹")))
    cited = [
        Citation(f"k{number}", "article", text, people, has_more_authors=True, container=text, year=2020)
        for number, text in enumerate(TITLES)
    ]

    assert problems(*typeset(tmp_path, "\n".join(map(bibtex.entry, cited)), backend)) == []


@needs_tex
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["bibtex", "biber"])
def test_every_letter_with_a_command_is_typeset(tmp_path: Path, backend: str) -> None:
    letters = [
        letter
        for letter in map(chr, range(0xA0, 0x2C80))
        if bibtex.latex(letter, is_name=True).startswith("{")
        and letter not in ("ₔǠǡȰȱ" if backend == "biber" else "ₔ")  # biber makes Ȧ and Ȯ, which LaTeX does not know
    ]
    cited = [
        Citation(f"k{number}", "other", "".join(letters[number : number + 50]), (Name("B", letter),), year=2020)
        for number, letter in enumerate(letters)
        if number % 50 == 0
    ]

    assert problems(*typeset(tmp_path, "\n".join(map(bibtex.entry, cited)), backend)) == []


@needs_tex
@pytest.mark.slow
def test_every_command_of_formulas_is_typeset(tmp_path: Path) -> None:
    letters, symbols = formulas.LETTERS.split(), formulas.SYMBOLS.split()
    written = [f"$x^\\{name}_\\{name}$" for name in letters] + [f"$x\\{name}$" for name in symbols]
    written += [f"$\\{name}{{x}}_1^2$" for name in formulas.OF_ONE.split()]
    written += [f"$\\{name}{{x}}{{y}}_1^2$" for name in formulas.OF_TWO.split()]
    written += [f"$x\\{name}_1$" for name in "|,;:!%&#_ "] + [f"$x{sign}_1$" for sign in ".,:;!?()[]/|=<>*+-"]
    cited = [
        Citation(f"k{number}", "other", " ".join(written[number : number + 20]), (Name("B", "A"),), year=2020)
        for number in range(0, len(written), 20)
    ]

    assert [text for text in written if len(formulas.split(text)) != 3] == []
    assert problems(*typeset(tmp_path, "\n".join(map(bibtex.entry, cited)), "bibtex")) == []


@needs_tex
@pytest.mark.slow
@pytest.mark.parametrize("backend", ["bibtex", "biber"])
def test_hostile_texts_are_typeset_as_text(tmp_path: Path, backend: str) -> None:
    cited = [
        Citation(f"k{number}", "article", text, (parse_name(f"{text} Name"), Name(text)), container=text, year=2020)
        for number, text in enumerate(HOSTILE)
    ]
    cited = [cite._replace(short_title=cite.title, award=cite.title, note=cite.title) for cite in cited]

    said, log = typeset(tmp_path, "\n".join(map(bibtex.entry, cited)), backend)

    assert problems(said, log) == []
    assert "secret" not in re.sub(r"\\textbackslash.*", "", log)
