"""What notebook 11 says of its forecaster beside the baselines holds, and its exercise knows each likely mistake."""

import numpy as np
import pytest
from cases import every_refusal, every_verdict

from lstm_lesson.data.baselines import AutoRegression, mean_absolute_error
from lstm_lesson.lessons.n11_damped_sine.numbers import compare, scoreboard, wave
from lstm_lesson.studies import sine_forecast
from lstm_lesson.studies.sine_forecast import TASK

RECORDED = sine_forecast.recorded()


@pytest.mark.parametrize(
    ("period", "decay", "familiar"),
    [(10, 0.01, True), (20, 0.1, True), (9.75, 0.05, False), (20.25, 0.05, False), (15, 0, False), (15, 0.11, False)],
)
def test_familiar_is_the_training_range_and_its_border(period, decay, familiar):
    assert compare(RECORDED, period, decay).familiar is familiar


test_bad_settings_are_refused_by_name = every_refusal(
    (lambda: compare(RECORDED, 0, 0.03), "period must be a finite number above 0"),
    (lambda: compare(RECORDED, 15, -0.1), "decay must be a finite number of at least 0"),
    (lambda: compare(RECORDED, 15, 0.03, 0), "n_ahead"),
    (lambda: scoreboard(RECORDED, float("nan"), 0.03, 0), "period"),
    (lambda: scoreboard(RECORDED, 15, 0.03, -0.01), "noise"),
    (lambda: scoreboard(RECORDED, 15, 0.03, 0, size=0), "size"),
    (lambda: wave(15, 0.03, 0), "length"),
)


# ---- What the notebook says in words


def test_notebook_is_right_about_waves_inside_and_outside_the_training_range():
    said = {(15, "forecast"): 1e-4, (15, "constant"): 0.05, (6, "forecast"): 0.32, (6, "constant"): 0.06}
    said |= {(30, "forecast"): 0.07, (30, "last_value"): 0.01}
    for (period, name), error in said.items():
        measured = compare(RECORDED, period, 0.03).scores[name]
        assert measured == pytest.approx(error, abs=0.005 if error > 0.001 else 5e-5)
    short = compare(RECORDED, 6, 0.03).scores
    assert round(short["forecast"] / short["constant"]) == 6


def test_notebook_is_right_about_running_free():
    run = compare(RECORDED, 15, 0.03, 100)
    free, constant = (abs(run.forecasts[name] - run.truth) for name in ("forecast", "constant"))
    assert free[:5].mean() == pytest.approx(1e-4, abs=5e-5)
    assert free[-5:].mean() == pytest.approx(0.0049, abs=5e-5)
    assert constant[-5:].mean() == pytest.approx(0.0049, abs=5e-5)
    assert np.ptp(run.forecasts["forecast"][-20:]) < 0.25 * np.ptp(run.truth[-20:])  # it has faded
    assert abs(run.one_step_ahead - run.truth).mean() == pytest.approx(6e-4, abs=5e-5)
    undying = compare(RECORDED, 15, 0, 100)
    assert np.ptp(undying.forecasts["forecast"][-20:]) == pytest.approx(1.9 * np.ptp(undying.truth[-20:]), rel=0.05)


def test_notebook_is_right_about_noise():
    board = scoreboard(RECORDED, 15, 0.03, 0.02).scores
    assert min(board, key=lambda name: board[name]) == "forecast"
    assert (round(board["forecast"], 3), round(board["ar2"], 3)) == (0.023, 0.037)
    board = scoreboard(RECORDED, 15, 0.03, 0.1).scores
    assert [round(board[name], 3) for name in ("ar2", "constant", "forecast")] == [0.069, 0.072, 0.121]
    board = scoreboard(RECORDED, 15, 0.06, 0.02).scores
    assert min(board, key=lambda name: board[name]) == "constant"


def test_notebook_is_right_that_ar_8_beats_the_lstm_under_noise():
    x, y = TASK.test_set()
    noisy = x[:, :, 0] + 0.02 * np.random.default_rng(0).standard_normal(x.shape[:2])
    errors = [mean_absolute_error(AutoRegression(p).fit(noisy).forecast(noisy, 5), y) for p in (2, 8)]
    errors.append(mean_absolute_error(RECORDED.predict(noisy[:, :, None]), y))
    assert [round(error, 3) for error in errors] == [0.030, 0.009, 0.022]


# ---- The exercise


def student(move=lambda old, new: np.concatenate([old[5:], new]), cut=True, form=np.array):
    def free_run(forecaster, window, length):
        forecasts: list[float] = []
        while len(forecasts) < length:
            five = forecaster.predict(window[:, None])
            forecasts.extend(five)
            window = move(window, five)
        return form(forecasts[:length] if cut else forecasts)

    return free_run


test_answer_gets_its_verdict = every_verdict(
    "11_damped_sine/free_run",
    (student(), "right: the same 22 forecasts"),
    (student(form=list), "right: the same 22 forecasts"),
    (student(form=np.float32), "right: the same 22 forecasts"),
    (student(form=lambda forecasts: np.array(forecasts)[:, None]), "right: the same 22 forecasts"),
    (lambda *_: [], "not attempted yet: there is no forecast"),
    (student(cut=False), "not yet: 25 forecasts, where 22 are asked for: cut"),
    (student(move=lambda old, new: old), "does not move on"),
    (student(move=lambda old, new: np.concatenate([old[1:], new[:1]])), "by one value"),
    (student(move=lambda old, new: np.concatenate([new, old[:-5]])), "newest stands last"),
    (student(move=lambda old, new: np.concatenate([old, new])), "the window grows"),
    (student(move=lambda old, new: np.concatenate([old[5:], new[::-1]])), "right for five steps, wrong after"),
    (lambda forecaster, window, length: np.zeros(length), "the first five"),
    (lambda forecaster, window, length: forecaster.predict(window), "stopped with ValueError"),
)
