"""Signs that YAML takes for something else: spaces that are none, curly quotes, backslashes in double quotes."""

import re
import unicodedata

NEW_ENTRY = "a new entry begins with '- '"

_DOUBLE_QUOTED = r' *(?:- +)*(?:([\w-]+): +)?"((?:[^"\\]|\\.)*)"\s*(?:#.*)?'
_CURLY = r"([“”„«‘’‚])(.*)([“”»‘’])"


def odd_space(text: str) -> str | None:
    """Return the first sign of a text that looks like a space or like nothing, and is no space for YAML."""
    return next((sign for sign in text if sign not in " \t\r\n" and (sign.isspace() or sign in _INVISIBLE)), None)


def plain_spaces(line: str) -> str:
    """Return a line with spaces of YAML in the place of others, and without what nobody sees."""
    return "".join(" " if sign.isspace() else "" if sign in _INVISIBLE else sign for sign in line).rstrip()


_INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"


def sign_name(sign: str) -> str:
    """Name a sign that cannot be seen: `no-break space (U+00A0)`."""
    name = "tab" if sign == "\t" else unicodedata.name(sign, "control character").lower()
    return f"{name} (U+{ord(sign):04X})"


def odd_space_message(sign: str) -> str:
    """Say what is wrong with a sign that only looks like a space."""
    advice = "which YAML does not take for a space; type a space" if sign.isspace() else "and nobody sees it; remove it"
    return f"{indefinite(sign_name(sign))} stands here, {advice}"


def straight_quotes(text: str) -> str | None:
    """Return what stands between two curly quotes; None for other texts."""
    match = re.fullmatch(_CURLY, text.strip())
    return match and match[2]


def backslash_message(command: str) -> str:
    r"""Say what `\alpha` is in double quotes, and how to write it."""
    meaning = _ESCAPES.get(command[1:2], "nothing that YAML knows")
    return f"in double quotes {command[:2]} is {meaning}; write \\{command}, or put the text in single quotes"


CONTROLS = "abefv"
"""The letters that are a control character behind a backslash."""

_ESCAPES = {
    **dict.fromkeys(CONTROLS, "a control character"),
    **dict.fromkeys("nrNLP", "a line break"),
    "t": "a tab",
    "_": "a no-break space",
    **dict.fromkeys("xuU", "the start of a character's number"),
}


def escaped_command(source: str, letters: str) -> re.Match[str] | None:
    r"""Find what looks like a command of LaTeX, and begins with an escape of one of these letters: `\nu`."""
    escapes = re.finditer(r"\\(?:_|[A-Za-z]+|.)", source, re.DOTALL)
    return next(
        (escape for escape in escapes if escape[0][1] in letters and (escape[0] == r"\_" or escape[0][2:])), None
    )


def single_quoted(line: str) -> str | None:
    """Return a line whose value stands in double quotes with single ones, each backslash as it is written."""
    match = re.fullmatch(_DOUBLE_QUOTED, line)
    if not match or re.search(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})", match[2]):
        return None
    text = re.sub(r'\\(["\\])', r"\1", match[2]).replace("'", "''")
    return keyed(match[1], f"'{text}'")


def keyed(key: str | None, value: str) -> str:
    """Put a key, if there is one, before its value."""
    return f"{key}: {value}" if key else value


def indefinite(noun: str) -> str:
    """Put the indefinite article before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
