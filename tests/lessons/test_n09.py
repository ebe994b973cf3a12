"""The exhibits of notebook 09 show what scalar loops compute, and every preset does what its reason says."""

from typing import Any

import numpy as np
import pytest
from oracles import scalar_run, sigmoid

from lstm_lesson import GRU, LSTM, damped_sine
from lstm_lesson.lessons.n09_gru.exhibits import gru_cell_flow, lstm_beside_gru, lstm_gru_contest, reset_orders
from lstm_lesson.nn.gru_conventions import gru_step
from lstm_lesson.studies import lstm_against_gru

CELL, PAIR = gru_cell_flow(), lstm_beside_gru()
ORDERS, CONTEST = reset_orders(), lstm_gru_contest()
CELL_LINES = ["x", "z", "r", "n", "kept", "written", "h"]  # from the top lane to the lowest
PAIR_LINES = [
    ("x", "x"),
    ("f", "i", "o", "z", "z_1", "r"),
    ("g", "n"),
    ("fc", "ig", "kept", "written"),
    ("c", "h", "h"),
]
EVERY_END = [
    pytest.param(exhibit, name, end, id=f"{exhibit.title}-{name}-{end}")
    for exhibit in (CELL, PAIR, ORDERS, CONTEST)
    for name in exhibit.sliders
    for end in ("min", "max")
]
EVERY_PRESET = [pytest.param(e, name, id=name) for e in (CELL, PAIR) for name in e.presets]


def gru_loop(values: dict[str, float]) -> dict[str, np.ndarray]:
    """Everything that the GRU's lanes show, one step of the array cell at a time."""
    cell = GRU(1, 1)
    for k, block in enumerate("rzn"):
        cell.W_x[k], cell.W_h[k], cell.b[k] = (values.get(f"{stem}{block}", 0) for stem in ("w_x", "w_h", "b_"))
    cell.b_hn[:] = values.get("b_hn", 0)
    z_keeps, reset_after = bool(values.get("z_keeps", 1)), bool(values.get("reset_after", 1))
    h, steps = np.zeros(1), []
    for x in damped_sine(60, values["period"], values["decay"]):
        now = gru_step(cell, [x], h, z_keeps=z_keeps, reset_after=reset_after)
        keep = now["z"] if z_keeps else 1 - now["z"]
        now |= {"x": np.array([x]), "kept": keep * h, "written": (1 - keep) * now["n"], "z_1": 1 - now["z"]}
        steps.append(now)
        h = now["h"]
    return {symbol: np.array([now[symbol][0] for now in steps]) for symbol in steps[0]}


def lstm_loop(v: dict[str, float]) -> dict[str, np.ndarray]:
    cell = LSTM(1, 1)
    cell.W_x[:, 0] = [0, v["w_xf"], v["w_x"], 0]
    cell.W_h[:, 0] = [0, 0, v["w_h"], 0]
    cell.b[:] = [v["b_i"], v["b_f"], v["b"], v["b_o"]]
    x = damped_sine(60, v["period"], v["decay"])
    run = {q: np.ravel(s) for q, s in scalar_run(cell, [[s] for s in x], [0.0], [0.0]).items()}
    return run | {"x": x, "fc": run["f"] * np.append(0, run["c"][:-1]), "ig": run["i"] * run["g"]}


def lines_of(exhibit: Any) -> list[np.ndarray]:
    """What the exhibit's lines show, in the order drawn, without the cursors."""
    lines = [a for a in exhibit.drawing.artists if hasattr(a, "get_ydata") and len(a.get_ydata()) > 2]
    return [np.asarray(line.get_ydata()) for line in lines]


def expected(exhibit: Any) -> list[np.ndarray]:
    values = exhibit.values
    if exhibit is CELL:
        run = gru_loop(values)
        return [run[q] for q in CELL_LINES]
    if exhibit is PAIR:
        lstm = lstm_loop(values)
        candidate = {"w_xn": values["w_x"], "w_hn": values["w_h"], "b_n": values["b"]}
        gru = gru_loop(values | candidate)
        in_lanes = [[lstm[q] for q in lane if q in lstm] + [gru[q] for q in lane if q in gru] for lane in PAIR_LINES]
        in_lanes[0], in_lanes[4] = [lstm["x"], gru["x"]], [lstm["c"], lstm["h"], gru["h"]]
        return [line for lane in in_lanes for line in lane]
    if exhibit is ORDERS:
        return two_units_by_hand(values)
    looks = int(values["step"]) // 50
    return [
        np.median([np.sqrt(run.validation[:looks]) for run in runs], axis=0)
        for runs in lstm_against_gru.results().values()
    ]


def two_units_by_hand(v: dict[str, float]) -> list[np.ndarray]:
    r_1, r_2, h_2, said = sigmoid(v["b_r1"]), sigmoid(v["b_r2"]), 0.0, []
    for x in damped_sine(40, 20, 0.02):
        said.append(h_2)
        h_2 = 0.5 * h_2 + 0.5 * np.tanh(4 * x - 2)
    heard = [np.array([r * v["w_12"] * h for h in said]) for r in (r_2, r_1)]  # before, after
    return [np.array(said), *heard, *(listener(h) for h in heard)]


