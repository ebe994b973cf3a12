"""The GRU: its circuit, the LSTM beside it, reset before or after the product, and a contest (notebook 09)."""

from lstm_lesson.drawing.cell_diagrams import PICTURE
from lstm_lesson.drawing.written import gate, minus, percent, steps
from lstm_lesson.lessons.n09_gru import cell_pictures, pictures
from lstm_lesson.lessons.n09_gru.numbers import STEPS, Resets, SideBySide, run_gru_on, side_by_side, two_units
from lstm_lesson.lessons.shared.one_unit_controls import chosen_input, signal, weights
from lstm_lesson.lessons.shared.own_input_exhibits import InputRecipe
from lstm_lesson.lessons.shared.own_input_numbers import SINE
from lstm_lesson.lessons.shared.own_input_pictures import with_room_for_x
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.nn.one_unit import GRURun
from lstm_lesson.studies import lstm_against_gru as rivals

GROUPS = {
    "update gate z": ("w_xz", "w_hz", "b_z"),
    "reset gate r": ("w_xr", "w_hr", "b_r"),
    "candidate n": ("w_xn", "w_hn", "b_n", "b_hn"),
}
START = {"w_xz": 0.0, "w_hz": 0.0, "b_z": 2.0, "w_xr": 0.0, "w_hr": 0.0, "b_r": 1.0}
START |= {"w_xn": 4.0, "w_hn": 1.0, "b_n": -2.0, "b_hn": 0.0}
START |= {"input": SINE, "period": 20.0, "decay": 0.02, "length": 60, "z_keeps": 1, "reset_after": 1, "t": 27}

# Both units of `lstm_beside_gru`: the candidate's weights, which they share, the gates' own, the input.
PAIR = {"w_x": 4.0, "w_h": 0.0, "b": -2.0, "w_xf": 0.0, "b_f": 2.0, "b_i": 0.0, "b_o": 1.0}
PAIR |= {"w_xz": 0.0, "b_z": 2.0, "b_r": 1.0, "period": 20.0, "decay": 0.02, "t": 27}
PAIR_GROUPS = {
    "candidate of both": ("w_x", "w_h", "b"),
    "LSTM's gates f, i, o": ("w_xf", "b_f", "b_i", "b_o"),
    "GRU's gates z, r": ("w_xz", "b_z", "b_r"),
}

CELL_PRESETS = {
    "remember": Preset("z = 0.998, so at each step h moves only 0.2 % of the way towards n.", **START | {"b_z": 6}),
    "copy": Preset("z = 0.0003, so h is the candidate of this very step and nothing else.", **START | {"b_z": -8}),
    "candidate without a past": Preset(
        "r = 0.0003, so the candidate gets nothing of h. What z keeps is still kept.", **START | {"b_r": -8}
    ),
    "write on crests": Preset(
        "z depends on x: h is written on the crests and held in the troughs.", **START | {"w_xz": -10, "b_z": 5}
    ),
    "Chung's z": Preset(
        "The same weights in the other convention: z = 0.95 now replaces h.", **START | {"b_z": 3, "z_keeps": 0}
    ),
    "reset before": Preset(
        "Before the product, a shut reset gate leaves b_hn in place. After the product it removes b_hn as well.",
        **START | {"b_r": -8, "b_hn": 2, "reset_after": 0},
    ),
}
TIED = {**PAIR, "b_f": 2, "b_i": -2, "b_z": 2}
PAIR_PRESETS = {
    "tied gates": Preset(
        "i = 1 − f = 1 − z, so the LSTM's c and the GRU's h are the same number at every step.", **TIED
    ),
    "output gate shut": Preset(
        "o is shut: the LSTM still holds c, but its h is 0. The GRU has no such gate.", **TIED | {"b_o": -8}
    ),
    "count": Preset(
        "f and i are both open, so c counts the steps. The GRU's z keeps or writes, so no step adds a whole 1.",
        **PAIR | {"w_x": 0, "b": 8, "b_f": 8, "b_i": 8, "b_o": 8, "b_z": 8},
    ),
    "forget in troughs": Preset(
        "In the troughs the LSTM forgets and writes little. The GRU replaces what it forgets by its candidate.",
        **PAIR | {"w_x": 0, "b": 1, "w_xf": 10, "b_f": -2.5, "b_i": -1, "w_xz": 10, "b_z": -2.5},
    ),
}


