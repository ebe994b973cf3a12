"""The GRU: its circuit, the LSTM beside it, reset before or after the product, and a contest (notebook 09)."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from lstm_lesson.drawing import diagrams_gru
from lstm_lesson.drawing.cell_diagrams import PICTURE
from lstm_lesson.lessons.n09_gru import pictures
from lstm_lesson.lessons.n09_gru.numbers import STEPS, Resets, two_units
from lstm_lesson.live.controls import Control, Preset, choose
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.nn.one_unit_gru import GRUFlow, SideBySide, one_gru_unit, side_by_side
from lstm_lesson.studies import lstm_against_gru

GROUPS = {"z": "update gate z", "r": "reset gate r", "n": "candidate n"}
START = {"w_xz": 0.0, "w_hz": 0.0, "b_z": 2.0, "w_xr": 0.0, "w_hr": 0.0, "b_r": 1.0}
START |= {"w_xn": 4.0, "w_hn": 1.0, "b_n": -2.0, "b_hn": 0.0, "period": 20.0, "decay": 0.02}
START |= {"z_keeps": 1, "reset_after": 1, "t": 27}

# Both units of `lstm_beside_gru`: the candidate's weights, which they share, the gates' own, the input.
PAIR = {"w_x": 4.0, "w_h": 0.0, "b": -2.0, "w_xf": 0.0, "b_f": 2.0, "b_i": 0.0, "b_o": 1.0}
PAIR |= {"w_xz": 0.0, "b_z": 2.0, "b_r": 1.0, "period": 20.0, "decay": 0.02, "t": 27}
PAIR_GROUPS = {"w_x": "candidate of both", "w_xf": "LSTM's gates f, i, o", "w_xz": "GRU's gates z, r"}


def gru_cell_flow(*sliders: str, **values: float) -> Exhibit:
    """Make the live picture of one GRU unit: every quantity over time, and the cell at the cursor.

    sliders: the names of those to show, all if none is named. values: starting values by name. z_keeps and
    reset_after are switches, 0 or 1. Raises ValueError for a name that is not there, or a value outside its range.
    """
    controls = [
        Control(f"{stem}{letter}", START[f"{stem}{letter}"], -10, 10, 0.1, group=group)
        for letter, group in GROUPS.items()
        for stem in ("w_x", "w_h", "b_")
    ]
    controls += [Control("b_hn", START["b_hn"], -10, 10, 0.1, group=GROUPS["n"]), *_signal(START, "input, step")]
    switches = {"z_keeps": "z keeps", "reset_after": "reset after"}
    controls += [Control(n, 1, 0, 1, 1, group="convention", label=words, integer=True) for n, words in switches.items()]
    return _exhibit(
        ("GRU", one_gru_unit, diagrams_gru.gru_flow, _cell_sentence, PICTURE),
        *(controls, sliders, values, {"length": 60}, _cell_presets()),
    )


def lstm_beside_gru(*sliders: str, **values: float) -> Exhibit:
    """Make the live picture of an LSTM unit and a GRU unit on the same input, with the same candidate.

    sliders: the names of those to show, all if none is named. values: starting values by name. Raises ValueError for
    a name that is not there, or a value outside its range.
    """
    controls, group = [], ""
    for name in PAIR:
        group = PAIR_GROUPS.get(name, group)
        if name not in ("period", "decay", "t"):
            controls.append(Control(name, PAIR[name], -10, 10, 0.1, group=group))
    return _exhibit(
        ("LSTM beside GRU", side_by_side, pictures.side_by_side, _pair_sentence, pictures.PICTURE),
        *(controls + _signal(PAIR, "input, step"), sliders, values, {}, _pair_presets()),
    )


def reset_orders() -> Exhibit:
    """Make the live picture of two GRU units, one listening to the other, with the reset gate in both places."""
    return Exhibit(
        "reset before or after",
        [
            Control("b_r1", 8, -8, 8, 0.1),
            Control("b_r2", 8, -8, 8, 0.1),
            Control("w_12", 1.5, -2, 2, 0.1),
            Control("t", 7, 0, STEPS - 1, 1, integer=True),
        ],
        two_units,
        pictures.resets,
        _resets_sentence,
        size=pictures.RESETS_PICTURE,
    )


def lstm_gru_contest() -> Exhibit:
    """Make the picture of the recorded contest, up to a training step that the slider sets."""
    every = lstm_against_gru.VALIDATE_EVERY
    return Exhibit(
        "contest",
        [Control("step", 100, every, lstm_against_gru.STEPS, every, integer=True)],
        lstm_against_gru.standing,
        pictures.contest,
        _contest_sentence,
        size=pictures.CONTEST_PICTURE,
    )


def _signal(start: Mapping[str, float], group: str) -> list[Control]:
    return [
        Control("period", start["period"], 2, 40, 0.5, group=group, unit="steps"),
        Control("decay", start["decay"], 0, 0.2, 0.005, group=group),
        Control("t", start["t"], 0, 59, 1, group=group, integer=True),
    ]


def _exhibit(
    recipe: tuple[str, Callable[..., Any], Any, Any, tuple[int, int]],
    controls: list[Control],
    shown: Iterable[str],
    values: Mapping[str, float],
    fixed: Mapping[str, float],
    presets: Mapping[str, Preset],
) -> Exhibit:
    """Make an exhibit of the controls in `shown` (all if none), begun at `values`; the others stay where they are."""
    title, compute, picture, sentence, size = recipe
    sliders, still = choose(controls, shown, values)
    return Exhibit(
        title,
        sliders,
        partial(compute, **fixed, **still),
        picture,
        sentence,
        presets=None if still else presets,
        size=size,
    )


def _cell_sentence(run: GRUFlow, values: dict[str, float]) -> str:
    now = run.at_cursor()
    kept, written, h, z, r = (f"{now[q]:z.2f}" for q in ("kept", "written", "h", "z", "r"))
    words = (
        f"At step t = {run.t}: h = kept + written = {kept} + {written} = {h}; z = {z}, "
        f"{'which keeps' if run.z_keeps else 'which replaces'}, so {now['keep']:.1%} of h stays and half of it is gone "
        f"in {_steps(run.half_life)}; r = {r}, {'after' if run.reset_after else 'before'} the product."
    )
    return words.replace("+ -", "− ").replace("-", "−")


def _steps(half_life: float) -> str:
    return "more than 1000 steps" if half_life > 1000 else f"{half_life:.1f} steps"


def _pair_sentence(pair: SideBySide, values: dict[str, float]) -> str:
    lstm, gru = pair.lstm.at_cursor(), pair.gru.at_cursor()
    words = (
        f"At step t = {pair.t}: the LSTM holds c = {lstm['c']:z.2f} and says h = {lstm['h']:z.2f}; the GRU holds and "
        f"says h = {gru['h']:z.2f}. Over all steps the LSTM's c and the GRU's h are at most {pair.gap:.2f} apart."
    )
    return words.replace("-", "−")


def _resets_sentence(state: Resets, values: dict[str, float]) -> str:
    after, before = (f"{state.heard[order][state.t]:z.2f}" for order in ("reset_after", "reset_before"))
    words = (
        f"r of unit 1 = {state.r[0]:.2f}, r of unit 2 = {state.r[1]:.2f}. At step t = {state.t} unit 1 hears {after} "
        f"with the reset after the product, {before} with it before; its states get up to {state.gap:.2f} apart."
    )
    return words.replace("-", "−")


def _contest_sentence(state: lstm_against_gru.Standing, values: dict[str, float]) -> str:
    ranked = sorted(state.medians.items(), key=lambda entry: entry[1])
    words = ", ".join(f"{name} {error:.4f}" for name, error in ranked)
    return f"After {state.step} training steps the medians of five seeds are: {words}."


def _cell_presets() -> dict[str, Preset]:
    return {
        "remember": Preset({**START, "b_z": 6}, "z = 0.998: h moves by 0.2 % of the way to n at each step."),
        "copy": Preset({**START, "b_z": -8}, "z = 0.0003: h is the candidate of this very step, nothing else."),
        "deaf": Preset({**START, "b_r": -8}, "r = 0.0003: the candidate no longer hears h; what is kept stays."),
        "listening": Preset(
            {**START, "w_xz": -10, "b_z": 5}, "z listens to x: h is written on the crests, and held in the troughs."
        ),
        "Chung's z": Preset(
            {**START, "b_z": 3, "z_keeps": 0}, "The same weights, the other convention: z = 0.95 now replaces."
        ),
        "reset before": Preset(
            {**START, "b_r": -8, "b_hn": 2, "reset_after": 0},
            "Before the product, the shut reset gate leaves b_hn alone; after it, b_hn is silenced as well.",
        ),
    }


def _pair_presets() -> dict[str, Preset]:
    tied = {**PAIR, "b_f": 2, "b_i": -2, "b_z": 2}
    return {
        "tied gates": Preset(
            tied, "i = 1 − f = 1 − z: the LSTM's c and the GRU's h are the same number at every step."
        ),
        "say nothing": Preset({**tied, "b_o": -8}, "o shut: the LSTM knows c and says 0. A GRU says what it knows."),
        "count": Preset(
            {**PAIR, "w_x": 0, "b": 8, "b_f": 8, "b_i": 8, "b_o": 8, "b_z": 8},
            "f and i both open: c counts the steps. The GRU has to choose, keep or write, and cannot count.",
        ),
        "forget in troughs": Preset(
            {**PAIR, "w_x": 0, "b": 1, "w_xf": 10, "b_f": -2.5, "b_i": -1, "w_xz": 10, "b_z": -2.5},
            "The LSTM forgets in the troughs. The GRU cannot forget without writing: there it takes up n at once.",
        ),
    }
