"""Why a plain RNN is hard to train: its gradient through time, and what clipping does (notebook 03)."""

from lstm_lesson.lessons.n03_why_rnns_forget import many_units_numbers, numbers, pictures
from lstm_lesson.lessons.n03_why_rnns_forget.many_units_numbers import ManyUnits
from lstm_lesson.lessons.n03_why_rnns_forget.numbers import Update
from lstm_lesson.live.controls import Control, Preset, choose
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn import one_unit_rnn
from lstm_lesson.nn.one_unit_rnn import PlainRun

SWINGS = {
    "vanishes": Preset({"w_h": 0.8, "swing": 0}, "Each step back multiplies by 0.8: 0.00001 is left after 50."),
    "explodes": Preset(
        {"w_h": 1.5, "swing": 0}, "At h = 0 every slope is 1, and nothing stops 1.5 multiplied 50 times."
    ),
    "saturates": Preset({"w_h": 1.5, "swing": 1}, "The same w_h with an input: h sits at ±1, where tanh is flat."),
    "a whisper": Preset({"w_h": 1.5, "swing": 0.01}, "A hundredth of input is enough to push h to its resting place."),
}
GAINS = {
    "every norm below 1": Preset(
        {"gain": 0.5, "swing": 0.5}, "‖W_h‖ = 0.84: each step shrinks every gradient. It must vanish."
    ),
    "a norm above 1": Preset(
        {"gain": 0.8, "swing": 0.5}, "‖W_h‖ = 1.34 stretches some direction, once; the gradient vanishes all the same."
    ),
    "near 1": Preset(
        {"gain": 1.5, "swing": 0.5},
        "Stretching and flat slopes about cancel: the gradient lives, by luck of the setting.",
    ),
    "explodes": Preset(
        {"gain": 4, "swing": 0.5}, "Flat slopes in some units, steep ones in others: on average they multiply up."
    ),
}
PLACES = {
    "in the plain": Preset({"w_h": 1.2, "b": 0.1, "threshold": 1}, "A small gradient: clipping leaves it as it is."),
    "at the foot": Preset({"w_h": 1.5, "b": -0.2, "threshold": 1}, "Norm 10: a step ten times too long, cut to 0.1."),
    "on the cliff": Preset(
        {"w_h": 1.5, "b": -0.21, "threshold": 1}, "A hundredth further: norm 373. Unclipped, 37 away."
    ),
    "behind the cliff": Preset(
        {"w_h": 1.5, "b": -0.4, "threshold": 1},
        "High up, but flat: the gradient is nearly 0, and clipping cannot help.",
    ),
}


def gradient_of_one_unit(*sliders: str, w_h: float = 0.9, swing: float = 0.0) -> Exhibit:
    """Return |∂h_T/∂h_t| of one unit against t: w_x = 1, b = 0, and a sine of the given swing for its input.

    sliders: "w_h", "swing"; both if none is named. Raises ValueError for another name, or a value out of range.
    """
    shown, fixed = choose([Control("w_h", w_h, -2, 2, 0.01), Control("swing", swing, 0, 2, 0.01)], sliders)
    return Exhibit(
        "gradient of one unit",
        shown,
        lambda **values: one_unit_rnn.on_a_sine(**{**fixed, **values}),
        pictures.one_unit_picture,
        _one_sentence,
        presets=None if sliders else SWINGS,
        size=pictures.PICTURE,
        columns=2,
    )


def gradient_of_many_units(gain: float = 0.8, swing: float = 0.5) -> Exhibit:
    """Return the size of ∂h_T/∂h_t of 32 units with random weights, against t."""
    return Exhibit(
        "gradient of many units",
        [Control("gain", gain, 0, 5, 0.05), Control("swing", swing, 0, 2, 0.05)],
        many_units_numbers.many_units,
        pictures.many_units_picture,
        _many_sentence,
        presets=GAINS,
        size=pictures.PICTURE,
        columns=2,
    )


def clipped_update(w_h: float = 1.2, b: float = 0.1, threshold: float = 1.0) -> Exhibit:
    """Return one update of two weights on a map of the loss, before and after clipping."""
    return Exhibit(
        "clipped update",
        [
            Control("w_h", w_h, *numbers.W_H, 0.01),
            Control("b", b, *numbers.B, 0.01),
            Control("threshold", threshold, 0.1, 5, 0.1),
        ],
        numbers.update_at,
        pictures.cliff_picture,
        _cliff_sentence,
        presets=PLACES,
        size=pictures.CLIFF_PICTURE,
        columns=3,
    )


def _one_sentence(run: PlainRun, values: dict[str, float]) -> str:
    words = f"|∂h_50/∂h_0| = {power_of_ten(run.gradient[0])}"
    if run.x.any():
        return (
            f"w_h = {run.w_h:.2f}, with the input: {words}; with all slopes 1 it would be {power_of_ten(run.power[0])}."
        )
    return f"w_h = {run.w_h:.2f}, no input, h = 0: {words} = {abs(run.w_h):.2f} multiplied 50 times."


def _many_sentence(run: ManyUnits, values: dict[str, float]) -> str:
    return (
        f"Gain {run.gain:.2f}, so ‖W_h‖ = {run.norm:.2f}: a change of all 32 units at step 0 reaches step 50 "
        f"multiplied by {power_of_ten(run.gradient[0])}."
    )


def _cliff_sentence(now: Update, values: dict[str, float]) -> str:
    cut = "cut, direction kept" if now.norm > now.threshold else "below the threshold: left as it is"
    before, after = (sum(step**2) ** 0.5 for step in (now.update, now.clipped))
    return f"Gradient norm {now.norm:.3g}, {cut}. The update is {before:.3g} long before clipping, {after:.3g} after."


def power_of_ten(size: float) -> str:
    """Write a size that may lie many powers of ten from 1: 0.52, 3·10⁻⁹."""
    if size == 0:
        return "0"
    if 0.01 <= size < 1000:
        return f"{size:.2g}" if size < 100 else f"{size:.0f}"
    digit, exponent = f"{size:.0e}".split("e")
    return f"{digit}·10" + str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
