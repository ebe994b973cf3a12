"""What notebook 11 says of its forecaster beside the baselines holds, and its exercise knows each likely mistake."""

import numpy as np
import pytest
from cases import every_refusal, every_verdict

from lstm_lesson.data.baselines import AutoRegression, mean_absolute_error
from lstm_lesson.lessons.n11_damped_sine import checks
from lstm_lesson.lessons.n11_damped_sine.numbers import Comparison, compare, scoreboard, wave
from lstm_lesson.studies import sine_film, sine_forecast, sine_seeds
from lstm_lesson.studies.mann_whitney import mann_whitney
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
    (lambda: wave(15, 0.03, length=0), "length"),
    (lambda: wave(15, 0.03, level=float("nan")), "level"),
)


# ---- What the notebook says in words


def every(period: float, decay: float = 0.03, n_ahead: int = 5) -> list[Comparison]:
    """Return what each of the five recorded seeds forecasts."""
    return [compare(seed.forecaster, period, decay, n_ahead) for seed in sine_seeds.recorded()]


def test_every_seed_is_worse_than_the_constant_at_period_6_and_than_the_last_value_at_period_30():
    for period, rival in ((6, "constant"), (30, "last_value")):
        for seen in every(period):
            assert seen.scores["forecast"] > seen.scores[rival]
            assert seen.scores["ar2"] < 1e-10
    assert all(seen.scores["forecast"] < seen.scores["constant"] for seen in every(9.5))  # just outside


def test_every_seed_fades_to_about_the_constants_error_when_it_runs_free():
    for run in every(15, n_ahead=100):
        free, constant, told = (
            abs(forecast - run.truth)
            for forecast in (run.forecasts["forecast"], run.forecasts["constant"], run.one_step_ahead)
        )
        assert free[:5].mean() < 0.001
        assert free[-5:].mean() == pytest.approx(constant[-5:].mean(), rel=0.3)
        assert told.mean() < 0.3 * abs(np.diff(run.signal[49:])).mean()  # which flatters the last value as well
    shown = compare(RECORDED, 15, 0.03, 100)
    assert np.ptp(shown.forecasts["forecast"][-20:]) < 0.25 * np.ptp(shown.truth[-20:])  # this one has faded to ½


def test_forecast_of_any_window_stays_within_what_the_head_can_add_up():
    largest = abs(RECORDED.weights["W_y"]).sum(axis=1) + abs(RECORDED.weights["b_y"])  # h is between -1 and 1
    wild = RECORDED.predict(np.random.default_rng(0).normal(0, 100, (50, 200, 1)))
    assert (abs(wild).max(axis=0) < largest).all()


def test_ar_8_beats_every_seed_under_noise_and_the_constant_does_at_noise_of_a_tenth():
    x, y = TASK.test_set()
    for noise in (0.02, 0.1):
        board = scoreboard(RECORDED, 15, 0.03, noise).scores
        assert min(board, key=lambda name: board[name]) == "ar"
        noisy = x[:, :, 0] + noise * np.random.default_rng(0).standard_normal(x.shape[:2])
        ar = [mean_absolute_error(AutoRegression(p).fit(noisy).forecast(noisy, 5), y) for p in (2, 8)]
        lstm = [mean_absolute_error(seed.forecaster.predict(noisy[..., None]), y) for seed in sine_seeds.recorded()]
        assert ar[1] < min(ar[0], *lstm)
        assert noise < 0.1 or min(lstm) > mean_absolute_error(np.full_like(y, 0.5), y)


def test_ar_2_fitted_to_noise_dies_away_faster_than_the_wave():
    x, _ = TASK.test_set()
    noisy = x[:, :, 0] + 0.02 * np.random.default_rng(0).standard_normal(x.shape[:2])
    size, seed = TASK.test
    rng = np.random.default_rng(seed)
    rng.uniform(*sine_forecast.PERIOD, size)  # the periods are drawn first
    left = np.exp(-rng.uniform(*sine_forecast.DECAY, size))
    weights = AutoRegression(2).fit(noisy).coefficients
    assert all(abs(np.roots([1, -a_1, -a_2])).max() < kept for (a_1, a_2), kept in zip(weights, left, strict=True))