def listener(heard: np.ndarray) -> np.ndarray:
    h, states = 0.0, []
    for value in heard:
        h = 0.5 * h + 0.5 * np.tanh(value)
        states.append(h)
    return np.array(states)


def assert_shows_what_the_loops_compute(exhibit: Any) -> None:
    assert exhibit.error == ""
    wanted = expected(exhibit)
    drawn = lines_of(exhibit)[: len(wanted)]
    if exhibit is CONTEST and len(wanted[0]) < 3:
        lines: list[Any] = exhibit.drawing.artists[:3]
        drawn = [np.asarray(line.get_ydata()) for line in lines]
    assert len(drawn) == len(wanted)
    for line, values in zip(drawn, wanted, strict=True):
        np.testing.assert_allclose(line, values, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize(("exhibit", "name", "end"), EVERY_END)
def test_picture_is_right_with_any_slider_at_either_end(exhibit, name, end):
    exhibit.reset()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert_shows_what_the_loops_compute(exhibit)


@pytest.mark.parametrize(("exhibit", "name"), EVERY_PRESET)
def test_picture_is_right_on_every_preset(exhibit, name):
    exhibit.preset(name)
    assert_shows_what_the_loops_compute(exhibit)


@pytest.mark.parametrize("exhibit", [CELL, PAIR], ids=lambda e: e.title)
def test_there_are_presets_and_each_gives_a_reason(exhibit):
    assert len(exhibit.presets) >= 4
    assert all(len(preset.reason.split()) >= 10 for preset in exhibit.presets.values())


def state(exhibit, name: str):
    exhibit.preset(name)
    return exhibit.compute(**exhibit.values)


def test_remember_moves_h_by_a_fifth_of_a_percent_of_the_way():
    run = state(CELL, "remember")
    assert 1 - run.keep == pytest.approx(0.0025, abs=0.0005)


def test_copy_is_the_candidate_of_this_step():
    run = state(CELL, "copy")
    assert abs(run.h - run.n).max() < 0.001


def test_deaf_candidate_does_not_hear_h_and_what_is_kept_stays():
    run = state(CELL, "deaf")
    assert run.n == pytest.approx(np.tanh(4 * run.x - 2), abs=0.001)
    assert run.kept == pytest.approx(run.keep * run.h_prev)


def test_listening_z_writes_on_crests_and_holds_in_troughs():
    run = state(CELL, "listening")
    assert run.keep[[5, 25]].max() < 0.06
    assert run.keep[[15, 35]].min() > 0.9


def test_chungs_z_replaces():
    run = state(CELL, "Chung's z")
    assert run.z[0] == pytest.approx(0.95, abs=0.005)
    assert run.keep[0] == pytest.approx(0.05, abs=0.005)


def test_shut_reset_gate_silences_b_hn_only_after_the_product():
    before = state(CELL, "reset before")
    CELL.set(reset_after=1)
    after = CELL.compute(**CELL.values)
    assert before.n == pytest.approx(np.tanh(4 * before.x - 2 + 2), abs=0.001)
    assert after.n == pytest.approx(np.tanh(4 * after.x - 2), abs=0.001)


def test_tied_gates_make_c_and_h_the_same_number():
    assert state(PAIR, "tied gates").gap < 1e-14


def test_only_the_lstm_can_say_nothing():
    pair = state(PAIR, "say nothing")
    assert abs(pair.lstm.h).max() < 0.001
    assert pair.gru.h == pytest.approx(pair.lstm.c)


def test_only_the_lstm_counts():
    pair = state(PAIR, "count")
    assert pair.lstm.c[-1] == pytest.approx(59.4, abs=0.05)
    assert pair.gru.h.max() < 0.021


def test_lstm_forgets_in_the_troughs_where_the_gru_writes():
    pair = state(PAIR, "forget in troughs")
    assert pair.lstm.c[15] < 0.4 * pair.lstm.c[10]
    assert pair.gru.h[15] == pytest.approx(np.tanh(1), abs=0.01)


def test_contest_says_plainly_who_is_ahead():
    CONTEST.set(step=lstm_against_gru.STEPS)
    medians = {
        name: np.sqrt(np.median([run.validation[-1] for run in runs]))
        for name, runs in lstm_against_gru.results().items()
    }
    first = min(medians, key=lambda name: medians[name])
    assert f"are: {first} {medians[first]:.4f}, " in CONTEST.readout


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gru_cell_flow("b_f"), "got 'b_f'"),
        (lambda: lstm_beside_gru(w_xn=1.0), "got 'w_xn'"),
        (lambda: gru_cell_flow(b_z=11.0), "b_z must be from -10 to 10"),
    ],
)
def test_what_is_not_there_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_exhibit_shows_the_sliders_asked_for():
    some = gru_cell_flow("b_r", "t", b_z=4.0)
    assert some.values == {"b_r": 1.0, "t": 27}
    whole = gru_cell_flow(b_z=4.0)
    assert (some.readout, some.png) == (whole.readout, whole.png)
