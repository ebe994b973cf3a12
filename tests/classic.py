"""A Notebook 6.5 in a real browser, with a Python of its own: the front end of the generation that Colab has.

Used as browser.py is, of which it has the server, the exhibits and the browser:

    with running_notebook(folder, python) as classic, open_browser() as browser:
        notebook = classic.open(browser, "05_forget_gate.ipynb")
        notebook.run_all()
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from browser import PATIENCE, ROOT, WINDOW, OpenNotebook, Server, an_address, running
from playwright.sync_api import Browser, Request

from lstm_lesson.live.kept import SWITCH

# The extension that shows widgets comes after the notebook, and then asks the kernel what there is. Cells that run
# before it knows show no widgets; when it has been asked a second time, the first answer is there, too.
LOADED = """window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()
    && Jupyter.notebook.kernel.widget_manager"""
WIDGETS_KNOWN = "Jupyter.notebook.kernel.widget_manager._loadFromKernel()"
# A stored notebook has counts already; and a menu's command, unlike this, leaves them until a cell has run.
RUN_ALL = """() => {
    for (const cell of Jupyter.notebook.get_cells()) if (cell.cell_type === 'code') cell.set_input_prompt(null);
    Jupyter.notebook.clear_all_output();
    Jupyter.notebook.execute_all_cells();
}"""
HAS_RUN = """() => !Jupyter.notebook.kernel_busy && Jupyter.notebook.get_cells().every(
    cell => cell.cell_type !== 'code' || cell.input_prompt_number > 0 || !cell.get_text())
    || document.querySelector('.output_error')"""
SHOW_CELL = """(id) => {
    const cell = Jupyter.notebook.get_cells().find(cell => cell.id === id);
    cell.element[0].dataset.lessonCell = id;
    cell.element[0].scrollIntoView();
}"""
OUTPUTS = "(id) => Jupyter.notebook.get_cells().find(cell => cell.id === id).output_area.toJSON()"
EXECUTE = """([id, source]) => {
    const cell = Jupyter.notebook.get_cells().find(cell => cell.id === id);
    cell.set_text(source);
    cell.execute();
}"""
# What Notebook 6.5 itself writes as an error, with any notebook: a font that its style sheet names and does not have.
ITS_OWN = ("Access to font at 'about:blank'", "Failed to load resource: net::ERR_FAILED")


def environment(scratch: Path) -> dict[str, str]:
    """Return the variables of a Jupyter that knows the course's package and nothing of its user's own settings."""
    own = {f"JUPYTER_{kind}_DIR": str(scratch / kind) for kind in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"IPYTHONDIR": str(scratch / "ipython"), "JUPYTER_CONFIG_PATH": "", "JUPYTER_PATH": ""}
    return {**os.environ, **own, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", SWITCH: ""}


@contextmanager
def running_notebook(folder: Path, python: Path) -> Iterator["Classic"]:
    """Start the Notebook 6.5 of another Python on the notebooks in `folder`, and shut it down at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        classic = Classic(*an_address(Path(scratch)))
        command = [
            *(str(python), "-m", "notebook", "--no-browser", "--allow-root", "--NotebookApp.port_retries=0"),
            *(f"--NotebookApp.port={classic.url.rpartition(':')[2]}", f"--NotebookApp.token={classic.token}"),
            *(f"--NotebookApp.notebook_dir={folder}", "--NotebookApp.ip=localhost"),
        ]
        with running(classic, command, environment(Path(scratch))):
            yield classic


class Classic(Server):
    """A running Notebook 6.5."""

    def open(self, browser: Browser, name: str) -> "ClassicNotebook":
        """Open the notebook `name` in a page of its own, and wait until its kernel is there."""
        page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]})
        page.set_default_timeout(PATIENCE)
        notebook = ClassicNotebook(page)
        notebook.listen(self.url)
        page.goto(f"{self.url}/notebooks/{name}?token={self.token}")
        page.wait_for_function(LOADED)
        page.evaluate(WIDGETS_KNOWN)
        return notebook


@dataclass
class ClassicNotebook(OpenNotebook):
    """A notebook open in Notebook 6.5, and what it complained of and asked others for since then."""

    show_cell = SHOW_CELL
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def listen(self, url: str) -> None:
        """Note errors in the page, and requests to any other host."""

        def asked(request: Request) -> None:
            if not request.url.startswith((url, "data:", "blob:", "about:blank")):
                self.strangers.append(request.url)

        def complain(words: str) -> None:
            if not words.startswith(ITS_OWN):
                self.complaints.append(words)

        self.page.on("request", asked)
        self.page.on("pageerror", lambda error: complain(str(error)))
        self.page.on("console", lambda message: complain(message.text) if message.type == "error" else None)

    def run_all(self) -> None:
        """Run all cells as its menu does, and wait until the kernel is idle."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(HAS_RUN)
        if self.page.locator(".output_error").count():
            raise RuntimeError(f"a cell failed: {self.page.locator('.output_error').first.inner_text()}")

    def outputs(self, cell: str) -> list[dict]:
        """Return what the cell with this id has put out, as the notebook's file would hold it."""
        return self.page.evaluate(OUTPUTS, cell)

    def execute(self, cell: str, source: str) -> None:
        """Write the source into the cell with this id, as a student does, and run it."""
        self.page.evaluate(EXECUTE, [cell, source])

    def printed(self, cell: str) -> str:
        """Return what the cell with this id has printed so far."""
        return "".join(output.get("text", "") for output in self.outputs(cell))

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        self.page.evaluate("Jupyter.notebook.session.delete()")
        self.page.close()
