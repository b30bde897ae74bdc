"""Lines of YAML in a wrong column: which line it is, and where it belongs."""

from itertools import takewhile

from awesome_adapters.yaml.lines import KEYS, LISTS, Diagnosis, Level, Line, keys_below, levels_above
from awesome_adapters.yaml.signs import indefinite

_STEP = 2
"""So many columns a key usually stands to the right of what is above it."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def strange_line(lines: list[str], row: int) -> Diagnosis | None:
    """Find the nearest line above that ends an entry, and has a key, or a text, that cannot stand in its column."""
    limit = Line.parse(lines[row]).indentation
    for number in range(row - 1, -1, -1):
        line = Line.parse(lines[number])
        if line.indentation >= limit or not lines[number].strip() or lines[number].lstrip().startswith("#"):
            continue
        limit = line.indentation
        levels = levels_above(lines, number)
        level = next((level for level in levels if level.column == line.indentation), None)
        keys = keys_below(level.parent, lines) - set(level.keys) if level else set()
        if level and line.key and not line.dashes and line.key not in keys:
            return _too_far_left(lines[number], number, levels[0]) or misaligned(lines, number)
        if level and line.dashes and not line.key and level.parent in LISTS:
            return Diagnosis(number, line.indentation, "this is no entry, and stands in a column where entries begin")
    return None


def _too_far_left(text: str, row: int, above: Level) -> Diagnosis | None:
    """Say that a line belongs below the key above it, which has nothing below it yet."""
    line, parent = Line.parse(text), above.keys[0] if above.keys else None
    if line.column != above.column or line.key not in KEYS.get(parent, ()):
        return None
    column = above.column + _STEP
    message = f"'{line.key}' belongs to '{parent}' above it; begin in column {column + 1}"
    return Diagnosis(row, line.column, message, _moved(text, column))


def misaligned(lines: list[str], row: int) -> Diagnosis | None:
    """Say in which column a line belongs, from the levels above it and the keys that they can have."""
    line, levels = Line.parse(lines[row]), levels_above(lines, row)
    targets = _list_targets(lines, row, levels) if line.dashes else _key_targets(lines, line.key or "", levels)
    if not targets or any(level.column == line.indentation for level in targets):
        return None
    if len(targets) > 1:
        columns = " or ".join(str(level.column + 1) for level in targets)
        return Diagnosis(row, line.indentation, f"nothing above begins in this column; begin in column {columns}")
    [target] = targets
    column, name = target.column, f"'{line.key}'"
    outer = levels[levels.index(target) + 1].column if target is not levels[-1] else -_STEP
    if line.key and len(target.keys) == 1 and line.column == outer + _STEP:  # the first key is the odd one
        first, right = target.rows[0], line.column
        message = f"'{target.keys[0]}' stands {_distance(column, right)} than {name} below it"
        return Diagnosis(first, column, f"{message}; begin in column {right + 1}", _moved(lines[first], right))
    hint = " " * column + lines[row].strip()
    if line.dashes:
        what = indefinite("section" if target.parent == "sections" else "entry" if target.parent == "items" else "item")
        return Diagnosis(row, line.indentation, f"{what} begins in column {column + 1} here", hint)
    message = f"{name} stands {_distance(line.column, column)} than '{target.keys[0]}' above it"
    return Diagnosis(row, line.column, f"{message}; begin in column {column + 1}", hint)


def _moved(text: str, column: int) -> str:
    """Return a line with its key in another column; the dashes before it stay where they are."""
    line = Line.parse(text)
    start = text[: line.dashes[-1] + 1] if line.dashes else ""
    return start.ljust(column) + text[line.column :].rstrip()


def _key_targets(lines: list[str], key: str, levels: list[Level]) -> list[Level]:
    """Return the levels where a key belongs, and where it is not yet."""
    mappings = [level for level in levels if not level.is_list]
    fitting = [level for level in mappings if key in keys_below(level.parent, lines) and key not in level.keys]
    return fitting or mappings[:2]


def _list_targets(lines: list[str], row: int, levels: list[Level]) -> list[Level]:
    """Return the levels where an entry or a section, whose lines tell which it is, belongs."""
    line, lists = Line.parse(lines[row]), [level for level in levels if level.is_list]
    if line.key is None:
        return lists[:1]
    below = [Line.parse(text) for text in lines[row + 1 :] if text.strip()]
    own = list(takewhile(lambda other: not other.dashes and other.column > line.indentation, below))
    keys = {line.key, *(other.key for other in own if other.column == own[0].column and other.key)}
    return [level for level in lists if level.parent in LISTS and keys <= KEYS[level.parent]] or lists


def _distance(column: int, target: int) -> str:
    number = abs(column - target)
    spaces = f"{_NUMBERS[number] if number < len(_NUMBERS) else number} space{'' if number == 1 else 's'}"
    return f"{spaces} {'deeper' if column > target else 'further left'}"
