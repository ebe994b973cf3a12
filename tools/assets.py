"""Draw the pictures in assets/ anew, from the package and by nobody's hand; part of `course.py refresh`.

A file whose structure is unchanged is left alone: another processor rounds coordinates in another way, and the
history should not fill with pictures that look the same.
"""

import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from notebook_run import MOST_DIFFERENCE, difference
from PIL import Image, ImageSequence

from lstm_lesson.drawing import cell_diagrams
from lstm_lesson.lessons.n02_recurrent_recap import unrolled_pictures
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import cell_state_flow
from lstm_lesson.lessons.n09_gru import cell_pictures
from lstm_lesson.lessons.n10_variants import protocol_pictures
from lstm_lesson.lessons.n14_attention import diagram_pictures
from lstm_lesson.whole_files import write_whole

ASSETS = Path(__file__).resolve().parents[1] / "assets"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
NEAR = 0.5  # points, by which a coordinate may differ

# Diagrams, as SVG: file name, what the picture shows (its title for screen readers), and how to draw it.
DIAGRAMS: dict[str, tuple[str, Callable[[], Figure]]] = {
    "unrolled.svg": (
        "A plain RNN unrolled over four steps: the same weights at every step, and the hidden state handed on",
        unrolled_pictures.unrolled_plan,
    ),
    "lstm_cell.svg": (
        "The LSTM cell: the forget gate resets, the input gate writes the candidate, the output gate reads; the cell "
        "state runs along the top, and all four layers hear the input and the hidden state before",
        cell_diagrams.lstm_plan,
    ),
    "forget_gate.svg": (
        "The LSTM cell with the forget gate's path lit: from x and h before to f, and f times c before",
        partial(cell_diagrams.lstm_plan, "f"),
    ),
    "input_gate.svg": (
        "The LSTM cell with the input gate's path lit: from x and h before to i and to the candidate g, and i times g",
        partial(cell_diagrams.lstm_plan, "i"),
    ),
    "output_gate.svg": (
        "The LSTM cell with the output gate's path lit: from x and h before to o, and o times tanh of c, which is h",
        partial(cell_diagrams.lstm_plan, "o"),
    ),
    "peephole_lstm.svg": (
        "The LSTM cell with its three peepholes lit: c before leads into the forget and the input gate, c of this step "
        "into the output gate, each with a weight of its own for each unit",
        cell_diagrams.peephole_plan,
    ),
    "gru.svg": (
        "The GRU: the update gate z keeps a share of the old state and leaves 1 − z to the candidate n; "
        "the reset gate r acts on the part of n that comes from the past",
        cell_pictures.gru_plan,
    ),
    "comparing_cells.svg": (
        "How nine cells are compared: each gets its best settings by three seeds, is trained with ten other seeds, and "
        "its ten test errors are compared with those of the vanilla LSTM",
        protocol_pictures.protocol,
    ),
    "attention.svg": (
        "Attention over the states of an unrolled LSTM: the query from the last state gives each state a score, "
        "softmax turns the scores into weights, and the weighted sum of the states, the context, goes into the output",
        diagram_pictures.attention_plan,
    ),
}
# Pictures with too much in them for SVG, as PNG.
PICTURES: dict[str, Callable[[], bytes]] = {"cell_state_flow.png": lambda: cell_state_flow(t=33).png}
FRAME = 110  # milliseconds
FILM_WIDTH = 600  # pixels: title and film together fill the first screen


def moving_cell() -> bytes:
    """Draw the cell step by step as a GIF, which plays once: what moves for over five seconds must be stoppable."""
    exhibit = cell_state_flow(start="remember", t=0)
    frames = []
    for t in range(1, 41):
        exhibit.set(t=t)
        frame = Image.open(io.BytesIO(exhibit.png)).convert("RGB")
        size = FILM_WIDTH, round(FILM_WIDTH / frame.width * frame.height)
        frames.append(frame.resize(size, Image.Resampling.LANCZOS))
    colours = frames[20].quantize(64)  # one palette for all, so that a frame holds only what has changed
    frames = [frame.quantize(palette=colours, dither=Image.Dither.NONE) for frame in frames]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=FRAME, optimize=False)
    return file.getvalue()


# Pictures that move by themselves, as GIF.
FILMS: dict[str, Callable[[], bytes]] = {"cell_state_moves.gif": moving_cell}


def frames_of(film: bytes) -> list[bytes]:
    """Return each frame of a GIF as a PNG."""
    frames = []
    for frame in ImageSequence.Iterator(Image.open(io.BytesIO(film))):
        file = io.BytesIO()
        frame.convert("RGB").save(file, "PNG")
        frames.append(file.getvalue())
    return frames


def film_difference(one: bytes, other: bytes) -> float:
    """Return how much two GIFs differ in the frame in which they differ most; of another length: without end."""
    before, after = frames_of(one), frames_of(other)
    if len(before) != len(after):
        return float("inf")
    return max(map(difference, before, after))


def svg_of(figure: Figure, title: str) -> str:
    """Write a figure as SVG, the same at every run: fixed ids, no date, text as outlines, so that no font is needed."""
    file = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "lstm-lesson", "svg.fonttype": "path"}):
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return re.sub(r" +$", "", file.getvalue(), flags=re.MULTILINE)


def same_structure(one: str, other: str) -> bool:
    """Return whether two SVGs have the same elements and texts, and coordinates that differ by no more than NEAR."""
    one, other = _without_ids(one), _without_ids(other)
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    before, after = (np.array(NUMBER.findall(svg), dtype=float) for svg in (one, other))
    return bool(np.allclose(before, after, rtol=0, atol=NEAR))


def _without_ids(svg: str) -> str:
    """Drop what names an element: matplotlib makes ids of shapes from their exact coordinates."""
    return re.sub(r'\b(id|xlink:href|clip-path)="[^"]*"', r"\1", svg)


def refresh() -> list[str]:
    """Draw every picture, write those that have changed, and return their names."""
    ASSETS.mkdir(exist_ok=True)
    written = []
    for name, (title, draw) in DIAGRAMS.items():
        path, svg = ASSETS / name, svg_of(draw(), title)
        if not path.exists() or not same_structure(path.read_text("utf-8"), svg):
            write_whole(path, svg.encode("utf-8"))
            written.append(name)
    for name, draw_png in PICTURES.items():
        path, png = ASSETS / name, draw_png()
        if not path.exists() or difference(path.read_bytes(), png) > MOST_DIFFERENCE:
            write_whole(path, png)
            written.append(name)
    for name, draw_film in FILMS.items():
        path, film = ASSETS / name, draw_film()
        if not path.exists() or film_difference(path.read_bytes(), film) > MOST_DIFFERENCE:
            write_whole(path, film)
            written.append(name)
    return written
