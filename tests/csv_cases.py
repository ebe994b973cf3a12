"""CSV files to read, and what should come out of them."""

from pathlib import Path


def written(folder: Path, *rows: str, name: str = "own.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding, newline="")
    return path


def yearly(cell=lambda y: str(y % 7), n: int = 40, separator: str = ",") -> list[str]:
    return [f"{year}{separator}{cell(year)}" for year in range(1960, 1960 + n)]


WANTED = [year % 7 for year in range(1960, 2000)]
