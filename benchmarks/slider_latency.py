"""Compare the live picture of 08 with `interact`, as courses use it, in a real JupyterLab in a headless browser.

Both show the same figure and have the same sliders; `interact` builds the figure anew with pyplot at each move. They
take turns, each time on a fresh page with a fresh kernel, on a server with the course's settings and on a stock one.
A round on a page: 3 keys to warm up, 10 keys measured one by one (5 to the right, 5 back), one drag of 2 seconds.
The picture must change with every key, and be the identical one after the way back.

    key       key pressed → another picture in the page, decoded
    drag      pictures per second while the handle is dragged
    lag       last movement of the mouse → last picture
    bytes     through the page's websockets, for each key

The factors are medians of the rounds' own ratios, since a machine's speed drifts from round to round.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import numpy as np
from _interact import FIGURE_AND_SLIDERS
from _machine import ForeignLoad

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from browser import Lab, LabNotebook, open_browser, running_lab
from playwright.sync_api import Browser

SLIDER = "b_f"
KEYS = ["ArrowRight"] * 5 + ["ArrowLeft"] * 5
WARM_UP = ["ArrowRight", "ArrowLeft", "ArrowRight"]
DRAG_SECONDS = 2.0
SETTLED = 0.4  # seconds without another picture: the move is over

OURS = """\
from lstm_lesson import cell_state_flow
cell_state_flow()"""

NAIVE = f"{FIGURE_AND_SLIDERS}\ninteract(show, **sliders);"


@dataclass(frozen=True)
class Way:
    """One way to make a live picture, and where its handle and its picture are on the page."""

    name: str
    code: str
    handle: str
    picture: str


WAYS = [
    Way(
        "interact",
        NAIVE,
        f".widget-slider:has(.widget-label:text-is('{SLIDER}')) .noUi-handle",
        ".jp-OutputArea .widget-output img",
    ),
    Way("ours", OURS, f".lesson-control-{SLIDER} .noUi-handle", ".lesson-picture img"),
]

# Runs in the page: notes when a key went down, when the mouse moved, and when another picture was there, decoded.
PROBE = """(selector) => {
    const picture = () => document.querySelector(selector);
    const seen = window.seen = {key: 0, mouse: 0, pictures: [], source: picture().src};
    document.addEventListener('keydown', () => { seen.key = performance.now(); }, true);
    document.addEventListener('mousemove', () => { seen.mouse = performance.now(); }, true);
    new MutationObserver(async () => {
        const image = picture();
        if (!image || image.src === seen.source) return;
        seen.source = image.src;
        await image.decode().catch(() => {});
        seen.pictures.push(performance.now());
    }).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
}"""


@dataclass
class Round:
    """What one page measured."""

    keys: list[float] = field(default_factory=list)  # ms
    frames_per_second: float = 0.0
    lag: float = 0.0  # ms
    bytes_per_key: float = 0.0


def measure(lab: Lab, browser: Browser, way: Way, load: ForeignLoad) -> Round:
    """Open a fresh page, and press and drag the slider there."""
    notebook = lab.open(browser, f"{way.name}.ipynb")
    notebook.run_all()
    page, result = notebook.page, Round()
    page.wait_for_selector(way.picture)
    handle = page.locator(way.handle)
    handle.scroll_into_view_if_needed()
    handle.focus()
    page.evaluate(PROBE, way.picture)
    for key in WARM_UP:
        press(notebook, key)

    received = count_bytes(notebook)
    sources = [page.evaluate("seen.source")]
    load.start()
    for key in KEYS:
        result.keys.append(press(notebook, key))
        sources.append(page.evaluate("seen.source"))
    load.stop()
    if len(set(sources[: len(KEYS) // 2 + 1])) != len(KEYS) // 2 + 1:
        sys.exit(f"{way.name}: a key to the right did not change the picture")
    if sources[0] != sources[-1]:
        sys.exit(f"{way.name}: the picture after the way back is not the one before")
    result.bytes_per_key = received() / len(KEYS)

    load.start()
    result.frames_per_second, result.lag = drag(notebook, way)
    load.stop()
    notebook.close()
    return result


def press(notebook: LabNotebook, key: str) -> float:
    """Press a key; return the milliseconds until another picture was there."""
    page = notebook.page
    page.evaluate("seen.pictures.length = 0")
    page.keyboard.press(key)
    page.wait_for_function("seen.pictures.length > 0", polling=20)
    pressed, first = page.evaluate("[seen.key, seen.pictures[0]]")
    settle(notebook)
    return first - pressed


def settle(notebook: LabNotebook) -> None:
    """Wait until no more pictures come and the kernel rests."""
    pictures = -1
    while pictures != (pictures := notebook.page.evaluate("seen.pictures.length")):
        time.sleep(SETTLED)
    notebook.wait_until_idle()


def drag(notebook: LabNotebook, way: Way) -> tuple[float, float]:
    """Drag the handle to and fro; return pictures per second, and the lag after the last movement in ms."""
    page = notebook.page
    box = page.locator(way.handle).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("seen.pictures.length = 0")
    start = page.evaluate("performance.now()")
    begin = time.perf_counter()
    while (passed := time.perf_counter() - begin) < DRAG_SECONDS:
        page.mouse.move(x + 20 * np.sin(2 * np.pi * passed / DRAG_SECONDS * 1.125), y)
        page.wait_for_timeout(10)
    end = page.evaluate("seen.mouse")
    page.mouse.up()
    settle(notebook)
    pictures = page.evaluate("seen.pictures")
    # A slow way shows some of its pictures only after the release: they count too, and so does the time until then.
    return 1000 * len(pictures) / (pictures[-1] - start), max(0.0, pictures[-1] - end)


def count_bytes(notebook: LabNotebook) -> Callable[[], int]:
    """Return a function that says how many bytes the page's websockets have received from now on."""
    cdp = notebook.page.context.new_cdp_session(notebook.page)
    total = [0]

    def received(event: dict) -> None:
        frame = event["response"]
        # Binary frames (opcode 2) are reported in base64, four characters for three bytes.
        total[0] += len(frame["payloadData"]) * 3 // 4 if frame["opcode"] == 2 else len(frame["payloadData"])

    cdp.on("Network.webSocketFrameReceived", received)
    cdp.send("Network.enable")
    return lambda: total[0]


