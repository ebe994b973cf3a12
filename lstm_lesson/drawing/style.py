"""One look for the whole course: every quantity has one colour and one line style, in every picture.

The rule to learn once: a gate is dashed; what the gate lets through has the gate's colour, and is solid.

    f   dashed purple      f⊙c_{t−1}  solid purple
    i   dashed green       i⊙g        solid green
    o   dashed sky blue    h = o⊙tanh(c)  solid sky blue

Colours: Okabe & Ito, "Color Universal Design" (2008), which colour-blind readers can tell apart. Yellow is left out
(too pale for lines on white), and text takes a darker shade of the same colour, for a contrast of at least 4.5 to 1.
Nothing here touches matplotlib's rcParams.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lstm_lesson.validate import shown

DPI = 100  # fixed, so that 1 pt is 100/72 px on every machine
PALE = "#E4E4E4"  # grid lines and frames: seen, not read
INK = "#1A1A1A"  # text
SHADE = "#F4F4F4"  # behind words that belong together
FADED, FADED_TEXT = "#C4C4C4", "#737373"  # a wire, and a word, that is there but not the point
FONT = {"small": 10.1, "normal": 11.0, "large": 13.5, "huge": 17.5}  # pt; on a page small is 9

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#767676"

# The same hues, dark enough to be read as text on white (contrast ≥ 4.5).
_TEXT = {
    BLACK: BLACK,
    ORANGE: "#8F6300",
    SKY: "#1B6FA3",
    GREEN: "#00704F",
    BLUE: "#005A8C",
    VERMILLION: "#B04A00",
    PURPLE: "#9B3E73",
    GREY: "#5C5C5C",
}

_DASHES = (0, (4, 1.6))
_DOTS = (0, (1.2, 1.4))
_DASH_DOT = (0, (6, 1.5, 1.2, 1.5))
_LONG_DASHES = (0, (8, 1.8))
_DASH_DOT_DOT = (0, (6, 1.5, 1.2, 1.5, 1.2, 1.5))
_LONG_DASHES_DOT = (0, (12, 1.5, 1.2, 1.5))
_TWO_DASHES_DOT = (0, (5, 1.2, 5, 1.2, 1.2, 1.2))
_DASH_DOT_DOT_DOT = (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2))
_DASH_THREE_DOTS = (0, (6, 1.5, 1.2, 1.5, 1.2, 1.5, 1.2, 1.5))

# quantity: (colour, line style, line width in pt, symbol for labels, name in words)
_QUANTITIES: dict[str, tuple[str, Any, float, str, str]] = {
    "x": (BLACK, "-", 1.8, "$x_t$", "input"),
    "i": (GREEN, _DASHES, 2.0, "$i_t$", "input gate"),
    "f": (PURPLE, _DASHES, 2.4, "$f_t$", "forget gate"),
    "o": (SKY, _DASHES, 2.2, "$o_t$", "output gate"),
    "g": (ORANGE, "-", 2.2, "$g_t$", "candidate"),
    "fc": (PURPLE, "-", 2.4, r"$f_t{\odot}c_{t-1}$", "kept from before"),
    "ig": (GREEN, "-", 2.0, r"$i_t{\odot}g_t$", "newly written"),
    "c": (BLUE, "-", 3.0, "$c_t$", "cell state"),
    "h": (SKY, "-", 2.6, "$h_t$", "hidden state"),
    "c_prev": (BLUE, "-", 3.0, r"$c_{t-1}$", "cell state before"),
    "h_prev": (SKY, "-", 2.6, r"$h_{t-1}$", "hidden state before"),
    "tanh_c": (BLUE, _DOTS, 2.0, r"$\tanh(c_t)$", "squashed cell state"),
    "gradient": (BLUE, _DASHES, 2.6, r"exact", "exact gradient of the last cell state"),
    "direct": (PURPLE, _DOTS, 2.4, r"$\prod f$", "direct path: product of the forget gates"),
    "rnn": (GREY, _DASH_DOT, 2.0, "RNN", "plain RNN"),
    "orthogonal": (GREY, _LONG_DASHES, 2.4, "RNN, orthogonal", "plain RNN that starts with an orthogonal W_h"),
    "power": (BLACK, _LONG_DASHES, 1.6, r"$|w_h|^{T-t}$", "the weight alone, all slopes 1"),
    "truth": (BLACK, _DOTS, 2.0, "truth", "what really came"),
    "forecast": (VERMILLION, "-", 2.4, "LSTM", "the LSTM's forecast"),
    "envelope": (BLACK, _DASHES, 1.4, "envelope", "how far the sine can swing"),
    "one_step_ahead": (GREEN, _DASH_DOT, 2.0, "one step ahead", "the LSTM told the truth at every step"),
    "last_value": (GREY, "-", 1.6, "last value", "baseline: last value"),
    "constant": (GREY, _DOTS, 1.6, "constant", "baseline: constant"),
    "one_period_back": (GREY, _DASHES, 1.6, "one period back", "baseline: one period back"),
    "ar2": (ORANGE, _DASH_DOT, 2.0, "AR(2)", "baseline: AR(2)"),
    "ar": (ORANGE, _DASH_THREE_DOTS, 2.4, "AR(p)", "AR(p), its order chosen by validation"),
    "ar_told": (SKY, _DASH_THREE_DOTS, 2.2, "AR(p), told", "AR(p), told the period of the distractor"),
    "linear": (GREEN, _DASH_DOT_DOT, 2.2, "linear map", "one linear map for all windows"),
    "holt_winters": (SKY, _LONG_DASHES_DOT, 2.2, "Holt-Winters", "exponential smoothing with trend and season"),
    "lstm_clean": (VERMILLION, _DASH_THREE_DOTS, 2.0, "LSTM, clean", "an LSTM trained without noise or switches"),
    "wave_fit": (BLACK, _DASH_DOT_DOT, 1.8, "told the formula", "the least-squares fit of who is told the formula"),
    "loss": (BLUE, _DASH_DOT, 1.6, "training loss", "training loss"),
    "validation_loss": (VERMILLION, _DASHES, 2.2, "validation loss", "validation loss"),
    "sigmoid": (VERMILLION, _LONG_DASHES, 3.0, r"$\sigma(z)$", "sigmoid"),
    "tanh": (ORANGE, _DOTS, 3.4, r"$\tanh(z)$", "hyperbolic tangent"),
    "sigmoid_slope": (VERMILLION, _DASH_DOT, 2.4, r"$\sigma'(z)$", "slope of the sigmoid"),
    "tanh_slope": (ORANGE, _DASH_DOT_DOT, 2.4, r"$\tanh'(z)$", "slope of the hyperbolic tangent"),
    "softmax": (PURPLE, _DASH_DOT, 2.0, "softmax", "softmax: shares that add to 1"),
    "percentile": (BLACK, _DASH_DOT, 2.0, "percentile", "the share of normal values below x"),
    "lstm_1997": (VERMILLION, _DASH_DOT_DOT, 2.4, "1997", "the LSTM of 1997"),
    "lstm_2000": (ORANGE, _DASHES, 2.4, "2000", "the LSTM of 2000"),
    "lstm_modern": (BLUE, _LONG_DASHES, 2.4, "today", "the LSTM of today"),
    "r": (SKY, _LONG_DASHES, 2.2, "$r_t$", "reset gate"),
    "z": (PURPLE, _LONG_DASHES, 2.4, "$z_t$", "update gate"),
    "z_1": (GREEN, _LONG_DASHES, 2.0, "$1-z_t$", "what the update gate leaves to the other part"),
    "n": (ORANGE, "-", 2.2, "$n_t$", "candidate of the GRU"),
    "kept": (PURPLE, "-", 2.4, "kept", "kept from before, in the GRU"),
    "written": (GREEN, "-", 2.0, "written", "newly written, in the GRU"),
    "u": (SKY, _DOTS, 1.8, "$u_t$", "what the past says to the GRU's candidate"),
    "ru": (SKY, _DASH_DOT, 2.0, r"$r_t{\odot}u_t$", "what the reset gate leaves, after the product"),
    "rh": (SKY, _DASH_DOT_DOT, 2.0, r"$r_t{\odot}h_{t-1}$", "what the reset gate leaves, before the product"),
    "reset_after": (BLUE, _DASH_DOT_DOT, 2.6, "after", "the reset gate acts after the product"),
    "reset_before": (ORANGE, _LONG_DASHES, 2.2, "before", "the reset gate acts before the product"),
    "lstm_small": (GREY, _DASH_DOT_DOT, 2.0, "LSTM 17", "an LSTM with as many weights as the GRU"),
    "gru": (GREEN, _DOTS, 2.6, "GRU", "the GRU's forecast"),
    "query": (GREEN, _DASH_THREE_DOTS, 2.6, "$q$", "query"),
    "a": (ORANGE, _DASH_DOT_DOT_DOT, 2.4, "$a_t$", "attention weight"),
    "context": (BLACK, _DASH_THREE_DOTS, 3.0, "context", "weighted sum of the states"),
    "attention": (ORANGE, _TWO_DASHES_DOT, 2.6, "LSTM + attention", "an LSTM with attention over its states"),
    "short_way": (GREY, _LONG_DASHES_DOT, 2.2, "the short way", "what reaches a state by the look back alone"),
    "feed_forward": (SKY, _TWO_DASHES_DOT, 2.2, "feed-forward", "a feed-forward network that sees the whole window"),
    "bound": (BLACK, _TWO_DASHES_DOT, 1.8, "best possible", "the median of all waves, weighed by the window"),
    "phase_fit": (VERMILLION, _DOTS, 2.2, "phase", "the fading sine, in any phase, that is nearest to c"),
    "envelope_fit": (GREEN, _LONG_DASHES_DOT, 2.0, "envelope", "the fading without the sine that is nearest to c"),
    "input_gradient": (PURPLE, _LONG_DASHES_DOT, 2.0, "gradient", "the forecast's gradient by each input"),
    "option_1": (ORANGE, _LONG_DASHES_DOT, 2.2, "first", "the first option of an experiment"),
    "option_2": (BLUE, _LONG_DASHES_DOT, 2.2, "second", "the second option of an experiment"),
    "option_3": (VERMILLION, _LONG_DASHES_DOT, 2.2, "third", "the third option of an experiment"),
    "option_4": (BLACK, _LONG_DASHES_DOT, 2.2, "fourth", "the fourth option of an experiment"),
    "positive": (INK, "-", 1.6, "positive", "a wire that carries a positive value"),
    "negative": (VERMILLION, _DOTS, 1.6, "negative", "a wire that carries a negative value"),
    "cursor": (INK, "-", 1.2, "$t$", "the step looked at"),
}


def of(quantity: str) -> dict[str, Any]:
    """Look up how a quantity is drawn: keyword arguments for ``Axes.plot`` (colour, line style, width, label).

    Raises ValueError if the course draws no such quantity.
    """
    colour, line_style, width, symbol, _ = _entry(quantity)
    return {"color": colour, "linestyle": line_style, "linewidth": width, "label": symbol}


def text(quantity: str) -> str:
    """Give the colour for text about a quantity: its hue, dark enough to be read on white."""
    return _TEXT.get(_entry(quantity)[0], INK)


def symbol(quantity: str) -> str:
    """Give the quantity's symbol as in the formulas (mathtext)."""
    return _entry(quantity)[3]


