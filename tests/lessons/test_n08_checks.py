"""Each challenge of notebook 08 can be met with the sliders, and each near miss is told by how much it misses."""

import ast
import re
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from oracles import one_lstm_unit, scalar_run

from lstm_lesson import GRU, RNN, cell_state_challenges, cell_state_flow, flow_settings
from lstm_lesson.lessons.n08_cell_state_flow.challenges import BENCH, CHALLENGES
from lstm_lesson.live.exercise import check, exercises, judge
from lstm_lesson.live.sharing import read_settings_line, settings_line

SOLUTIONS: dict[str, dict[str, float]] = {
    "hold_the_first_crest": {"b_f": 10, "w_xi": 10, "w_hi": -10, "b_i": -5, "w_xg": 7, "w_hg": 0, "b_g": -5, "b_o": 10},
    "count_the_crests": {"b_f": 10, "w_xi": 8, "b_i": -7.5, "w_xg": 0, "w_hg": 0, "b_g": 0.3},
    "reset_at_each_trough": {"w_xf": 10, "b_f": -5, "w_xi": 10, "b_i": -7, "w_xg": 0, "w_hg": 0, "b_g": 1},
    "plain_rnn": {"b_f": -10, "w_xi": 0, "b_i": 10, "w_xg": 4, "b_o": 10},
    "gru": {"w_xf": -6, "b_f": 4, "w_xi": 6, "b_i": -4, "w_xg": 4, "b_o": 10},
}
# What is changed in the solution, and what the check then says.
NEAR_MISSES: dict[str, list[tuple[dict[str, float], str]]] = {
    "hold_the_first_crest": [
        ({"b_i": -10, "w_xi": 0}, "too little is written by t = 5: |c| is 0.00"),
        ({"b_f": 3}, "at t = 7: it has shrunk"),
        ({"w_hi": 0}, "it has grown"),
        ({"length": 40}, "length 40 does not show all the steps of this challenge; it needs 60"),
        ({"period": 30}, "for period 20; yours is at 30"),
    ],
    "count_the_crests": [
        ({"b_g": 0}, "0.00, 0.00 and 0.00: hardly anything is written"),
        ({"b_f": 2}, "from t = 11 to 19 it loses 0.37 because f is too low: 0.881 there"),
        ({"b_i": -2}, "from t = 11 to 19 +0.89 is written: shut the input gate"),
        ({"b_g": 0.4}, "c is 1.29, 2.58 and 3.86; 1, 2 and 3 are wanted, each within 0.1. A crest must"),
        ({"w_hi": -6, "b_i": -5, "b_o": 10}, "the crests add"),
        ({"decay": 0.05}, "for decay 0; yours is at 0.05"),
    ],
    "reset_at_each_trough": [
        ({"b_i": -0.5, "w_xi": 0}, "at t = 15, in the trough, c is still 0.29: 0.29 of it is newly written"),
        ({"b_f": 0}, "at t = 15, in the trough, c is still"),
        ({"b_f": -10}, "on the crests |c| reaches"),
        ({"b_g": -0.1}, "on the crests |c| reaches"),
        ({"decay": 0.02}, "for decay 0; yours is at 0.02"),
    ],
    "plain_rnn": [
        ({"b_f": 2}, "f = 0.88, and in a plain RNN it would be 0"),
        ({"b_i": 3}, "i = 0.95, and in a plain RNN it would be 1"),
        ({"b_o": 3}, "o = 0.95, and in a plain RNN it would be 1"),
        ({"w_hg": 0.2}, "w_hg is 0.2; at least 0.5"),
        ({"w_xg": 0.5, "b_g": 0}, "|g| reaches only 0.82; 0.9 is wanted"),
    ],
    "gru": [
        ({"w_xi": 0, "b_i": 2}, "i + f = 1.8"),
        ({"w_hi": 1}, "in a GRU the two shares add up to 1"),
        ({"w_xf": 0, "w_xi": 0}, "f moves only by 0.00; 0.5 is wanted"),
        ({"b_o": 3}, "o is as low as 0.95"),
        ({"w_hg": -0.3}, "w_hg is -0.3; at least 0.5"),
    ],
}
MISSES = [(name, changes, said) for name, cases in NEAR_MISSES.items() for changes, said in cases]


