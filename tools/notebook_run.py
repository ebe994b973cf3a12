"""Run a notebook in a kernel of its own, and see what only a run can show: stale pictures, dead sliders.

Strict nbval never compares pictures, and an exception in a slider's callback never reaches a cell's output.
"""

import base64
import copy
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from nbclient import NotebookClient
from nbformat import NotebookNode, v4
from PIL import Image

from lstm_lesson.live.kept import SWITCH

BLOCK = 8  # pixels: the size of a letter
MOST_DIFFERENCE = 12  # grey levels of 255, in the block that differs most

MOVE_EVERY_SLIDER = """
import gc as _gc, json as _json
from lstm_lesson.live.exhibit import Exhibit as _Exhibit

def _dead_sliders(exhibit):
    for name, slider in exhibit.sliders.items():
        if name in exhibit._unused():
            continue  # locked, since it does not matter with this input
        start, picture = slider.value, exhibit.png
        pictures = []
        for value in (exhibit.controls[name].low, exhibit.controls[name].high):
            slider.value = value
            pictures.append(exhibit.png)
            if exhibit.error:
                yield f"{exhibit!r}: {name} = {value}: {exhibit.error}"
        slider.value = start
        if all(other == picture for other in pictures) and not slider.disabled:  # locked while it does not matter
            yield f"{exhibit!r}: moving {name} changes nothing"

_found = [thing for thing in _gc.get_objects() if isinstance(thing, _Exhibit)]
print(_json.dumps([line for exhibit in _found for line in _dead_sliders(exhibit)]))
"""


def execute(notebook: NotebookNode, folder: Path, *, timeout: int = 600) -> NotebookNode:
    """Run a copy of the notebook from top to bottom, as if it lay in `folder`, and return the copy.

    The run leaves no trace in the progress of whoever starts it, and shows none of it.
    An exception in a cell without the tag raises-exception is a nbclient.exceptions.CellExecutionError.
    """
    fresh = copy.deepcopy(notebook)
    NotebookClient(
        fresh,
        kernel_name="python3",
        timeout=timeout,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        shutdown_kernel="immediate",  # a kernel that is asked to go may print a traceback on its way out
        resources={"metadata": {"path": str(folder)}},
    ).execute(env={**os.environ, SWITCH: ""})
    return fresh


def dead_sliders(notebook: NotebookNode, folder: Path) -> tuple[NotebookNode, list[str]]:
    """Run the notebook, then move every slider of every exhibit in it to both its ends.

    Returns the notebook as run, and a sentence for every slider that raises or leaves the picture as it was.
    """
    probe = v4.new_code_cell(MOVE_EVERY_SLIDER)
    extended = copy.deepcopy(notebook)
    extended.cells.append(probe)
    fresh = execute(extended, folder)
    answer = fresh.cells.pop().outputs[-1].text
    return fresh, json.loads(answer)


def stale_pictures(stored: NotebookNode, fresh: NotebookNode) -> Iterator[str]:
    """Compare each stored picture with the one that the same cell draws now."""
    for old, new in zip(stored.cells, fresh.cells, strict=True):
        before, after = pictures(old), pictures(new)
        if len(before) != len(after):
            yield f"cell {old.id!r} stores {len(before)} pictures and draws {len(after)}"
        for one, other in zip(before, after, strict=False):
            if difference(one, other) > MOST_DIFFERENCE:
                yield f"cell {old.id!r} stores a picture that it no longer draws"


def pictures(cell: NotebookNode) -> list[bytes]:
    """The PNG files among a cell's outputs."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    return [base64.b64decode(bundle["image/png"]) for bundle in data if "image/png" in bundle]


def difference(one: bytes, other: bytes) -> float:
    """The largest difference between two PNG files, in grey levels, after averaging over blocks of 8 x 8 pixels.

    The average forgives how a processor rounds and how a font is smoothed; a line that moved by its own width shows.
    """
    a, b = averaged(one), averaged(other)
    return float(np.abs(a - b).max()) if a.shape == b.shape else 255.0


def averaged(png: bytes) -> np.ndarray:
    """Decode a PNG file and average it over blocks: (height / 8, width / 8, 3)."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=float)
    height, width = (size - size % BLOCK for size in pixels.shape[:2])
    blocks = pixels[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return blocks.mean(axis=(1, 3))
