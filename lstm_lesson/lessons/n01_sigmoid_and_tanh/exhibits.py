"""σ, tanh and softmax with one's hands on the sliders (notebook 01)."""

from lstm_lesson.lessons.n01_sigmoid_and_tanh import numbers, pictures
from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import Scores, Shares, Squashed, Stretched
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.exhibit import Exhibit


def squashed_line(w: float = 1.0, b: float = 0.0, x: float = 1.0) -> Exhibit:
    """Return z = w·x + b through σ and tanh with their slopes; shaded is where less than a tenth of the slope is left.

    w, b, x: where the sliders start. Raises ValueError outside their ranges.
    """
    return Exhibit(
        "squashed line",
        [Control("w", w, -8, 8, 0.1), Control("b", b, -8, 8, 0.1), Control("x", x, -4, 4, 0.1)],
        numbers.squash_line,
        pictures.line_picture,
        _line_sentence,
        presets=LINES,
        size=pictures.LINE_PICTURE,
    )


def stretched_sigmoid() -> Exhibit:
    """Return tanh and a σ to be stretched until it covers tanh: outside·σ(inside·z) + shift."""
    return Exhibit(
        "stretched sigmoid",
        [
            Control("inside", 1, 0.5, 4, 0.1),
            Control("outside", 1, 0.5, 2.5, 0.1),
            Control("shift", 0, -1.5, 0.5, 0.1),
        ],
        numbers.stretch_sigmoid,
        pictures.stretch_picture,
        _stretch_sentence,
        presets=STRETCHES,
        size=pictures.STRETCH_PICTURE,
    )


def squashed_noise() -> Exhibit:
    """Return how normal x is distributed behind σ(w·x) and tanh(w·x), beside the normal percentile."""
    return Exhibit(
        "squashed noise",
        [Control("w", 0.5, 0.1, 6, 0.01)],
        numbers.squash_normal,
        pictures.shares_picture,
        _shares_sentence,
        presets=NOISES,
        size=pictures.SHARES_PICTURE,
    )


def gates_and_shares() -> Exhibit:
    """Return three scores through three sigmoids, and through softmax, with both sums."""
    scores = {"z_1": 1.0, "z_2": 0.5, "z_3": -1.0}
    return Exhibit(
        "gates and shares",
        [Control(name, value, -6, 6, 0.1) for name, value in scores.items()],
        numbers.share_out,
        pictures.scores_picture,
        _scores_sentence,
        presets={
            "all in": Preset(dict.fromkeys(scores, 4), "Three open gates; but three equal scores are a third each."),
            "all out": Preset(dict.fromkeys(scores, -4), "Three shut gates; softmax sees only that they are equal."),
            "one more": Preset(
                {"z_1": 4, "z_2": 0.5, "z_3": -1}, "z_1 alone has risen: one sigmoid follows, all three softmax shares."
            ),
        },
        size=pictures.SCORES_PICTURE,
    )


LINES = {
    "nearly straight": Preset({"w": 0.3, "b": 0}, "Small weights stay where both curves are nearly straight lines."),
    "mostly shut": Preset({"w": 2, "b": -4}, "z = 0 only at x = 2: as a gate, σ lets little through until x is large."),
    "a switch": Preset({"w": 8, "b": 0}, "Large weights make steps: almost everywhere saturated, almost no slope."),
    "upside down": Preset({"w": -2, "b": 0}, "A negative weight: the larger x, the further shut is the gate."),
    "stuck": Preset(
        {"w": 0.3, "b": 6}, "The bias alone saturates both, whatever x says: no slope is left to learn from."
    ),
}
STRETCHES = {
    "right ends": Preset({"inside": 1, "outside": 2, "shift": -1}, "The ends agree; in the middle, half the slope."),
    "too steep": Preset({"inside": 4, "outside": 2, "shift": -1}, "The ends agree; in the middle, twice the slope."),
}
NOISES = {
    "two bells": Preset({"w": 0.3}, "Both functions are nearly straight here: a normal x stays nearly normal."),
    "tanh at its limit": Preset({"w": 0.71}, "1/√2: beyond it, tanh(w·x) has two humps."),
    "tanh as percentile": Preset({"w": 0.85}, "½ + ½·tanh(0.85 x) = σ(1.70 x): within a hundredth of the percentile."),
    "σ at its limit": Preset({"w": 1.41}, "√2: beyond it, σ(w·x) has two humps."),
    "σ as percentile": Preset(
        {"w": 1.7}, "σ(1.7 x) is the percentile within a hundredth, so every value is as likely."
    ),
    "saturated": Preset({"w": 6}, "Nearly a switch: most values end at one end or the other."),
}


def _line_sentence(state: Squashed, values: dict[str, float]) -> str:
    here = {name: pictures.written(float(value)) for name, value in state.at_point.items()}
    words = (
        f"x = {state.at:g}, so z = w·x + b = {state.at_point['z']:.2f}: σ(z) = {here['sigmoid']} with slope "
        f"{here['sigmoid_slope']}, tanh(z) = {here['tanh']} with slope {here['tanh_slope']}"
    )
    middle = f"; z = 0 at x = {0.0 - state.b / state.w:.2f}." if state.w else "; w = 0: every x gives the same z."
    return (words + middle).replace("-", "−")


def _stretch_sentence(state: Stretched, values: dict[str, float]) -> str:
    done = " The two curves are one." if state.gap < 1e-9 else ""
    shift = f"{values['shift']:+g}".replace("+", "+ ").replace("-", "− ")
    return f"{values['outside']:g}·σ({values['inside']:g}·z) {shift}: at most {state.gap:.3f} away from tanh(z).{done}"


def _shares_sentence(state: Shares, values: dict[str, float]) -> str:
    humps = {name: "two humps" if count == 2 else "one hump" for name, count in state.humps.items()}
    return (
        f"w = {state.w:g}: σ(w·x) has {humps['sigmoid']}, tanh(w·x) {humps['tanh']}; "
        f"σ(w·x) and the percentile of x are at most {state.gap:.3f} apart."
    )


def _scores_sentence(state: Scores, values: dict[str, float]) -> str:
    s, p = (", ".join(f"{value:.2f}" for value in row) for row in (state.sigmoid, state.softmax))
    return f"Three sigmoids: {s}, sum {state.sigmoid.sum():.2f}. Softmax: {p}, sum {state.softmax.sum():.2f}."