def full(name: str) -> str:
    return f"{BENCH.notebook}/{name}"


def settings(name: str, **changes: float) -> dict[str, Any]:
    given: dict[str, Any] = {**CHALLENGES[name].signal, **SOLUTIONS[name], **changes}
    return flow_settings(**given)


@pytest.fixture(scope="module")
def bench():
    return cell_state_challenges()


@pytest.mark.parametrize("name", CHALLENGES)
def test_solution_is_right_on_the_sliders_by_name_and_as_the_line_of_either_picture(bench, name):
    bench.reset()
    bench.choose(name)
    bench.set(**SOLUTIONS[name])
    assert bench.error == ""
    steps = {n: (value - bench.controls[n].low) / bench.controls[n].step for n, value in SOLUTIONS[name].items()}
    assert {n: step for n, step in steps.items() if abs(step - round(step)) > 1e-9} == {}  # reached by dragging alone
    verdict = judge(bench.challenge, bench)
    assert verdict.outcome == "right", verdict.reason
    assert judge(full(name), settings(name)) == verdict
    assert judge(full(name), bench.settings_line()) == verdict
    assert judge(full(name), settings_line("cell_state_flow", **settings(name))) == verdict


def test_picture_with_few_sliders_is_judged_by_all_its_settings():
    assert judge(full("gru"), cell_state_flow("t", **settings("gru"))).outcome == "right"
    assert judge(full("gru"), cell_state_flow("t", **settings("gru", b_o=3))).outcome == "not yet"


@pytest.mark.parametrize("name", CHALLENGES)
def test_untouched_picture_is_not_attempted_wherever_its_cursor_stands(bench, name):
    bench.reset()
    bench.choose(name)
    assert judge(bench.challenge, bench).outcome == "not attempted yet"
    bench.set(t=7)
    assert judge(bench.challenge, bench).outcome == "not attempted yet"


@pytest.mark.parametrize(("name", "changes", "said"), MISSES)
def test_each_near_miss_is_told_with_its_numbers(name, changes, said):
    verdict = judge(full(name), settings(name, **changes))
    assert verdict.outcome == "not yet"
    assert said in verdict.reason, verdict.reason


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("text", "a settings line is"),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_q=1.0)", "nearest: b_"),
        ("from lstm_lesson import cell_state_flow; cell_state_flow(b_f=12.0)", "b_f must be from -10 to 10, not 12.0"),
        ({"b_f": float("nan")}, "b_f: value must be a finite number, not nan"),
        ({"b_f": "ten"}, "b_f: value must be a finite number, not 'ten'"),
        ({"w": 1}, "got 'w'"),
        ({"start": "dream"}, "start must be one of"),
        (3, "an answer is a picture, its settings by name, or its settings line; this is 3"),
        ([1, 2], "this is [1, 2]"),
    ],
)
@pytest.mark.parametrize("name", CHALLENGES)
def test_nonsense_is_told_and_not_raised(name, answer, said):
    verdict = judge(full(name), answer)
    assert verdict.outcome == "not yet"
    assert said in verdict.reason


def oracle(name: str) -> tuple[dict[str, float], dict[str, np.ndarray]]:
    """The solution's settings, and its run by scalar loops."""
    values = settings(name)
    return values, one_lstm_unit(values)


@pytest.mark.parametrize("name", ["plain_rnn", "gru"])
def test_half_a_weight_from_h_into_the_candidate_is_enough(name):
    assert judge(full(name), SOLUTIONS[name] | {"w_hg": 0.5}).outcome == "right"


def test_held_crest_is_written_and_stays_by_a_scalar_loop():
    _, run = oracle("hold_the_first_crest")
    written = run["c"][np.argmax(run["x"])]
    assert abs(written) >= 0.3
    assert abs(run["c"][5:56] / written - 1).max() <= 0.05


