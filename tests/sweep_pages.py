"""The page of a notebook in a sweep: opened, run, answered, saved, opened again, and left by its kernel.

A subclass says what is particular to JupyterLab and to Notebook 7; all else is the same in both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from browser import ERRORS, PATIENCE, RUN_ALL, WINDOW, Lab
from nbformat import NotebookNode
from playwright.sync_api import Browser, ElementHandle, Page
from sweep_hands import Hand
from sweep_still import STILL
from sweep_watch import Sweep

SCRIPT = Path(__file__).with_name("sweep.js")
LOST = "Error displaying widget"
NOT_FOUND = "Error: widget model not found"
TRIES = 3  # to open a notebook again on a slow computer
# What a front end itself says as an error, whatever the notebook.
DEBUGGER = "Could not restore the debugger state: Canceled future"  # if a kernel ends while it is asked for a debugger
READY = """window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady && sweep.listen()
    && sweep.kernel().status === 'idle'"""
ALIVE = "lesson-asleep"  # what is stored of a cell that comes alive when it is run
NOT_RUNNING = "Not running yet. Choose"
ASLEEP = "Asleep, because the kernel has stopped."


@dataclass
class Heard:
    """What a page says on its console as an error, and whom it asks beside our server."""

    known: str = ""  # an error of the front end itself, at each start
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


def new_page(browser: Browser, server: Lab, known: str = "") -> tuple[Page, Heard]:
    """Open a page that writes down what nobody would see."""
    page, heard = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}), Heard(known)
    page.set_default_timeout(PATIENCE)
    page.add_init_script(path=SCRIPT)
    page.on("console", lambda message: heard.errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    ours = (f"{server.url}/", server.url.replace("http", "ws", 1), "data:", "blob:")
    page.on("request", lambda asked: None if asked.url.startswith(ours) else heard.asked.append(asked.url))
    page.on("websocket", lambda asked: None if asked.url.startswith(ours) else heard.asked.append(asked.url))
    return page, heard


def comes_alive(cell: NotebookNode) -> bool:
    """Return whether a stored cell has something that moves when it is run, not only a picture."""
    return any(ALIVE in output.get("data", {}).get("text/html", "") for output in cell.outputs)


class Visit:
    """A visit to one notebook, whose kernel has just started and whose cells have not been run."""

    def __init__(self, page: Page, path: Path, heard: Heard) -> None:
        self.page, self.sweep, self.heard = page, Sweep(page, STILL.get(path.stem, {})), heard
        self.cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]

    def say(self, words: str) -> None:
        self.sweep.found.append(words)

    def run(self) -> None:
        """Run all cells as the menu does."""
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function("sweep.kernel().status === 'idle'")
        self.sweep.found += self.page.evaluate(ERRORS)

    def stored(self, note: str) -> None:
        """See each picture where no kernel draws it, and a note that says why it stands still, if it ever moves."""
        for cell in self.cells:
            pictures = sum("image/png" in output.get("data", {}) for output in cell.outputs)
            if not pictures:
                continue
            seen, words = self.page.evaluate("([id, wanted]) => sweep.seen(id, wanted)", [cell.id, pictures])
            if seen < pictures:
                self.say(f"{cell.id}: of {pictures} pictures {seen} can be seen")
            if (note not in words and comes_alive(cell)) or LOST in words:
                self.say(f"{cell.id}: the page says {words[:200]!r}")

    def each(self) -> Iterator[tuple[str, ElementHandle]]:
        """Show each cell with something alive."""
        for cell in self.cells:
            if not comes_alive(cell):
                continue
            if not self.page.evaluate("id => sweep.showCell(id)", cell.id):
                self.say(f"{cell.id}: not all of it is shown")
            if alive := self.page.query_selector(f"[data-lesson-cell='{cell.id}']:has(.jupyter-widgets)"):
                yield cell.id, alive

    def answer(self, name: str, cell: ElementHandle) -> None:
        """Answer each question of a cell: without an answer first, then by the mouse."""
        while (commit := cell.evaluate_handle("cell => sweep.commit(cell)").as_element()) is not None:
            locked = cell.evaluate("cell => sweep.movable(cell)")
            if locked:
                self.say(f"{name}: can be moved before the answer: {locked}")
            commit.click()
            self.page.evaluate("sweep.settle()")
            if "first" not in (told := commit.evaluate("commit => sweep.about(commit)")):
                self.say(f"{name}: Commit without an answer says {told!r}")
            choice = commit.evaluate_handle("commit => sweep.answer(commit)").as_element()
            assert choice is not None
            if choice.get_attribute("type") == "radio":
                choice.click()
            else:
                choice.type("0,5")
            commit.click()
            self.page.evaluate("sweep.settle()")
            told = cell.evaluate("cell => sweep.explained(cell)")
            if len(told) < 60:
                self.say(f"{name}: the reasons are {told!r}")

    def exhibits(self, cell: ElementHandle) -> list[ElementHandle]:
        return cell.query_selector_all(".lesson-exhibit")

    def try_everything(self, *, briefly: bool = False) -> None:
        """Answer each question and try each part of each exhibit, or briefly each kind of part."""
        for name, cell in self.each():
            self.answer(name, cell)
            for exhibit in self.exhibits(cell):
                hand = Hand(self.sweep, name, exhibit)
                hand.briefly() if briefly else hand.everything()

    def save(self) -> None:
        """Save the notebook, and wait until it is saved."""
        self.page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function("!sweep.notebook().context.model.dirty")

    def lives(self) -> None:
        """See that each exhibit moves."""
        for name, cell in self.each():
            self.answer(name, cell)
            for exhibit in self.exhibits(cell):
                Hand(self.sweep, name, exhibit).lives()

    def comes_back(self, open_again: Callable[[], object]) -> None:
        """Save the notebook, open it again while its kernel runs, and see that each exhibit moves.

        ipywidgets waits two seconds for a widget and does not look once more at their end, so a page that is too busy
        may miss what has just come. Then it is loaded again, as the README says.
        """
        self.save()
        for _ in range(TRIES):
            open_again()
            self.page.evaluate("sweep.settle()")
            if all(self.page.evaluate("id => sweep.showCell(id)", cell.id) for cell in self.cells):
                break
            self.heard.errors = [words for words in self.heard.errors if not words.startswith(NOT_FOUND)]
        self.lives()

    def sleeps(self) -> None:
        """Let the kernel start anew: the pictures remain, and the page says what has happened."""
        self.page.evaluate("sweep.notebook().sessionContext.restartKernel()")
        self.page.wait_for_function("sweep.kernel()?.status === 'idle'")
        self.stored(ASLEEP)

    def end(self, *, whole: bool = False) -> None:
        """Say all that was found, heard or asked; after a whole sweep also what was to stand still, and moves now."""
        found, heard = self.sweep.found, self.heard
        if whole:
            found += [
                f"it moves now, so take it out of STILL: {name}" for name in self.sweep.still.keys() - self.sweep.stood
            ]
        if heard.known and heard.known not in heard.errors:
            found.append(f"it is not said any more, so take it out: {heard.known}")
        ours = [words for words in heard.errors if words != heard.known and not words.startswith(DEBUGGER)]
        found += [f"on the console: {words}" for words in ours]
        found += [f"asked for: {address}" for address in heard.asked]
        heard.errors.clear()
        heard.asked.clear()
        assert not found, "\n".join([f"{len(found)} findings", *found])
