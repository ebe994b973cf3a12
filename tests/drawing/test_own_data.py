"""The pictures of one's own forecasts and trainings show the numbers that they are given, each in its place."""

import io
from base64 import b64decode
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from cases import every_refusal
from PIL import Image

from lstm_lesson import Forecaster, damped_sine, show_forecast, show_learning, windows
from lstm_lesson.drawing import own_data, style

T, N = 90, 6
RNG = np.random.default_rng(0)
HISTORY, TRUTH = RNG.normal(size=T), RNG.normal(size=N)
FORECASTS = {"LSTM": TRUTH + 0.25, "last value": np.full(N, HISTORY[-1]), "my own": TRUTH - 0.5}


def lines(picture):
    """Every line by its words in the key, or by its colour, with its points."""
    (ax,) = picture.figure.axes
    return {line.get_label(): tuple(map(np.asarray, line.get_data())) for line in ax.lines}


def key(picture):
    (ax,) = picture.figure.axes
    return [text.get_text() for text in ax.get_legend().get_texts()]


def assert_line(picture, name, x, y):
    got_x, got_y = lines(picture)[name]
    np.testing.assert_allclose(got_x, x)
    np.testing.assert_allclose(got_y, y)


def progress(losses, validation_losses):
    found = zip(losses, validation_losses, strict=True)
    return [SimpleNamespace(step=n, loss=a, validation_loss=b) for n, (a, b) in enumerate(found, 1)]


def test_forecasts_stand_after_the_history_beside_the_truth():
    picture = show_forecast(HISTORY, TRUTH, FORECASTS)
    ahead = np.arange(T, T + N)
    assert_line(picture, "history", np.arange(T - 40, T), HISTORY[-40:])
    assert_line(picture, style.symbol("truth"), ahead, TRUTH)
    error = sum(abs(HISTORY[-1] - value) for value in TRUTH) / N
    for name, label in (("LSTM", "0.25"), ("my own", "0.5"), ("last value", f"{error:.3g}")):
        assert_line(picture, f"{name}: {label}", ahead, FORECASTS[name])
    assert key(picture) == ["LSTM: 0.25", f"last value: {error:.3g}", "my own: 0.5", "truth", "history"]
    assert picture.alt == (
        f"value over 40 steps, and 6 steps ahead; mean absolute errors: LSTM 0.25, last value {error:.3g}, my own 0.5"
    )


@pytest.mark.parametrize(("past", "shown"), [(None, 40), (7, 7), (200, T)])
def test_so_much_of_the_history_is_shown_as_is_asked_for(past, shown):
    picture = show_forecast(HISTORY, TRUTH, FORECASTS, past=past, label="°C")
    assert len(lines(picture)["history"][0]) == shown
    (ax,) = picture.figure.axes
    assert ax.get_xlim() == (T - shown - 0.5, T + N - 0.5)
    assert ax.get_ylabel() == "°C"


def test_a_truth_that_nobody_knows_is_not_drawn():
    picture = show_forecast(HISTORY, None, {"LSTM": [1.0]})
    assert key(picture) == ["LSTM", "history"]
    assert picture.alt == "value over 40 steps, and 1 step ahead: LSTM"


def test_a_forecast_that_goes_astray_leaves_the_axis_to_what_happened():
    picture = show_forecast([0, 1], [0, 1], {"LSTM": [1e9, -1e9], "GRU": [0.5, 1.5]})
    low, high = picture.figure.axes[0].get_ylim()
    assert -1.3 < low < -1
    assert 2 < high < 2.3
    low, high = show_forecast([3, 3], [3], {"LSTM": [3]}).figure.axes[0].get_ylim()  # a constant has no spread
    assert low < 3 < high


def test_axis_has_room_for_the_first_step_of_the_history_that_is_shown_and_for_none_before():
    low, high = show_forecast([-90, 9, 0, 1], [0], {"LSTM": [0]}, past=3).figure.axes[0].get_ylim()
    assert -5 < low < 0
    assert 9 < high < 14


@pytest.mark.parametrize(
    "names", [["LSTM", "GRU", "RNN"], ["AR(2)", "AR(13)", "AR(5)"], ["LSTM", "lstm", "a", "b"], ["a", "b", "c", "d"]]
)
def test_no_two_forecasts_look_alike_and_the_courses_have_their_own_look(names):
    picture = show_forecast(HISTORY, TRUTH, dict.fromkeys(names, TRUTH))
    drawn = [line for line in picture.figure.axes[0].lines if str(line.get_label()).split(":")[0] in names]
    # get_linestyle calls every pattern of dashes alike.
    looks = {(line.get_color(), str(vars(line)["_dash_pattern"])) for line in drawn}
    assert len(drawn) == len(looks) == len(names)
    for name, quantity in (("LSTM", "forecast"), ("GRU", "gru"), ("AR(2)", "ar2"), ("AR(13)", "ar")):
        for line in drawn:
            if str(line.get_label()).startswith(f"{name}:"):
                assert line.get_color() == style.of(quantity)["color"]