def test_counted_levels_are_1_2_3_by_a_scalar_loop():
    _, run = oracle("count_the_crests")
    low = [np.flatnonzero(run["x"][k : k + 20] < 0.5 - 1e-9) + k for k in (0, 20, 40)]
    assert [(steps.min(), steps.max()) for steps in low] == [(11, 19), (31, 39), (51, 59)]
    assert max(abs(run["c"][steps] - level).max() for level, steps in enumerate(low, start=1)) < 0.1


def test_what_remains_of_the_plain_rnn_is_the_second_tanh():
    values, run = oracle("plain_rnn")
    assert abs(run["h"] - np.tanh(run["g"])).max() < 1e-3
    said = judge(full("plain_rnn"), values).reason
    assert f"What remains is {abs(run['h'] - run['g']).max():.2f}: " in said
    rnn = RNN(1, 1)
    rnn.W_x[:], rnn.W_h[:], rnn.b[:] = values["w_xg"], values["w_hg"], values["b_g"]
    alone = np.ravel(scalar_run(rnn, run["x"][:, None].tolist(), [0.0])["h"])
    assert f"the RNN is at most {abs(run['h'] - alone).max():.2f} away" in said


def state_of_the_gru(values: dict[str, float], x: np.ndarray) -> np.ndarray:
    """The h of the GRU with f's weights in z, g's in n, and r = 1, by scalar loops."""
    gru = GRU(1, 1)
    gru.W_x[:, 0], gru.W_h[:, 0] = [0, values["w_xf"], values["w_xg"]], [0, values["w_hf"], values["w_hg"]]
    gru.b[:], gru.b_hn[:] = [50, values["b_f"], values["b_g"]], 0
    return np.ravel(scalar_run(gru, x[:, None].tolist(), [0.0])["h"])


def test_what_remains_of_the_gru_is_tanh_c():
    values, run = oracle("gru")
    state = state_of_the_gru(values, run["x"])
    said = judge(full("gru"), values).reason
    assert f"c is at most {abs(run['c'] - state).max():.2f} away from its h" in said
    assert f"and h at most {abs(run['h'] - state).max():.2f}." in said


# --- the menu ---


def test_menu_sets_the_input_leaves_the_weights_and_says_the_task(bench):
    bench.reset()
    bench.set(b_f=7)
    bench.menu.value = "count_the_crests"
    assert (bench.values["decay"], bench.values["b_f"]) == (0, 7)
    assert bench.challenge == full("count_the_crests")
    assert "must add 1 to c" in bench.task.value
    assert read_settings_line(bench.settings_line())[1] == ["count_the_crests"]


@pytest.mark.parametrize(
    ("name", "preset", "said"),
    [
        ("hold_the_first_crest", "almost hold the first crest", "at t = 9: it has shrunk"),
        ("reset_at_each_trough", "reset at each trough", "at t = 15, in the trough, c is still 0.22: 0.20 of it is"),
    ],
)
def test_preset_is_half_way_and_leaves_the_challenges_input(bench, name, preset, said):
    bench.choose(name)
    bench.preset(preset)
    verdict = judge(bench.challenge, bench)
    assert verdict.outcome == "not yet"
    assert said in verdict.reason


def test_menu_and_check_stand_once_on_the_page(bench):
    def below(widget: Any) -> list[Any]:
        return [widget, *(one for child in getattr(widget, "children", ()) for one in below(child))]

    there = below(bench.widget)
    assert [there.count(widget) for widget in (bench.menu, bench.checker, bench.task)] == [1, 1, 1]


def test_menu_and_check_are_locked_with_the_sliders(bench):
    bench.enabled = False
    assert bench.menu.disabled
    assert bench.checker.disabled
    bench.enabled = True
    assert not bench.menu.disabled
    assert not bench.checker.disabled


def test_reset_goes_back_to_the_weights_and_keeps_the_input_of_the_challenge(bench):
    bench.choose("count_the_crests")
    bench.set(b_f=7, decay=0.1)
    bench.reset()
    assert (bench.values["b_f"], bench.values["decay"], bench.challenge) == (2, 0, full("count_the_crests"))


