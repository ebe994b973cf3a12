"""A CSV file as rows of texts, each with its line in the file; what the texts mean is for others to say.

Commas, semicolons and tabs separate columns; cells may stand in double quotes. Lines that are empty or begin with # are
left out. Every complaint is a ValueError that names the file, the line, what stands there and what is allowed.
"""

import codecs
import csv
import io
from dataclasses import dataclass
from pathlib import Path

MOST_BYTES = 20_000_000
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas"}  # a file with semicolons may have commas in its numbers
_LOOKED_AT = 30  # rows that the separator is found by


@dataclass(frozen=True)
class Table:
    """Rows of equally many cells without their outer blanks, and the line of the file in which each begins."""

    file: str
    separator: str
    rows: list[list[str]]
    lines: list[int]

    def wrong(self, row: int, complaint: str) -> ValueError:
        """Return the error that says what is wrong in a row."""
        return ValueError(f"{self.file}, line {self.lines[row]}: {complaint}")


def read_table(path: Path) -> Table:
    """Read a file of at most 20 MB, or raise ValueError."""
    text = _text(path)
    separator = _separator(text)
    rows, lines, before = [], [], 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not cells[0].startswith("#"):
                rows.append(cells)
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise ValueError(
            f"{path.name}, line {before + 1}: a cell in double quotes must end with a quote before the next comma, "
            f"semicolon, tab or end of the file; got: {error}"
        ) from None
    if not rows:
        raise ValueError(f"{path.name} must hold rows of numbers; it holds none")
    table = Table(path.name, separator, rows, lines)
    _make_even(table)
    return table


def _text(path: Path) -> str:
    """Return the file's text: UTF-8, UTF-16 with its mark, or, where it is neither, Windows' Latin letters."""
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file" if path.exists() else "not there"
        raise ValueError(f"path must be a CSV file; {path} is {kind}")
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            raise ValueError(
                f"{path.name} must have at most {MOST_BYTES // 10**6} MB; it has {size / 10**6:.0f}: leave "
                "columns out, or write means of several rows"
            )
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path.name} must be a file that can be read; got: {error.strerror}") from None
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValueError(f"{path.name} must be a CSV file; it is a spreadsheet or an archive: export its sheet as CSV")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text):
            return text
    raise ValueError(f"{path.name} must be a text file; it holds bytes that are no text")


def _separator(text: str) -> str:
    """Return what cuts most of the first rows into equally many cells, at least two; a comma where nothing does."""
    first = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")][:_LOOKED_AT]
    best, most = ",", 0.0
    for separator in SEPARATORS:
        widths = [len(row) for row in csv.reader(first, delimiter=separator, skipinitialspace=True)]
        usual = max(set(widths), key=widths.count) if widths else 1
        share = widths.count(usual) / len(widths) if usual > 1 else 0.0
        if share > most:  # of equals, the first: a semicolon goes before a comma
            best, most = separator, share
    return best


def _make_even(table: Table) -> None:
    """Cut off empty cells at the ends of rows that are too long; complain of the first row that is still uneven."""
    width = len(table.rows[0])
    for row, cells in enumerate(table.rows):
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) != width:
            hint = ""
            if table.separator == "," and len(cells) > width and row == 1:
                hint = " (are the commas decimal marks? Then semicolons must separate the columns)"
            raise table.wrong(
                row,
                f"there must be {width} cell{'s' * (width != 1)}, as in line {table.lines[0]}, separated by "
                f"{SEPARATORS[table.separator]}; got {len(cells)}{hint}",
            )
