"""A real JupyterLab in a real browser: for the browser tests and for the benchmark of the sliders.

Used as

    with running_lab(folder) as lab, open_browser() as browser:
        notebook = lab.open(browser, "08_cell_state_flow.ipynb")
        notebook.run_all()
        exhibit = notebook.exhibit("all-twelve-picture")
        exhibit.press("b_f", "ArrowRight")
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
INSTALLED = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
# The sandbox is Chromium's, and needs rights that a container does not give; the pages are our own. The rest keeps
# the browser from talking to anyone but our server.
SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--force-device-scale-factor=1"),
]
# Questions that JupyterLab asks at its first start would lie over the notebook; the project's settings stop them.
NOTIFICATION = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"
NO_QUESTIONS = {"fetchNews": "false", "checkForUpdates": False}
WINDOW = (1500, 1100)  # pixels: all sliders and the picture of 08 at once
PATIENCE = 90_000  # milliseconds, for a slow machine

# JupyterLab keeps cells out of sight unrendered, so a cell must be looked for in the notebook and scrolled to.
SHOW_CELL = """async (id) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const cell = notebook.widgets.find(cell => cell.model.id === id);
    if (!cell.node.checkVisibility()) await notebook.scrollToItem(notebook.widgets.indexOf(cell));  // JupyterLab 4.3
    cell.node.dataset.lessonCell = id;
    cell.node.scrollIntoView();
}"""
# A kernel that never starts would let a page wait for ever, and the test with it.
RUN_ALL = """Promise.race([
    jupyterapp.commands.execute('notebook:run-all-cells'),
    new Promise((_, fail) => setTimeout(() => fail(new Error('after 4 minutes not all cells have run')), 240000)),
])"""
ERRORS = """jupyterapp.shell.currentWidget.content.widgets
    .flatMap(cell => cell.model.type === 'code' ? cell.model.outputs.toJSON() : [])
    .filter(output => output.output_type === 'error').map(output => output.ename + ': ' + output.evalue)"""

ASK = """async (code) => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const asked = kernel.requestExecute({code, store_history: false});
    let printed = "";
    asked.onIOPub = message => { printed += message.header.msg_type === "stream" ? message.content.text : ""; };
    await asked.done;
    return printed;
}"""


def find_browser() -> str | None:
    """Return the path of a Chromium, or None. The environment variable CHROMIUM goes first."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    on_path = filter(None, map(shutil.which, BROWSERS))
    return next(on_path, None) or next(filter(os.path.exists, INSTALLED), None)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Start a headless browser with a profile of its own, and close it at the end."""
    path = find_browser()
    if path is None:
        raise FileNotFoundError("no Chromium, Chrome or Edge found; set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_lab(folder: Path, *, our_config: bool = True) -> Iterator["Lab"]:
    """Start JupyterLab on the notebooks in `folder`, as course.py does, and shut it down with its kernels at the end.

    Its own folders are temporary, so that neither the user's settings nor a running server matter. `our_config=False`
    leaves out the project's server settings, as a server elsewhere would.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        lab = Lab(*an_address(Path(scratch)))
        with running(lab, _command(lab, folder), _environment(Path(scratch), our_config)):
            yield lab