# --- the button beside the menu ---


def said(bench: Any) -> str:
    """What stands above the picture, without its marks."""
    return unescape(re.sub("<[^>]*>", "", bench.task.value))


@pytest.mark.parametrize("name", CHALLENGES)
def test_button_says_above_the_picture_what_check_prints_and_folds_the_task(bench, name, capsys):
    exercises[full(name)].wrong = 0
    bench.reset()
    bench.choose(name)
    assert said(bench) == f"{CHALLENGES[name].title}. {CHALLENGES[name].task}"
    for changes in ({}, SOLUTIONS[name] | NEAR_MISSES[name][0][0], SOLUTIONS[name]):
        bench.choose(name)
        bench.set(**changes)
        bench.checker.click()
        check(bench.challenge, bench)
        printed = capsys.readouterr().out.splitlines()[0]
        assert said(bench).startswith(printed)
        (folded,) = re.findall("<summary>The task</summary>(.*?)</details>", bench.task.value)
        assert CHALLENGES[name].task in unescape(folded)


def test_button_gives_a_hint_after_the_second_mistake_and_the_verdict_is_marked_as_old_after_a_move(bench):
    name = "hold_the_first_crest"
    exercises[full(name)].wrong = 0
    bench.choose(name)
    bench.set(**SOLUTIONS[name] | {"b_f": 3})
    bench.checker.click()
    assert "hint" not in bench.task.value
    bench.checker.click()
    assert f"hint 1: {exercises[full(name)].hints[0]}" in said(bench)
    bench.set(b_f=4)
    assert said(bench).startswith("Before you moved it: not yet: c is more than 5 % away")
    bench.set(b_f=5)
    assert said(bench).startswith("Before you moved it: not yet")
    bench.choose("gru")
    assert said(bench).startswith("5. become a GRU. ")


def test_other_input_is_not_the_challenges(bench):
    for changes in ({"input": 3}, {"x": [0, 1, 0]}):
        bench.choose("gru")
        bench.set(**SOLUTIONS["gru"] | changes)
        verdict = judge(bench.challenge, bench)
        assert (verdict.outcome, "for the damped sine" in verdict.reason) == ("not yet", True)


def test_line_of_another_challenge_brings_its_task_and_an_unknown_one_is_refused(bench):
    bench.choose("gru")
    bench.set(**SOLUTIONS["gru"])
    line = bench.settings_line()
    bench.choose("hold_the_first_crest")
    bench.reset()
    bench.field.value = line
    assert (bench.challenge, bench.settings_line()) == (full("gru"), line)
    for call, words in (("'grew'", "challenge must be one of"), ("'count_the_crests', b_f=99.0", "b_f must be from")):
        bench.field.value = f"from lstm_lesson import cell_state_challenges; cell_state_challenges({call})"
        assert words in bench.about_line.value
        assert (bench.challenge, bench.settings_line()) == (full("gru"), line)


def test_challenge_that_is_not_there_is_refused_with_the_nearest(bench):
    with pytest.raises(ValueError, match=r"\(nearest: count_the_crests\); got 'count_crests'"):
        bench.choose("count_crests")
    with pytest.raises(ValueError, match="got 'count_crests'"):
        cell_state_challenges("count_crests")


def test_notebook_solves_each_challenge_with_a_comment_for_every_weight():
    path = Path(__file__).parents[2] / "notebooks" / f"{BENCH.notebook}.ipynb"
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if "solution" in cell.metadata.get("tags", [])]
    code = "\n".join(cell.source for cell in cells)
    solved = re.findall(r'^solution = (\{\n.*?^\})\ncheck\("(\S+?)", solution, folded=True\)$', code, re.M | re.S)
    assert [name for _, name in solved] == [full(name) for name in CHALLENGES]
    for source, name in solved:
        assert judge(name, ast.literal_eval(source)).outcome == "right"
        assert all("  # " in line for line in source.splitlines()[1:-1])
