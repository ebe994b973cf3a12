from typing import Any

import numpy as np
import pytest

from lstm_lesson.live.exercise import judge

NAME = "11_damped_sine/free_run"


def student(move=lambda old, new: np.concatenate([old[5:], new]), cut=True, form=np.array):
    def free_run(forecaster, window, length):
        forecasts: list[float] = []
        while len(forecasts) < length:
            five = forecaster.predict(window[:, None])
            forecasts.extend(five)
            window = move(window, five)
        return form(forecasts[:length] if cut else forecasts)

    return free_run


@pytest.mark.parametrize("form", [np.array, list, lambda f: np.array(f, np.float32), lambda f: np.array(f)[:, None]])
def test_the_right_run_is_right_in_any_reasonable_form(form):
    assert judge(NAME, student(form=form)).outcome == "right"


def test_a_stub_is_not_attempted():
    stubs: list[Any] = [None, ..., lambda *_: None, lambda *_: ..., lambda *_: []]
    for stub in stubs:
        assert judge(NAME, stub).outcome == "not attempted yet"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (student(cut=False), "cut"),
        (student(move=lambda old, new: old), "does not move on"),
        (student(move=lambda old, new: np.concatenate([old[1:], new[:1]])), "by one value"),
        (student(move=lambda old, new: np.concatenate([new, old[:-5]])), "newest stands last"),
        (student(move=lambda old, new: np.concatenate([old, new])), "the window grows"),
        (student(move=lambda old, new: np.concatenate([old[5:], new[::-1]])), "right for five steps, wrong after"),
        (lambda forecaster, window, length: np.zeros(length), "the first five"),
        (lambda forecaster, window, length: forecaster.predict(window), "stopped with ValueError"),
    ],
)
def test_each_likely_mistake_is_named(wrong, said):
    verdict = judge(NAME, wrong)
    assert verdict.outcome == "not yet"
    assert said in verdict.reason


@pytest.mark.parametrize("nonsense", ["text", 3, np.nan, [1, 2], lambda *_: "text", lambda *_: np.full(22, np.nan)])
def test_nonsense_is_told_and_not_raised(nonsense):
    assert judge(NAME, nonsense).outcome == "not yet"
