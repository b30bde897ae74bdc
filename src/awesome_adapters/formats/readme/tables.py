"""The table of a section: its columns, and rows padded so that the source can be read as well."""

from collections.abc import Callable, Iterable, Sequence

from awesome_adapters.formats import markdown
from awesome_adapters.formats.readme.filters import Filters
from awesome_adapters.records import Record
from awesome_adapters.schema.settings import Readme

_Cell = Callable[[Record], str]


class Tables:
    """Writes records as tables with the columns of the settings."""

    def __init__(self, filters: Filters, look: Readme) -> None:
        self._filters = filters
        self._columns = [column.casefold() for column in look.columns]
        self._is_numbered = look.numbered
        self._cells: dict[str, _Cell] = {
            "title": self._title,
            "name": lambda record: filters.markdown(record.name),
            "authors": filters.authors,
            "venue": filters.venue,
            "year": lambda record: str(record.year or ""),
            "date": lambda record: str(record.date or record.year or ""),
            "stars": filters.stars,
            "links": self._links,
            "tags": lambda record: filters.tags(record.tags).replace("|", r"\|"),
            "award": lambda record: filters.strong(record.award),
            "summary": lambda record: filters.markdown(record.summary),
        }
        self._header = list(map(filters.label, look.columns))

    def table(self, records: Iterable[Record]) -> str:
        """Write records as a table with the columns of the settings."""
        rows = [self._row(record) for record in records]
        if not rows:
            return ""
        header = ["#", *self._header] if self._is_numbered else self._header
        return _padded([[markdown.escape(text) for text in header], *rows])

    def _row(self, record: Record) -> list[str]:
        cells = [self._cell(column, record) for column in self._columns]
        row = [str(self._filters.number(record)), *cells] if self._is_numbered else cells
        return [self._filters.anchors(record) + row[0], *row[1:]]

    def _cell(self, column: str, record: Record) -> str:
        if cell := self._cells.get(column):
            return cell(record)
        links = (
            markdown.link(self._filters.label(link.label), link.url)
            for link in record.links
            if link.label.casefold() == column
        )
        texts = (markdown.escape(text) for label, text in record.extra.items() if label.casefold() == column)
        return next(links, None) or next(texts, "")

    def _title(self, record: Record) -> str:
        link = self._filters.title_link(record._replace(name=None) if "name" in self._columns else record)
        award = f" {self._filters.strong(record.award)}" if record.award and "award" not in self._columns else ""
        notice = f" {notice}" if (notice := self._filters.notice(record)) else ""
        return f"{link}{notice}{award}"

    def _links(self, record: Record) -> str:
        links = [link for link in record.links if link.label.casefold() not in self._columns]
        return self._filters.links(record._replace(links=links))


def _padded(rows: Sequence[Sequence[str]]) -> str:
    """Write rows, the header first, with each column as wide as its widest cell."""
    widths = [max(3, *map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [[text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)] for row in rows]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _width(text: str) -> int:
    """Return the columns of a text as awesome-lint counts them: units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