def an_address(scratch: Path) -> tuple[str, str, Path]:
    """Return an address with a free port, a token, and where the server's log goes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://localhost:{probe.getsockname()[1]}", secrets.token_hex(16), scratch / "server.log"


@contextmanager
def running(server: "Server", command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """Start a server and wait for it; shut it down with its kernels at the end."""
    with server.log.open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        server.wait_until_up(process)
        yield
    finally:
        server.shut_down(process)


def _command(lab: "Lab", folder: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.port={lab.url.rpartition(':')[2]}", f"--IdentityProvider.token={lab.token}"),
        *(f"--ServerApp.root_dir={folder}", "--ServerApp.ip=localhost", "--LabApp.expose_app_in_browser=True"),
        "--JupyterNotebookApp.expose_app_in_browser=True",
    ]


def _environment(scratch: Path, our_config: bool) -> dict[str, str]:
    environment = dict(os.environ, JUPYTER_CONFIG_PATH=str(ROOT / "config") if our_config else "")
    for kind in ("CONFIG", "DATA", "RUNTIME"):
        environment[f"JUPYTER_{kind}_DIR"] = str(scratch / kind)
    for name in ("IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
        environment[name] = str(scratch / name)
    if not our_config:
        settings = scratch / "JUPYTERLAB_SETTINGS_DIR" / NOTIFICATION
        settings.parent.mkdir(parents=True)
        settings.write_text(json.dumps(NO_QUESTIONS))
    return environment


@dataclass
class Server:
    """A running Jupyter server."""

    url: str
    token: str
    log: Path

    def ask(self, path: str, method: str = "GET") -> bytes:
        token = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.url}/{path}", method=method, headers=token)
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()

    def wait_until_up(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            try:
                self.ask("api/status")
                return
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}") from None
                time.sleep(0.2)

    def shut_down(self, process: subprocess.Popen) -> None:
        """Ask the server to stop, which stops its kernels too; end it if it does not."""
        try:
            self.ask("api/shutdown", "POST")
            process.wait(20)
        except (OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait()


class Lab(Server):
    """A running JupyterLab."""

    def open(self, browser: Browser, name: str) -> "LabNotebook":
        """Open the notebook `name` in a page of its own, and wait until its kernel is ready."""
        page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]})
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.url}/lab/workspaces/{secrets.token_hex(4)}/tree/{name}?token={self.token}")
        page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady")
        page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
        return LabNotebook(page)


@dataclass
class OpenNotebook:
    """A notebook open in some program: what pages of different programs have in common."""

    page: Page
    show_cell: ClassVar[str]  # brings the cell with an id into view, and marks its element with the id

    def run_all(self) -> None:
        """Run all cells, and wait until the kernel is idle; RuntimeError if a cell failed."""
        raise NotImplementedError

    def exhibit(self, cell: str) -> "LabExhibit":
        """Return the exhibit that the cell with this id shows, scrolled to the top of the window."""
        self.page.evaluate(self.show_cell, cell)
        root = self.page.locator(f"[data-lesson-cell='{cell}'] .lesson-exhibit")
        root.wait_for()
        return LabExhibit(root)

    def commit(self, cell: str) -> None:
        """Answer the question of the cell with this id by its first choice, and wait for the explanation."""
        self.exhibit(cell)
        question = self.page.locator(f"[data-lesson-cell='{cell}'] .lesson-prediction")
        question.locator("input[type=radio]").first.check()
        question.get_by_role("button", name="Commit").click()
        self.page.locator(f"[data-lesson-cell='{cell}'] .lesson-explanation").wait_for()  # under the picture


@dataclass
class LabNotebook(OpenNotebook):
    """A notebook open in JupyterLab."""

    show_cell = SHOW_CELL

    def run_all(self) -> None:
        """Run all cells as JupyterLab's own menu does, and wait until the kernel is idle."""
        self.page.evaluate(RUN_ALL)
        self.wait_until_idle()
        if errors := self.page.evaluate(ERRORS):
            raise RuntimeError(f"a cell failed: {errors[0]}")

    def wait_until_idle(self) -> None:
        self.page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
        )

    def ask(self, code: str) -> str:
        """Run a line of code in the kernel, in no cell, and return what it prints."""
        return self.page.evaluate(ASK, code)

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()


@dataclass
class LabExhibit:
    """An exhibit on a page: what a student sees of it, and what a student can do."""

    root: Locator

    @property
    def picture(self) -> str:
        return self.root.locator(".lesson-picture img").get_attribute("src") or ""

    @property
    def alt(self) -> str:
        return self.root.locator(".lesson-picture img").get_attribute("alt") or ""

    @property
    def readout(self) -> str:
        return self.root.locator(".lesson-readout").inner_text()

    def press(self, name: str, key: str) -> None:
        """Press `key` on the slider called `name`, and wait for another picture."""
        before = self.picture
        handle = self.root.locator(f".lesson-control-{name} :is(.noUi-handle, .ui-slider-handle)")  # ipywidgets 8, 7
        handle.scroll_into_view_if_needed()
        handle.focus()
        handle.press(key)
        self.wait_for_another(before)

    def wait_for_another(self, before: str) -> None:
        """Wait until the picture is not `before`, and two looks in a row see the same one."""
        deadline = time.monotonic() + PATIENCE / 1000
        seen = before
        while (now := self.picture) == before or now != seen:
            if time.monotonic() > deadline:
                raise TimeoutError("the picture did not change")
            seen = now
            time.sleep(0.1)