@exhibit(
    *weights(START, GROUPS),
    *chosen_input(START),
    choice("z_keeps", 1, "replaces", "keeps", group="convention", label="z"),
    choice("reset_after", 1, "before", "after", group="convention", label="reset"),
    compute=run_gru_on,
    picture=with_room_for_x(cell_pictures.gru_flow),
    size=PICTURE,
    presets=CELL_PRESETS,
    title="GRU",
    kind=InputRecipe,
)
def gru_cell_flow(run: GRURun, values: Values) -> str:
    """Show one GRU unit, every quantity over time, and the cell at the cursor; z_keeps and reset_after are 0 or 1."""
    now = run.at_cursor()
    kept, written, h = (f"{now[q]:z.2f}" for q in ("kept", "written", "h"))
    words = (
        f"At step t = {run.t}: h = kept + written = {kept} + {written} = {h}. "
        f"z {gate(now['z'], 2)} {'keeps' if run.z_keeps else 'replaces'}: {percent(now['keep'], 1)} of h stays, "
        f"so half of it would be gone in {steps(run.half_life)}. "
        f"r {gate(now['r'], 2)} acts {'after' if run.reset_after else 'before'} the product."
    )
    return minus(words.replace("+ -", "− "))


@exhibit(
    *weights(PAIR, PAIR_GROUPS),
    *signal(PAIR, "input, step"),
    compute=side_by_side,
    picture=pictures.side_by_side,
    size=pictures.PICTURE,
    presets=PAIR_PRESETS,
    title="LSTM beside GRU",
)
def lstm_beside_gru(pair: SideBySide, values: Values) -> str:
    """Show an LSTM unit and a GRU unit on the same input, with the same candidate."""
    lstm, gru = pair.lstm.at_cursor(), pair.gru.at_cursor()
    return minus(
        f"At step t = {pair.t}: the LSTM has c = {lstm['c']:z.2f} and h = {lstm['h']:z.2f}, "
        f"the GRU has h = {gru['h']:z.2f}. "
        f"Over all steps, the LSTM's c and the GRU's h differ by at most {pair.gap:.2f}."
    )


@exhibit(
    Control("b_r1", 8, -8, 8, 0.1),
    Control("b_r2", 8, -8, 8, 0.1),
    Control("w_12", 1.5, -2, 2, 0.1),
    Control("t", 7, 0, STEPS - 1, 1, integer=True, plays=True),
    compute=two_units,
    picture=pictures.resets,
    size=pictures.RESETS_PICTURE,
    lines=3,
    title="reset before or after",
)
def reset_orders(state: Resets, values: Values) -> str:
    """Show two GRU units, one reading the other, with the reset gate in both places."""
    after, before = (f"{heard[state.t]:z.2f}" for heard in (state.heard.reset_after, state.heard.reset_before))
    return minus(
        f"Unit 1 has r {gate(state.r[0], 2)}, unit 2 has r {gate(state.r[1], 2)}. At step t = {state.t}, unit 1 gets "
        f"{after} from unit 2 with the reset after the product and {before} with the reset before it. "
        f"Unit 1's two states differ by at most {state.gap:.2f}."
    )


@exhibit(
    Control("step", 100, rivals.VALIDATE_EVERY, rivals.STEPS, rivals.VALIDATE_EVERY, integer=True),
    compute=rivals.contest,
    picture=pictures.contest,
    size=pictures.CONTEST_PICTURE,
    title="contest",
)
def lstm_gru_contest(state: rivals.Contest, values: Values) -> str:
    """Show the recorded contest, up to a training step that the slider sets."""
    ranked = sorted(state.medians, key=lambda name: state.medians[name])
    words = ", ".join(
        f"{name} {state.medians[name]:.4f} (from {now.min():.4f} to {now.max():.4f})"
        for name, now in ((name, state.errors[name][:, -1]) for name in ranked)
    )
    return f"After {state.step:,} training steps, medians of five seeds: {words}."
