"""Draw how the nine cells are compared: settings are chosen with three seeds, and ten other seeds are measured."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_lesson.drawing import diagram, style
from lstm_lesson.drawing.parts import LARGE, NORMAL
from lstm_lesson.studies.variant_comparison import CHOOSING_SEEDS, FORGET_BIASES, LEARNING_RATES, SEEDS

SIZE = (1000, 330)  # hundredths of an inch, as all data units here
LEFTS, WIDTH, TOP, BOTTOM = (6.0, 255.0, 504.0, 753.0), 223.0, 285.0, 25.0
CELL, GAP = 30.0, 5.0  # of the table of settings
CHOSEN = (2, 1)  # the learning rate and the forget bias that the picture shows as chosen
HEADS = ("1. one of nine cells", "2. choose its settings", "3. train it again", "4. compare with V")


def protocol() -> Figure:
    """Draw the four steps of the comparison from left to right, on a figure of its own."""
    figure = style.figure(*SIZE)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
    for left, head in zip(LEFTS, HEADS, strict=True):
        diagram.box(ax, (left + WIDTH / 2, (TOP + BOTTOM) / 2), (WIDTH, TOP - BOTTOM), style.INK, linewidth=1.4)
        ax.text(left + 10, TOP + 12, head, weight="bold", **LARGE)
    for left in LEFTS[1:]:
        tail, tip = (left - (LEFTS[1] - LEFTS[0] - WIDTH), 150.0), (left, 150.0)
        ax.plot([tail[0], tip[0] - 8], [150.0, 150.0], color=style.INK, linewidth=2)
        diagram.arrow_head(ax, tip, tail, style.INK)
    _says(ax, 0, 250, "on one of two tasks:", "noisy sine or sums.")
    _says(ax, 0, 180, "Every cell gets ten units", "and the same 1,000 steps,", "batches and clipping.")
    _settings(ax)
    _seeds(ax)
    _says(ax, 3, 250, "ten errors of the cell", "beside ten errors of V:")
    for row, (name, ink) in enumerate((("cell", "forecast"), ("V", "c"))):
        ax.text(LEFTS[3] + 12, 186 - 26 * row, name, **NORMAL)
        places = [LEFTS[3] + 54 + 15 * k for k in range(len(SEEDS))]
        ax.plot(places, [191 - 26 * row] * len(SEEDS), "o", color=style.of(ink)["color"], markersize=6, zorder=4)
    _says(ax, 3, 120, "by the rank test of beat 3.", "Eight cells on two tasks:", "16 comparisons.")
    return figure


def _says(ax: Axes, box: int, top: float, *lines: str) -> None:
    for k, text in enumerate(lines):
        ax.text(LEFTS[box] + 12, top - 20 * k, text, **NORMAL)


def _settings(ax: Axes) -> None:
    """Draw the table of settings, with the seeds that try each, and the one that is chosen."""
    left, top = LEFTS[1] + 56, 222.0
    _says(ax, 1, 256, f"{len(LEARNING_RATES)} rates × {len(FORGET_BIASES)} forget biases,")
    _says(ax, 1, 238, f"each tried with {len(CHOOSING_SEEDS)} seeds:")
    for rate in range(len(LEARNING_RATES)):
        for bias in range(len(FORGET_BIASES)):
            middle = left + (CELL + GAP) * (rate + 0.5), top - (CELL + GAP) * (bias + 0.5) + 4
            chosen = (rate, bias) == CHOSEN
            diagram.box(ax, middle, (CELL, CELL), style.INK if chosen else style.FADED, linewidth=2.4 if chosen else 1)
            for seed in range(len(CHOOSING_SEEDS)):
                ax.plot(middle[0] + 8 * (seed - 1), middle[1], "o", color=style.FADED_TEXT, markersize=3.2, zorder=4)
    _says(ax, 1, 88, "The lowest median error", "on validation sequences", "is chosen.")


def _seeds(ax: Axes) -> None:
    """Draw the ten seeds that are trained with the chosen settings and measured."""
    _says(ax, 2, 250, "with the chosen settings,", f"with {len(SEEDS)} other seeds:")
    for k in range(len(SEEDS)):
        place = LEFTS[2] + 28 + 38 * (k % 5), 190 - 32 * (k // 5)
        ax.plot(*place, "o", color=style.of("forecast")["color"], markersize=11, zorder=4)
    _says(ax, 2, 110, "Each gives one error on", "test sequences, by which", "nothing was chosen.")