def test_training_planned_for_fewer_steps_ends_below_the_longer_one_stopped_there_on_every_seed():
    at = sine_film.STEPS.index(1000)
    planned, stopped = (
        np.array([each(seed) for seed in sine_seeds.recorded()])
        for each in (lambda seed: seed.test_short, lambda seed: seed.film[at])
    )
    assert planned.max() < stopped.min()
    assert mann_whitney(planned, stopped) < 0.01
    for seed in sine_seeds.recorded():
        assert seed.validation.min() < seed.validation[0] / 1000


@pytest.mark.parametrize(
    ("period", "decay", "level"), [(15, 0.03, 0.6), (12, 0.05, 0.5), (20, 0.01, 0.3), (15, 0.03, 0.98)]
)
def test_mean_of_what_follows_a_level_makes_the_squared_error_smallest(period, decay, level):
    seen = wave(period, decay, level)
    if not len(seen.later):
        assert np.isnan(seen.between)
        return
    answers = np.linspace(0, 1, 10_001)
    errors = ((seen.later - answers[:, None]) ** 2).mean(axis=1)
    assert seen.between == pytest.approx(answers[errors.argmin()], abs=1e-4)


# ---- The exercises


def student(move=lambda old, new: np.concatenate([old[5:], new]), cut=True, form=np.array, since=0):
    def free_run(forecaster, wave, length):
        window = wave[since : since + 50]
        forecasts: list[float] = []
        while len(forecasts) < length:
            five = forecaster.predict(window[:, None])
            forecasts.extend(five)
            window = move(window, five)
        return form(forecasts[:length] if cut else forecasts)

    return free_run


def half_mended(forecaster, wave, length):
    """Run free at first, and look at the wave again later."""
    return np.concatenate([student()(forecaster, wave, 20), checks.peeking(forecaster, wave, length)[20:]])


test_answer_gets_its_verdict = every_verdict(
    "11_damped_sine/free_run",
    (student(), "right: the same 22 forecasts"),
    (student(form=list), "right: the same 22 forecasts"),
    (student(form=np.float32), "right: the same 22 forecasts"),
    (student(form=lambda forecasts: np.array(forecasts)[:, None]), "right: the same 22 forecasts"),
    (checks.peeking, "not attempted yet: the code still reads values"),
    (half_mended, "change with the values after step 49"),
    (student(since=5), "the first five"),
    (student(cut=False), "not yet: 25 forecasts, where 22 are asked for: the last five are too many"),
    (student(move=lambda old, new: old), "does not move on"),
    (student(move=lambda old, new: np.concatenate([old[1:], new[:1]])), "by one value"),
    (student(move=lambda old, new: np.concatenate([new, old[:-5]])), "newest stands last"),
    (student(move=lambda old, new: np.concatenate([old, new])), "the window grows"),
    (student(move=lambda old, new: np.concatenate([old[5:], new[::-1]])), "right for five steps, wrong after"),
    (lambda forecaster, wave, length: np.zeros(length), "the first five"),
    (lambda forecaster, wave, length: forecaster.predict(wave[:50]), "stopped with ValueError"),
)

test_number_of_past_values_gets_its_verdict = every_verdict(
    "11_damped_sine/past_values",
    (None, "not attempted yet: put your answer in its place"),
    (8, "right: AR(8) has an error of 0.0093"),
    (9, "right: AR(9)"),
    (2, "more values do better"),
    (5, "more values do better"),
    (15, "fewer values do better"),
    (24, "fewer values do better"),
    (1, "is not from 2 to 24"),
    (8.5, "past_values must be"),
)


def test_past_values_that_are_right_are_so_with_other_noise_too():
    for seed in range(1, 4):
        errors = checks.noisy_errors(seed)
        assert min(errors, key=lambda p: errors[p]) in (8, 9)
        assert errors[24] > errors[20] > 2 * errors[8]
