"""Data files as curators write them, drawn at random: in lines and in brackets, with comments, of any line ends."""

from typing import Any

from hypothesis import strategies as st

from awesome_adapters.changes.proposals import SourceFile, after_changes

_COMMENTS = st.sampled_from(["", "", " # c", "   # 'it' [a, b]: - c"])
_TAGS = st.lists(st.sampled_from(["LoRA", "QA", "Vision", "Few-shot"]), max_size=3, unique=True)
_BETWEEN = st.sampled_from(["", "", "\n", "\n\n", "\n# a group\n\n"])


@st.composite
def data_files(draw: st.DrawFn) -> bytes:
    """Draw a file of two sections with entries E0, E1, … in order."""
    numbers = iter(range(100))
    text = f"# top\ntitle: A{draw(_COMMENTS)}\nsections:\n"
    for title in ("One", "Two"):
        entries = [(draw, next(numbers)) for _ in range(draw(st.integers(1, 3)))]
        text += f"  - title: {title}{draw(_COMMENTS)}\n"
        if draw(st.booleans()):
            text += "    items:\n" + draw(_BETWEEN).join(_block(*entry) for entry in entries)
        else:
            text += _flow_list(draw, [number for _, number in entries])
        text += draw(st.sampled_from(["", "\n", "  # end\n"]))
    text = draw(st.sampled_from([text, text.rstrip("\n")]))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


def _block(draw: st.DrawFn, number: int) -> str:
    """Draw an entry in lines, or in braces behind a dash."""
    above = draw(st.sampled_from(["", "", f"      # about {number}\n", f"      # two\n      # about {number}\n"]))
    if draw(st.booleans()):
        return f"{above}      - {_braces(draw, number)}{draw(_COMMENTS)}\n"
    quote = draw(st.sampled_from(["", "'", '"']))
    summary = draw(
        st.sampled_from(
            [
                "summary: Trains it.\n",
                "summary: |-\n          Trains # it.\n\n            - more.\n",
                'summary: "Trains\n          # it."\n',
                "summary: >-\n          Trains\n          it.\n",
            ]
        )
    )
    fields = [f"code: https://x.org/{number}{draw(_COMMENTS)}\n", summary]
    if tags := draw(_TAGS):
        lines = "".join(f"          - {quote}{tag}{quote}{draw(_COMMENTS)}\n" for tag in tags)
        inline = f"tags: [{', '.join(f'{quote}{tag}{quote}' for tag in tags)}]{draw(_COMMENTS)}\n"
        fields.append(draw(st.sampled_from([f"tags:\n{lines}", inline])))
    lines = "        ".join([f"title: E{number}{draw(_COMMENTS)}\n", *draw(st.permutations(fields))])
    end = draw(st.sampled_from(["", "        # its end\n"]))
    return f"{above}      - {lines}{end}"


def _braces(draw: st.DrawFn, number: int) -> str:
    """Draw an entry in braces, on one line or on two."""
    end = draw(st.sampled_from([" ", "\n          ", " # within\n          "]))
    tags = draw(_TAGS)
    return f'{{ title: E{number},{end}code: "https://x.org/{number}", tags: [{", ".join(tags)}] }}'


def _flow_list(draw: st.DrawFn, numbers: list[int]) -> str:
    """Draw a list of entries in brackets."""
    entries = [_braces(draw, number) for number in numbers]
    if draw(st.booleans()):
        return f"    items: [{', '.join(entries)}]{draw(_COMMENTS)}\n"
    above = [draw(st.sampled_from(["", f"        # about {number}\n"])) for number in numbers]
    lines = [f"{a}        {entry},{draw(_COMMENTS)}\n" for a, entry in zip(above, entries, strict=True)]
    return f"    items: [\n{''.join(lines)}      ]\n"


def values(content: bytes) -> Any:
    """Return what a file says, to be changed."""
    file = SourceFile("data/a.yaml", content)
    assert file.node
    return after_changes(file.node.value, {})


def comments(content: bytes) -> list[str]:
    """Return all comments of a file, sorted."""
    source = SourceFile("data/a.yaml", content).source
    assert source
    return sorted(source.comments(0, len(source.text)))
