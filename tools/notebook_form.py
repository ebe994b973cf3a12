"""The form that every notebook of the course keeps: one function per rule, each yielding sentences about what is wrong.

Strict nbval passes on a notebook that was never run, on shuffled counts and on a broken link; these rules do not.
`refresh.py` writes this form, tests/test_notebooks.py holds every notebook to it.
"""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from nbformat import NotebookNode
from way import WRITTEN_HERE

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {  # what Jupyter adds and exporters need, without Python's version, which differs
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
CELL_METADATA = {"tags", "jupyter", "slideshow"}
TAGS = {"setup", "exhibit", "predict", "exercise", "solution", "raises-exception", "nbval-raises-exception"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

LONG_NOTEBOOKS = ("08_", "11_")  # the centrepiece and the practical, each in two marked halves
MOST_CODE_LINES, MOST_MEDIAN_LINES = 12, 4
FEWEST_WORDS, MOST_WORDS = 20, 110  # of prose, for each code cell

RANDOM_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){0,3}(-?[0-9a-f]{12})?")
READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)|<(?:img|a)\b[^>]*?(?:src|href)=[\"']([^\"']+)[\"']")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
PICTURE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>")


def problems(notebook: NotebookNode, path: Path) -> list[str]:
    """List all that is wrong with the form of a notebook stored at `path`."""
    found = [*run_in_order(notebook), *outputs(notebook), *cell_names(notebook), *metadata(notebook)]
    found += [*budgets(notebook, path.name), *imports(notebook), *verdicts(notebook)]
    found += solutions(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found += [*broken_links(cell.source, path), *nameless_pictures(cell.source)]
    return found


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def is_readable(cell_id: str) -> bool:
    """Tell a name such as `forget-gate-exhibit` from what Jupyter makes up, `3f9c1b2e`."""
    return bool(READABLE_ID.fullmatch(cell_id)) and not RANDOM_ID.fullmatch(cell_id)


def run_in_order(notebook: NotebookNode) -> Iterator[str]:
    """Every code cell was run once, from the top to the bottom."""
    for expected, cell in enumerate(code_cells(notebook), start=1):
        if not cell.source.strip():
            yield f"cell {cell.id!r} is empty"
        if cell.execution_count is None:
            yield f"cell {cell.id!r} was never run"
        elif cell.execution_count != expected:
            yield f"cell {cell.id!r} has count {cell.execution_count}; run from the top it would be {expected}"


def outputs(notebook: NotebookNode) -> Iterator[str]:
    """No errors but wanted ones, no views without a model, and words for every picture."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                yield f"cell {cell.id!r} ended in an error: {output.ename}"
            data = output.get("data", {})
            if WIDGET_VIEW in data:
                yield f"cell {cell.id!r} stores a widget view, which opens as 'model not found'"
            words = data.get("text/plain", "")
            if "image/png" in data and (words.startswith("<") or len(words) < 15):
                yield f"cell {cell.id!r} stores a picture that its text/plain does not describe: {words!r}"
            if "image/png" in data and not output.metadata.get("image/png", {}).get("alt"):
                yield f"cell {cell.id!r} stores a picture without an alt text, which exports need"
            yield from nameless_pictures(data.get("text/html", ""))


def verdicts(notebook: NotebookNode) -> Iterator[str]:
    """Every check of a stub says so, and every check of a solution says that it is right."""
    for cell in code_cells(notebook):
        if not re.search(r"^check\(", cell.source, re.MULTILINE):
            continue
        wanted = "right:" if "solution" in cell.metadata.get("tags", []) else "not attempted yet:"
        printed = "".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
        if not printed.startswith(wanted):
            yield f"cell {cell.id!r}: its check must print {wanted!r}; it printed {printed!r}"


def solutions(notebook: NotebookNode) -> Iterator[str]:
    """A solution waits for a click, source and verdict, and leaves alone what the student has written."""
    asked: set[str] = set()
    for cell in code_cells(notebook):
        names = set(re.findall(r"^(?:def )?(\w+)(?= = |\()", cell.source, re.MULTILINE)) - {"check"}
        if "exercise" in cell.metadata.get("tags", []):
            asked |= names
        if "solution" not in cell.metadata.get("tags", []):
            continue
        # JupyterLab shows hidden outputs as soon as the cell runs; so the verdict must fold itself.
        if cell.metadata.get("jupyter") != {"source_hidden": True}:
            yield f"cell {cell.id!r} must hide its source and nothing else: jupyter = {{source_hidden: true}}"
        if any(output.output_type == "stream" for output in cell.outputs):
            yield f"cell {cell.id!r} prints under an exercise that is not done yet; check(…, folded=True) waits"
        for name in sorted(names & asked):
            yield f"cell {cell.id!r} writes over the exercise's {name}; call it solution"


def cell_names(notebook: NotebookNode) -> Iterator[str]:
    """Ids are readable and differ, so that a difference between two versions can be read."""
    ids = [cell.id for cell in notebook.cells]
    yield from (f"cell id {name!r} is not readable" for name in ids if not is_readable(name))
    yield from (f"cell id {name!r} occurs twice" for name in sorted({name for name in ids if ids.count(name) > 1}))


def metadata(notebook: NotebookNode) -> Iterator[str]:
    """Nothing that changes from machine to machine."""
    if notebook.metadata != {"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}:
        yield f"metadata is {dict(notebook.metadata)}, not the kernelspec and language_info alone"
    for cell in notebook.cells:
        unknown = set(cell.metadata) - CELL_METADATA
        if unknown:
            yield f"cell {cell.id!r} has metadata {sorted(unknown)}; allowed are {sorted(CELL_METADATA)}"
        unknown = set(cell.metadata.get("tags", [])) - TAGS
        if unknown:
            yield f"cell {cell.id!r} has tags {sorted(unknown)}; allowed are {sorted(TAGS)}"


def budgets(notebook: NotebookNode, name: str) -> Iterator[str]:
    """Short cells, enough words and not too many, few cells."""
    written = [cell for cell in notebook.cells if cell.id not in WRITTEN_HERE]  # way.py writes the others
    most_cells = 50 if name.startswith(LONG_NOTEBOOKS) else 42
    if len(written) > most_cells:
        yield f"{len(written)} cells, more than {most_cells}"
    lengths = {}
    for cell in [cell for cell in written if cell.cell_type == "code"]:
        lengths[cell.id] = sum(bool(line.strip()) for line in cell.source.splitlines())
    yield from (f"cell {i!r} has {n} lines, over {MOST_CODE_LINES}" for i, n in lengths.items() if n > MOST_CODE_LINES)
    median = statistics.median(lengths.values()) if lengths else 0
    if median > MOST_MEDIAN_LINES:
        yield f"the median code cell has {median} lines, over {MOST_MEDIAN_LINES}"
    lines = [line for cell in written if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    prose = " ".join(line for line in lines if not line.startswith("|"))  # a table is looked up, not read
    words = len(prose.split()) / max(1, len(lengths))
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        yield f"{words:.0f} words of prose for each code cell; wanted are {FEWEST_WORDS} to {MOST_WORDS}"


def imports(notebook: NotebookNode) -> Iterator[str]:
    """A notebook uses the package's public names: no plotting code, no widget code, no change of sys.path."""
    for cell in code_cells(notebook):
        if "NBVAL_" in cell.source:
            yield f"cell {cell.id!r} tells nbval what not to compare; make its output stable instead"
        python = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in cell.source.splitlines())
        for node in ast.walk(ast.parse(python)):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [f"{node.module}.{alias.name}" for alias in node.names]
            for module in modules:
                if module.split(".")[0] in ("matplotlib", "ipywidgets"):
                    yield f"cell {cell.id!r} imports {module}; that belongs into lstm_lesson"
                if any(part.startswith("_") for part in module.split(".")):
                    yield f"cell {cell.id!r} imports {module}, which is not public"
            if isinstance(node, ast.Attribute) and ast.unparse(node) == "sys.path":
                yield f"cell {cell.id!r} uses sys.path; the package is installed"


def broken_links(markdown: str, path: Path) -> Iterator[str]:
    """Relative links and pictures lead somewhere. (Addresses on the web are not tried.)"""
    for match in LINK.finditer(CODE.sub("", markdown)):
        target = unquote(match[1] or match[2]).split("#")[0]
        if target and not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
            yield f"{path.name} links to {target}, which does not exist"


def nameless_pictures(text: str) -> Iterator[str]:
    """Every picture says in words what it shows."""
    for match in PICTURE.finditer(CODE.sub("", text)):
        alt = match[1] if match[2] is None else "".join(re.findall(r"alt=[\"']([^\"']*)", match[2]))
        if not alt.strip():
            yield f"a picture has no alt text: {match[0][:60]}"