def write_notebooks(folder: Path) -> None:
    for way in WAYS:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(way.code)])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, folder / f"{way.name}.ipynb")


def report(server: str, rounds: dict[str, list[Round]], wanted: tuple[float, float, float]) -> None:
    print(f"\n{server}: {len(rounds['ours'])} rounds")
    print(f"{'':10}{'key':>11}{'p95':>11}{'drag':>11}{'lag':>11}{'bytes':>11}")
    for name, measured in rounds.items():
        keys = np.concatenate([one.keys for one in measured])
        frames, lag, received = (
            np.median([getattr(one, what) for one in measured])
            for what in ("frames_per_second", "lag", "bytes_per_key")
        )
        print(
            f"{name:10}{np.median(keys):8.0f} ms{np.percentile(keys, 95):8.0f} ms"
            f"{frames:8.1f}/s{lag:8.0f} ms{received / 1000:8.0f} kB"
        )
    pairs = list(zip(rounds["interact"], rounds["ours"], strict=True))
    key, frames, lag = (
        [np.median(naive.keys) / np.median(ours.keys) for naive, ours in pairs],
        [ours.frames_per_second / naive.frames_per_second for naive, ours in pairs],
        [max(ours.lag, 1.0) / max(naive.lag, 1.0) for naive, ours in pairs],  # in ms; a lag may be 0
    )
    print(f"key → picture {np.median(key):.1f} times as fast ({min(key):.1f}–{max(key):.1f}; wanted {wanted[0]:g})")
    print(f"frames dragged {np.median(frames):.1f} times ({min(frames):.1f}–{max(frames):.1f}; wanted {wanted[1]:g})")
    print(f"lag {np.median(lag):.2f} of interact's ({min(lag):.2f}–{max(lag):.2f}; wanted {wanted[2]:g} at most)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    load = ForeignLoad()
    measured: dict[str, dict[str, list[Round]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        write_notebooks(Path(folder))
        with (
            running_lab(Path(folder)) as ours,
            running_lab(Path(folder), our_config=False) as stock,
            open_browser() as browser,
        ):
            for number in range(rounds):
                for server, lab in (("the course's server", ours), ("a stock server", stock)):
                    for way in WAYS:
                        measured[server][way.name].append(measure(lab, browser, way, load))
                print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    for server, wanted in (("the course's server", (4.0, 5.0, 0.25)), ("a stock server", (3.0, 3.0, 1.0))):
        report(server, measured[server], wanted)
    print(f"\nother programs kept {np.median(load.seen):.2f} processors busy (median; at most {max(load.seen):.2f})")


if __name__ == "__main__":
    main()