def name(quantity: str) -> str:
    """Give the quantity's name in words."""
    return _entry(quantity)[4]


def quantities() -> tuple[str, ...]:
    """List every quantity that has a colour and a line style."""
    return tuple(_QUANTITIES)


def figure(width_px: int, height_px: int) -> Figure:
    """Make an empty white figure of a fixed size in pixels, with no pyplot and no window behind it."""
    made = Figure(figsize=(width_px / DPI, height_px / DPI), dpi=DPI, facecolor="white")
    FigureCanvasAgg(made)
    return made


def lane(ax: Axes, label: str = "", *, ticks: list[float] | None = None) -> None:
    """Give an axes the course's look: pale frame and grid, text of at least 9 pt, an upright label on the left.

    Where ticks are given, the axes reach from the first to the last, and a tenth of that further.
    """
    ax.set_facecolor("white")
    ax.grid(True, color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)
    for edge in ax.spines.values():
        edge.set(color="#BBBBBB", linewidth=0.8)
    # No tick marks: the grid shows the places, and each mark would cost time at every redraw.
    ax.tick_params(labelsize=FONT["small"], labelcolor=INK, bottom=False, left=False, pad=3)
    if ticks is not None:
        ax.set_yticks(ticks)
    if ticks:
        further = 0.1 * (ticks[-1] - ticks[0])
        ax.set_ylim(ticks[0] - further, ticks[-1] + further)
    if label:
        ax.set_ylabel(label, fontsize=FONT["normal"], color=INK)
        ax.yaxis.set_label_coords(-0.11, 0.5)


def _entry(quantity: str) -> tuple[str, Any, float, str, str]:
    if quantity not in _QUANTITIES:
        raise ValueError(f"quantity: no colour is set for {shown(quantity)}; there is one for {', '.join(_QUANTITIES)}")
    return _QUANTITIES[quantity]
