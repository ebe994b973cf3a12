"""Write the first page of the browser site, from the notebooks' own titles and minutes and the course's tracks."""

import re
from html import escape
from pathlib import Path
from string import Template

from pages import COURSE, course, first_texts, glossary, minutes, title_of

from lstm_lesson.live.progress import tracks

TEMPLATE = Path(__file__).resolve().parent / "site_template"


def landing() -> str:
    """Return the page as HTML."""
    template = Template((TEMPLATE / "landing.html").read_text("utf-8"))
    found = re.search(r"!\[(.+?)\]\(\.\./assets/cell_state_moves\.gif\)", first_texts(course()[0]))
    if found is None:
        raise ValueError(f"{course()[0].name} no longer begins with cell_state_moves.gif, whose words this page needs")
    return template.substitute(
        course=escape(COURSE),
        style=(TEMPLATE / "landing.css").read_text("utf-8"),
        script=(TEMPLATE / "landing.js").read_text("utf-8"),
        first=live(course()[0]),
        alt=escape(found[1]),
        tracks="".join(track(name, paths) for name, paths in ways().items()),
        rows="".join(row(path) for path in [*course(), glossary()]),
    )


def ways() -> dict[str, list[Path]]:
    """Return the notebooks of each track."""
    by_name = {path.stem: path for path in course()}
    return {name: [by_name[notebook.name] for notebook in of] for name, of in tracks().items()}


def track(name: str, paths: list[Path]) -> str:
    links = " ".join(f'<a href="{live(path)}" title="{escape(title_of(path))}">{number(path)}</a>' for path in paths)
    total = sum(int(minutes(path)) for path in paths)
    return f"<div><p><b>{escape(name)}</b> · {total} minutes</p><p>{links}</p></div>\n"


def row(path: Path) -> str:
    more = f'<a href="{live(path, student=True)}">without solutions</a>' if path != glossary() else ""
    return (
        f'<tr><td>{number(path)}</td><td><a href="{live(path)}">{escape(title_of(path))}</a></td>'
        f'<td>{minutes(path)}</td><td class="more">{more}<a href="read/{path.stem}.html">read</a></td></tr>\n'
    )


def number(path: Path) -> str:
    return path.stem[:2] if path in course() else ""


def live(path: Path, *, student: bool = False) -> str:
    """Return the address, within the site, at which a notebook runs."""
    return f"notebooks/index.html?path={'student/' if student else ''}notebooks/{path.name}"
