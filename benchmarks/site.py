"""Measure the browser site: what a visitor downloads and waits for, and how quickly a picture answers there.

bytes     of a first visit to notebook 08 until its first live picture: as they are, with gzip, with brotli
          (if the program `brotli` is there); and the number of requests
start     seconds from opening 08 to its first live picture, all cells being run as soon as that can be asked for:
          cold (a new browser) and warm (again in the same one, which has kept the files)
key       key pressed → another picture, against `interact` of the same figure in the same page
memory    of the page: JavaScript's heap, Python's memory, and the browser's processes together

python3 course.py site && python3 course.py bench site --rounds=3
"""

import argparse
import gzip
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

import psutil
from _machine import ForeignLoad

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from browser import LabNotebook, open_browser
from playwright.sync_api import BrowserContext
from site_in_browser import READY, Site, open_notebook, served, visitor
from slider_latency import KEYS, PROBE, WARM_UP, WAYS, press

ROOT = Path(__file__).parents[1]
NOTEBOOK = "notebooks/08_cell_state_flow.ipynb"
PACKED = {".whl", ".png", ".gif", ".woff", ".woff2", ".data", ".ico"}  # a server sends these as they are
BROTLI = shutil.which("brotli")
WANTED = {"sent": 20.0, "cold": 9.0, "warm": 6.0, "times": 12.0}

RUN = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
PICTURE = "document.querySelector('.lesson-picture img')?.naturalWidth > 0"
# Puts two cells at the end, one for each way, and runs them one after the other.
ADD = """async (sources) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    for (const source of sources) {
        notebook.activeCellIndex = notebook.widgets.length - 1;
        await jupyterapp.commands.execute('notebook:insert-cell-below');
        notebook.activeCell.model.sharedModel.setSource(source);
        await jupyterapp.commands.execute('notebook:run-cell');
        notebook.activeCell.node.dataset.way = sources.indexOf(source);
    }
}"""
HEAP = "import pyodide_js; print(pyodide_js._module.HEAPU8.length / 2**20)"


def start(context: BrowserContext, site: Site) -> tuple[LabNotebook, float]:
    """Open 08 and run it; return it and the seconds to its first live picture."""
    page = context.new_page()
    begin = time.perf_counter()
    page.goto(f"{site.url}notebooks/index.html?path={NOTEBOOK}", wait_until="commit")
    page.wait_for_function(READY, polling=20)
    page.evaluate(RUN)
    page.wait_for_function(PICTURE, polling=20)
    return LabNotebook(page), time.perf_counter() - begin


def sizes(site: Site, folder: Path) -> dict[str, float]:
    """Return the megabytes of what has been asked for: each file once, as a browser keeps it."""
    names = {unquote(urlsplit(path).path).lstrip("/") for path in site.asked}
    files = [folder / (name or "index.html") for name in names if (folder / (name or "index.html")).is_file()]
    total = {"raw": 0.0, "gzip": 0.0, "brotli": 0.0}
    for file in files:
        content = file.read_bytes()
        total["raw"] += len(content)
        total["gzip"] += len(content if file.suffix in PACKED else gzip.compress(content, 6))
        total["brotli"] += len(content if file.suffix in PACKED else brotli(file))
    return {name: size / 1e6 for name, size in total.items()} | {"files": len(files)}


def brotli(file: Path) -> bytes:
    if BROTLI is None:
        return b""
    return subprocess.run([BROTLI, "-c", "-q", "9", str(file)], capture_output=True, check=True).stdout


def keys(context: BrowserContext, site: Site, load: ForeignLoad) -> dict[str, float]:
    """Return the median milliseconds from key to picture of each way, both in one page."""
    notebook = open_notebook(context, site, "notebooks/glossary.ipynb")
    notebook.page.evaluate(ADD, [way.code for way in WAYS])
    found = {}
    for number, way in enumerate(WAYS):
        cell = f"[data-way='{number}'] "
        picture = f"{cell}{way.picture.removeprefix('.jp-OutputArea ')}"
        notebook.page.wait_for_selector(picture)
        handle = notebook.page.locator(cell + way.handle)
        handle.scroll_into_view_if_needed()
        handle.focus()
        notebook.page.evaluate(PROBE, picture)
        for key in WARM_UP:
            press(notebook, key)
        load.start()
        found[way.name] = median(press(notebook, key) for key in KEYS)
        load.stop()
    notebook.close()
    return found


def memory(notebook: LabNotebook) -> dict[str, float]:
    """Return megabytes: JavaScript's heap, Python's memory, and the proportional share of all browser processes."""
    shares = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                shares += getattr(process.memory_full_info(), "pss", 0) / 2**20
        except psutil.Error:
            continue
    heap = notebook.page.evaluate("performance.memory.usedJSHeapSize") / 2**20
    return {"JavaScript": heap, "Python": float(notebook.ask(HEAP)), "browser": shares}


def verdict(name: str, value: float, better: Callable[[float, float], bool]) -> str:
    return f"wanted {WANTED[name]:g}" + ("" if better(value, WANTED[name]) else ": MISSED")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "site")
    options = parser.parse_args()
    if not (options.folder / "python" / "start.mjs").is_file():
        sys.exit(f"There is no site in {options.folder}: build it with python3 course.py site")
    load, times, ways, used = ForeignLoad(), {"cold": [], "warm": []}, [], {}  # type: ignore[var-annotated]
    with open_browser() as browser:
        for turn in range(options.rounds):
            with served(options.folder) as site, visitor(browser) as (context, outside):
                load.start()
                notebook, seconds = start(context, site)
                load.stop()
                times["cold"].append(seconds)
                downloaded, requests = sizes(site, options.folder), len(site.asked)
                used = memory(notebook)
                notebook.close()
                notebook, seconds = start(context, site)
                times["warm"].append(seconds)
                notebook.close()
                ways.append(keys(context, site, load))
                if outside:
                    sys.exit(f"the site asked another host: {outside[0]}")
            print(f"round {turn + 1} of {options.rounds} done", file=sys.stderr)

    print("first visit " + ", ".join(f"{name} {downloaded[name]:.1f} MB" for name in ("raw", "gzip")), end="")
    print(f", brotli {downloaded['brotli']:.1f} MB" if BROTLI else ", brotli not measured (no such program)", end="")
    print(f"; {downloaded['files']:.0f} files, {requests} requests", end="; ")
    print(verdict("sent", downloaded["gzip"], lambda value, most: value <= most))
    for name, seconds_of in times.items():
        spread = f"({min(seconds_of):.1f}-{max(seconds_of):.1f})"
        said = verdict(name, median(seconds_of), lambda value, most: value <= most)
        print(f"{name:11} {median(seconds_of):.1f} s {spread} to the first live picture of 08; {said}")
    ratios = [way["interact"] / way["ours"] for way in ways]
    print(
        f"key         ours {median(way['ours'] for way in ways):.0f} ms, "
        f"interact {median(way['interact'] for way in ways):.0f} ms: {median(ratios):.1f} times as fast "
        f"({min(ratios):.1f}-{max(ratios):.1f}); "
        + verdict("times", median(ratios), lambda value, least: value >= least)
    )
    print("memory      " + ", ".join(f"{name} {size:.0f} MB" for name, size in used.items()))
    print(f"other programs kept {median(load.seen):.2f} processors busy (median; at most {max(load.seen):.2f})")


if __name__ == "__main__":
    main()
