import pytest

from lstm_lesson.check import judge
from lstm_lesson.exhibits import cell_state_flow, flow_settings

NAME = "08_cell_state_flow/hold_the_first_peak"
SOLUTION = {"b_f": 10, "w_xi": 10, "w_hi": -10, "b_i": -5, "w_xg": 7, "w_hg": 0, "b_g": -5, "b_o": 10}


def settings(**changes):
    return flow_settings(decay=0.05, **(SOLUTION | changes))


def test_solution_is_right_as_settings_and_on_the_sliders():
    assert judge(NAME, settings()).outcome == "right"
    exhibit = cell_state_flow(decay=0.05)
    exhibit.set(**SOLUTION)
    assert judge(NAME, exhibit).outcome == "right"


def test_untouched_picture_is_not_attempted():
    assert judge(NAME, cell_state_flow(decay=0.05)).outcome == "not attempted yet"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"b_i": -10, "w_xi": 0}, "too little is written"),
        ({"b_f": 3}, "has shrunk"),
        ({"w_hi": 0}, "has grown"),
        ({"w_hi": 0, "b_f": 3, "b_g": -10}, "too little|shrunk|grown"),
        ({"length": 40}, "length 40"),
        ({"period": 30}, "for period 20; yours is at 30"),
    ],
)
def test_each_likely_mistake_is_named(changes, said):
    verdict = judge(NAME, settings(**changes))
    assert verdict.outcome == "not yet"
    assert any(part in verdict.reason for part in said.split("|")), verdict.reason


@pytest.mark.parametrize("nonsense", ["text", 3, [1, 2], {"w": 1}, {"b_f": float("nan")}, {"b_f": "ten"}])
def test_nonsense_is_told_and_not_raised(nonsense):
    assert judge(NAME, nonsense).outcome == "not yet"