def test_a_learning_curve_shows_both_losses_the_best_and_the_baselines():
    losses, validated = [4.0, 3.0, 2.0, 1.0, 0.5, 0.75], [8.0, 8.0, 2.0, 2.0, 5.0, 5.0]
    picture = show_learning(progress(losses, validated), baselines={"last value": 3.5})
    assert_line(picture, "training loss", range(1, 7), losses)
    assert_line(picture, "validation loss", [1, 3, 5], [8, 2, 5])
    assert key(picture) == ["last value", "training loss", "validation loss", "best: kept"]
    (dot,) = (line for line in picture.figure.axes[0].lines if line.get_marker() == "o")
    assert dot.get_data() == (3, 2)
    assert picture.alt == "lowest validation loss: 2 at step 3"


@pytest.mark.parametrize(
    ("losses", "scale"),
    [([4.4, 2.2], "linear"), ([1.0, 0.009], "log"), ([1.0, 0.05], "linear"), ([1.0, 0.0], "linear"), ([3], "linear")],
)
def test_the_loss_is_numbered_whatever_its_range(losses, scale):
    (ax,) = show_learning(progress(losses, losses)).figure.axes
    assert ax.get_yscale() == scale
    low, high = ax.get_ylim()
    numbered = [place for place, label in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True) if label.get_text()]
    assert sum(low <= place <= high for place in numbered) >= 2


@pytest.mark.parametrize("steps", [199, 200, 1000, 1003])
def test_a_long_training_shows_the_mean_loss_of_pieces_that_leave_no_step_out(steps):
    losses = RNG.uniform(1, 2, steps)
    x, y = lines(show_learning(progress(losses, losses)))["training loss"]
    assert len(x) == min(steps, own_data.POINTS)
    assert x[-1] == steps
    ends = [0, *x.tolist()]
    for start, end, mean in zip(ends[:-1], ends[1:], y, strict=True):
        assert mean == pytest.approx(sum(losses[start:end]) / (end - start))


def test_several_trainings_are_compared_by_their_validation_losses():
    runs = {"LSTM": progress([1, 1, 1], [3, 2, 1]), "GRU": iter(progress([1, 1], [5, 4]))}
    picture = show_learning(runs)
    assert_line(picture, "LSTM", [1, 2, 3], [3, 2, 1])
    assert_line(picture, "GRU", [1, 2], [5, 4])
    assert key(picture) == ["LSTM", "GRU", "best: kept"]
    assert picture.alt == "lowest validation loss: LSTM 1 at step 3, GRU 4 at step 2"
    assert repr(picture) == "Picture('learning curves: LSTM, GRU')"


def test_a_real_training_and_its_forecast_are_one_line_each():
    wave = damped_sine(90, period=15, decay=0.01)
    x, y = windows(wave[:80], 20, 5)
    forecaster = Forecaster(1, 4, 5)
    picture = show_learning(forecaster.fit(lambda: (x, y), steps=30, validation=(x, y), validate_every=10))
    assert [len(line[0]) for line in lines(picture).values()][:2] == [30, 4]
    picture = show_forecast(wave[:80], wave[80:85], {"LSTM": forecaster.predict(wave[60:80, None])})
    assert "LSTM" in key(picture)[0]


@pytest.mark.parametrize("picture", [show_forecast(HISTORY, TRUTH, FORECASTS), show_learning(progress([1], [1]))])
def test_a_notebook_gets_a_png_of_the_courses_size_with_its_words(picture):
    bundle, metadata = picture._repr_mimebundle_()
    image = Image.open(io.BytesIO(b64decode(bundle["image/png"])))
    assert image.size == (860, 344)
    assert len(np.unique(np.asarray(image))) > 5  # something is drawn
    assert bundle["text/plain"] == repr(picture)
    assert metadata["image/png"]["alt"] == picture.alt
    key_box = picture.figure.axes[0].get_legend().get_window_extent()
    assert key_box.x1 <= 860  # the key is not cut off
    file = io.BytesIO()
    picture.figure.savefig(file, format="pdf")
    assert file.getvalue().startswith(b"%PDF")


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: show_forecast(HISTORY[:, None], TRUTH, FORECASTS), r"history must have shape \(T,\)"),
    (lambda: show_forecast(HISTORY, TRUTH, {}), "forecasts must be given by name"),
    (lambda: show_forecast(HISTORY, TRUTH, cast(Any, TRUTH)), "forecasts must be given by name, .* got ndarray"),
    (lambda: show_forecast(HISTORY, TRUTH, {"LSTM": TRUTH[:3]}), r"forecasts must be of the same 6 steps; got .*3"),
    (lambda: show_forecast(HISTORY, None, {"a": [1], "b": [1, 2]}), "forecasts must be of the same 2 steps"),
    (lambda: show_forecast(HISTORY, TRUTH, {"LSTM": TRUTH * np.nan}), r"forecasts\['LSTM'\] must be finite"),
    (lambda: show_forecast(HISTORY, TRUTH, FORECASTS, past=0), "past must be a whole number of at least 1"),
    (lambda: show_forecast(HISTORY, TRUTH, dict.fromkeys("abcde", TRUTH)), "names may be at most 4 other than lstm"),
    (lambda: show_learning([]), "training must have at least one step to show"),
    (lambda: show_learning({}), "training must have at least one step to show"),
    (lambda: show_learning({"LSTM": []}), "training must have at least one step to show"),
    (lambda: show_learning(progress([1], [1]), baselines={"a": np.inf}), r"baselines\['a'\] must be a finite number"),
)
