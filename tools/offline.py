"""What slides and pages share: formulas as MathML, and pictures inside the file, so that neither needs a network."""

import base64
import mimetypes
import re
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path

from jinja2 import pass_context
from jinja2.runtime import Context
from latex2mathml.converter import convert
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from lstm_lesson.whole_files import write_whole

ROOT = Path(__file__).resolve().parents[1]
ASLEEP = re.compile(r'<p class="lesson-asleep">.*?</p>')  # neither ever runs
TO_NOTEBOOK = re.compile(r'(<a [^>]*href="[^":]*)\.ipynb(?=["#])')
PICTURE_FILE = re.compile(r'(<img [^>]*src=")(?!data:)([^"]+)"')


class MathMLRenderer(IPythonRenderer):
    """Write formulas as MathML, which a browser shows without a script."""

    def inline_math(self, body: str) -> str:
        return math_ml(body, "inline")

    def block_math(self, body: str) -> str:
        return math_ml(body, "block")


def math_ml(formula: str, display: str) -> str:
    """Return a formula as MathML; raise ValueError if it is none."""
    try:
        return convert(formula, display=display)
    except Exception as error:  # latex2mathml has an exception of its own for each thing that can be wrong
        raise ValueError(f"{formula!r} is no formula that can be shown without a network: {error!r}") from None


class OfflineMarkdown:
    """Give an exporter of nbconvert formulas that need no script."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        return to_html(source)


def to_html(markdown: str) -> str:
    """Return Markdown as HTML, its formulas as MathML."""
    return MarkdownWithMath(renderer=MathMLRenderer(escape=False, exclude_anchor_links=True)).render(markdown)


def with_pictures(html: str, folder: Path, within: Path = ROOT) -> str:
    """Put the picture files that a page in `folder` shows into the page itself."""

    def inside(found: re.Match[str]) -> str:
        if re.match(r"[a-z]+:|//", found[2]):
            raise ValueError(f"a picture must be a file of the course, not an address: {found[2]}")
        return f'{found[1]}{data_url(folder / found[2], within)}"'

    return PICTURE_FILE.sub(inside, html)


def words_of(data: NotebookNode) -> str:
    """Return the sentence that is stored with a picture, ready for HTML."""
    words = data.get("text/plain", "")
    return escape(words.partition("\n")[2] or words)


def picture(data: NotebookNode) -> str:
    """Return a stored picture as an <img> whose alt text is the sentence stored with it."""
    return f'<img alt="{words_of(data)}" src="data:image/png;base64,{data["image/png"].strip()}">'


def data_url(file: Path, within: Path = ROOT) -> str:
    """Return a picture's file as an address that holds it.

    Pages are handed on. So this raises ValueError for a file outside `within`, and for one that is no picture:
    whoever writes a notebook must not be able to put any other file of this computer into them.
    """
    kind = mimetypes.guess_type(file.name)[0] or "of no known kind"
    if not kind.startswith("image/"):
        raise ValueError(f"a picture must be an image; {file} is {kind}")
    if not file.resolve().is_relative_to(within.resolve()):
        raise ValueError(f"a picture must lie in {within}; {file} is elsewhere")
    if not file.is_file():
        raise ValueError(f"there is no picture {file}")
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def write_each(name: str, words: list[str], every: list[Path], ending: str, make: Callable[[Path], str]) -> int:
    """Make a file of each notebook named (of `every` one, if none is), in the folder `name`; return the exit code.

    A notebook that cannot be read, or a file that cannot be written, is told in words; the others are still made.
    """
    failed = 0
    for path in [Path(word).resolve() for word in words] or every:
        try:
            made = make(path)
            (ROOT / name).mkdir(exist_ok=True)
            write_whole(ROOT / name / f"{path.stem}{ending}", made.encode("utf-8"))
            print(f"{name}/{path.stem}{ending}", flush=True)
        except (ValueError, OSError) as error:
            failed = 1
            print(f"{name}/{path.stem}{ending} is not made: {error}", file=sys.stderr, flush=True)
    return failed
