"""Each challenge of notebooks 05 to 07 can be met with the sliders, by a loop too, and each near miss is told."""

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from oracles import input_by_loop, one_lstm_unit, sigmoid

from lstm_lesson import forget_gate_challenges, input_gate_challenges, output_gate_challenges
from lstm_lesson.lessons.shared.challenges import Bench, ChallengeExhibit
from lstm_lesson.live.exercise import exercises, judge
from lstm_lesson.live.sharing import settings_line

MAKE = {"05": forget_gate_challenges, "06": input_gate_challenges, "07": output_gate_challenges}
STEMS = {"05": "05_forget_gate", "06": "06_input_gate", "07": "07_output_gate"}
BENCHES: dict[str, Bench] = {
    n: import_module(f"lstm_lesson.lessons.n{stem}.challenges").BENCH for n, stem in STEMS.items()
}
SOLUTIONS: dict[str, dict[str, float]] = {
    "05/stopwatch": {"w_xf": -10, "b_f": 6},
    "05/fill_and_stop": {"w_hf": -10, "b_f": 8.1},
    "06/count_troughs": {"w_xi": -10, "b_i": 3, "w_xg": -4, "b_g": 2},
    "06/until_the_second": {"w_xf": -10, "b_f": 6, "w_xi": 10, "w_hi": -10, "b_i": -5, "w_xg": 0, "b_g": 3},
    "07/show_in_troughs": {"w_xo": -10, "b_o": 5},
    "07/blink": {"w_ho": -10, "b_o": 4.5},
}
# What is changed in the solution, and what the check then says.
NEAR_MISSES: list[tuple[str, dict[str, Any], str]] = [
    ("05/stopwatch", {"b_f": 3}, "at t = 5 c is 1.07, and 1.20 is wanted: too much is lost between the marks"),
    ("05/stopwatch", {"b_f": 8}, "on the mark at t = 20 f is 0.12, so 0.48 was kept"),
    ("05/stopwatch", {"w_xf": 10}, "on the mark at t = 20 f is 1.00"),
    ("05/stopwatch", {"period": 10}, "for period 20; yours is at 10"),
    ("05/stopwatch", {"input": 0}, "for the 0/1 marks; yours has the damped sine"),
    ("05/stopwatch", {"x": [1, 0, 0]}, "for the 0/1 marks; yours has another input"),
    ("05/stopwatch", {"length": 40}, "length 40 does not show all the steps of this challenge; it needs 60"),
    ("05/stopwatch", {"w_xi": 1}, "w_xi stays at 0 in this challenge; yours is at 1"),
    ("05/fill_and_stop", {"w_hf": 0, "b_f": 1.4}, "from t = 8 on it must be within 0.05 of 1.00"),
    ("05/fill_and_stop", {"b_f": 9}, "Then f must fall earlier"),
    ("05/fill_and_stop", {"w_hf": -4, "b_f": 4}, "at t = 5 it is only 0.88, and 0.90 is wanted"),
    ("06/count_troughs", {"w_xg": 4, "b_g": -2}, "It falls, so what is written is negative: look at the candidate"),
    ("06/count_troughs", {"w_xi": 10, "b_i": -7}, "at least 2 is wanted in each"),
    ("06/count_troughs", {"b_f": 3}, "on a crest, from t = 40 to 50, c moves by"),
    ("06/until_the_second", {"w_hi": 0}, "after mark 2, at t = 10, c is 1.01; it must be below 0.3"),
    ("06/until_the_second", {"w_xi": 0}, "after mark 1, at t = 0, c is 0.01; it must be above 0.7"),
    ("06/until_the_second", {"b_f": 3}, "after mark 1, at t = 8, c is 0.67; it must be above 0.7"),
    ("07/show_in_troughs", {"b_o": 3}, "In each trough 0.6 is wanted; at t = 55 o is only"),
    ("07/show_in_troughs", {"b_o": 6}, "On each crest at most 0.15 is wanted; at t = 45 o is still"),
    ("07/show_in_troughs", {"b_f": 3}, "b_f stays at 8 in this challenge; yours is at 3"),
    ("07/blink", {"w_ho": 0}, "from t = 10 to 11 h does not change"),
    ("07/blink", {"w_ho": -5, "b_o": 2}, "neither above 0.7 nor below 0.1"),
]  # fmt: skip
each_challenge = pytest.mark.parametrize("name", SOLUTIONS)


def parts(name: str) -> tuple[Bench, str, str]:
    """The bench of "05/stopwatch", the challenge's own name, and that of the exercise."""
    number, _, challenge = name.partition("/")
    return BENCHES[number], challenge, f"{STEMS[number]}/{challenge}"


@pytest.fixture(scope="module")
def picture() -> dict[str, ChallengeExhibit]:
    return {number: make() for number, make in MAKE.items()}


