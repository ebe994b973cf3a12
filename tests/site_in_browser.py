"""The browser site, served from a folder to a browser that can reach nothing else: for its tests and its benchmark."""

import http.server
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from browser import PATIENCE, SWITCHES, WINDOW, LabNotebook, find_browser
from playwright.sync_api import Browser, BrowserContext

NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm"}
READY = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel"


@dataclass
class Site:
    """A served site: its address, and what has been asked for and not found."""

    url: str
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@contextmanager
def served(folder: Path, *, prefix: str = "/", cached: bool = True) -> Iterator[Site]:
    """Serve a folder of files under `prefix`, and let the browser keep what it has got, if `cached`."""
    site = Site("")

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *arguments: Any) -> None:
            self.extensions_map = {**self.extensions_map, **TYPES}
            super().__init__(*arguments, directory=str(folder))

        def translate_path(self, path: str) -> str:
            site.asked.append(path)
            return super().translate_path("/" + path.removeprefix(prefix) if path.startswith(prefix) else "/outside")

        def send_error(self, code: int, *arguments: Any, **more: Any) -> None:
            site.missing.append(self.path)
            super().send_error(code, *arguments, **more)

        def end_headers(self) -> None:
            if cached:
                self.send_header("Cache-Control", "max-age=3600")
            super().end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_address[1]}{prefix}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def visitor(browser: Browser, *, size: tuple[int, int] = WINDOW) -> Iterator[tuple[BrowserContext, list[str]]]:
    """Open a browser that can reach this computer alone; the list fills with whatever else it asks for.

    It has never been here, and keeps on disk what it gets and compiles, as people's browsers do.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        context = browser.browser_type.launch_persistent_context(
            profile,
            executable_path=find_browser(),
            args=[*SWITCHES, NOWHERE_ELSE],
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(PATIENCE)
        outside: list[str] = []

        def note(request: Any) -> None:
            if (
                urlsplit(request.url).scheme in ("http", "https", "ws")
                and urlsplit(request.url).hostname != "127.0.0.1"
            ):
                outside.append(request.url)

        context.on("request", note)
        try:
            yield context, outside
        finally:
            context.close()


def open_notebook(context: BrowserContext, site: Site, path: str) -> LabNotebook:
    """Open a notebook of the site in a page of its own, and wait until it is shown and has a kernel."""
    page = context.new_page()
    page.goto(f"{site.url}notebooks/index.html?path={path}")
    page.wait_for_function(READY)
    return LabNotebook(page)