def run_by_loop(name: str, **changes: float) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The settings of a solution, and its run by scalar loops."""
    bench, challenge, _ = parts(name)
    values = bench.settings(challenge, **SOLUTIONS[name] | changes)
    return values, one_lstm_unit(values, input_by_loop(values, []))


def test_every_challenge_has_a_solution_here():
    assert set(SOLUTIONS) == {f"{number}/{name}" for number, bench in BENCHES.items() for name in bench.challenges}


@each_challenge
def test_solution_is_right_on_the_sliders_by_name_and_as_a_line(picture, name):
    bench, challenge, full = parts(name)
    bench_picture = picture[name[:2]]
    bench_picture.reset()
    bench_picture.choose(challenge)
    assert judge(full, bench_picture).outcome == "not attempted yet"
    bench_picture.set(**SOLUTIONS[name])
    controls = bench_picture.controls
    steps = {n: (value - controls[n].low) / controls[n].step for n, value in SOLUTIONS[name].items()}
    assert {n: step for n, step in steps.items() if abs(step - round(step)) > 1e-9} == {}  # reached by dragging alone
    verdict = judge(bench_picture.challenge, bench_picture)
    assert (bench_picture.challenge, verdict.outcome) == (full, "right"), verdict.reason
    assert judge(full, SOLUTIONS[name]) == verdict
    assert judge(full, bench_picture.settings_line()) == verdict
    single_gate = settings_line(bench.recipe.__name__, **bench.settings(challenge, **SOLUTIONS[name]))
    assert judge(full, single_gate) == verdict


@pytest.mark.parametrize(("name", "changes", "said"), NEAR_MISSES)
def test_near_miss_is_told_with_its_numbers(name, changes, said):
    verdict = judge(parts(name)[2], {**SOLUTIONS[name], **changes})
    assert verdict.outcome == "not yet"
    assert said in verdict.reason, verdict.reason
    steps = {int(t) for t in re.findall(r"\bt = (\d+)", verdict.reason)}
    if "x" not in changes and len(steps) == 1:  # what is told of a step is what a loop finds there
        _, run = run_by_loop(name, **changes)
        for symbol, number in re.findall(r"\b([fioc]) (?:=|is)(?: only| still)? (−?\d\.\d\d)\b", verdict.reason):
            assert float(number.replace("−", "-")) == pytest.approx(run[symbol][min(steps)], abs=0.00501), symbol


@each_challenge
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"b_q": 1}, "got 'b_q'"),
        ({"b_f": 12.0}, "b_f must be from -10 to 10"),
        (3, "this is 3"),
        ("text", "a settings"),
    ],
)
def test_nonsense_is_told_and_not_raised(name, answer, said):
    if answer == {"b_f": 12.0} and name.startswith("07"):
        said = "b_f stays at 8"
    verdict = judge(parts(name)[2], answer)
    assert (verdict.outcome, said in verdict.reason) == ("not yet", True), verdict.reason


# ---- What the tasks say, by a scalar loop


def test_stopwatch_shows_the_time_since_the_last_mark():
    _, run = run_by_loop("05/stopwatch")
    assert list(np.flatnonzero(run["x"])) == [0, 20, 40]
    assert run["c"] == pytest.approx([0.2 * (t % 20 + 1) for t in range(60)], abs=0.1)


def test_cell_fills_up_and_stops_as_no_single_bias_does():
    _, run = run_by_loop("05/fill_and_stop")
    assert run["c"][5] >= 0.9
    assert run["c"][8:] == pytest.approx(1, abs=0.05)
    for f in (sigmoid(tenth / 10) for tenth in range(-100, 101)):
        c = [0.2 * (1 - f ** (t + 1)) / (1 - f) for t in range(60)]
        assert not (c[5] >= 0.9 and max(abs(np.array(c[8:]) - 1)) <= 0.05)


def test_troughs_are_counted_upwards_and_crests_leave_c_alone():
    _, run = run_by_loop("06/count_troughs")
    for start in (0, 20, 40):
        assert np.ptp(run["c"][start : start + 11]) < 0.3
        assert run["c"][start + 19] - run["c"][start + 10] > 2


def test_every_mark_switches_c_to_the_other_state():
    _, run = run_by_loop("06/until_the_second")
    assert list(np.flatnonzero(run["x"])) == [0, 10, 20, 30, 40, 50]
    is_on = [t // 10 % 2 == 0 for t in range(60)]
    assert all(c > 0.7 if on else c < 0.3 for c, on in zip(run["c"], is_on, strict=True))


def test_memory_is_shown_in_the_troughs_and_not_on_the_crests():
    _, run = run_by_loop("07/show_in_troughs")
    assert run["h"][[15, 35, 55]].min() >= 0.6
    assert abs(run["h"][[5, 25, 45]]).max() <= 0.15


def test_h_blinks_and_c_does_not_move():
    _, run = run_by_loop("07/blink")
    h = run["h"][10:]
    bright = h > 0.7
    assert (bright | (h < 0.1)).all()
    assert (bright[1:] != bright[:-1]).all()
    assert np.ptp(run["c"][10:]) < 0.03


# ---- In the notebook


@pytest.mark.parametrize("number", STEMS)
def test_notebook_solves_each_challenge_with_a_comment_for_every_weight(number):
    cells = nbformat.read(Path(__file__).parents[2] / "notebooks" / f"{STEMS[number]}.ipynb", as_version=4).cells
    code = "\n".join(cell.source for cell in cells if "solution" in cell.metadata.get("tags", []))
    solved = re.findall(r'^solution = (\{\n.*?^\})\ncheck\("(\S+?)", solution, folded=True\)$', code, re.M | re.S)
    assert [name for _, name in solved] == [f"{STEMS[number]}/{name}" for name in BENCHES[number].challenges]
    for source, name in solved:
        assert judge(name, ast.literal_eval(source)).outcome == "right"
        assert all("  # " in line for line in source.splitlines()[1:-1])


@each_challenge
def test_hints_come_in_three_steps(name):
    assert len(exercises[parts(name)[2]].hints) == 3
