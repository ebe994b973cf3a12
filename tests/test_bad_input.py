"""Whatever a public function is given, it answers rightly or with a ValueError that says what is wrong, and soon."""

import json
import zipfile
from typing import Any

import numpy as np
import pytest

import lstm_lesson
from lstm_lesson.data import signals
from lstm_lesson.training.recording import LARGEST

course: Any = lstm_lesson  # its arguments are wrong on purpose
W = {f"{stem}{layer}": 0.0 for layer in "figo" for stem in ("w_x", "w_h", "b_")}
ITSELF: list[Any] = [1]
ITSELF.append(ITSELF)
HUGE = 10**400
LSTM, GRU = course.LSTM, course.GRU


class Attached:
    """Stand for a tensor that does not become an array until it is detached."""

    def __array__(self, *_, **__):
        raise RuntimeError("call detach first")


def one_unit(**changed):
    return course.one_unit(**{"period": 20.0, "decay": 0.0, "length": 4} | W | changed)


REFUSED = {
    "rows of unequal length": (lambda: course.sigmoid([[1, 2], [3]]), "z must be an array of numbers"),
    "a list in itself": (lambda: course.tanh(ITSELF), "z must be an array of numbers"),
    "a tensor with a gradient": (lambda: course.sigmoid(Attached()), "z must be .*a Attached says: call detach first"),
    "no scores": (lambda: course.softmax([]), "z must have at least one score"),
    "an axis by letter": (lambda: course.softmax([1.0], axis="a"), "axis must be a whole number"),
    "an axis that is not there": (lambda: course.softmax([1.0], axis=5), "axis must be from -1 to 0"),
    "scores that overflow": (lambda: course.attend([1e308], [[1e308]]), "query and states must be at most"),
    "a period of nearly 0": (lambda: course.damped_sine(3, 5e-324, 0), "period must be longer"),
    "noise beyond floats": (lambda: signals.noise(50, 1e308), "scale must be at most"),
    "an error beyond floats": (lambda: course.mean_absolute_error([1.7e308], [-1.7e308]), "forecast and truth"),
    "a share beyond 1": (lambda: course.split_sequences(np.zeros((10, 5)), 1e308), "share must leave a sequence"),
    "days for a number": (lambda: LSTM(1, np.timedelta64(5, "D")), "n_hidden must be a whole number"),
    "units beyond floats": (lambda: LSTM(1, HUGE), "n_hidden must be a whole number of at most"),
    "weights beyond memory": (lambda: LSTM(1, 10**5), "n_hidden must be smaller: an array would hold"),
    "a signal beyond memory": (lambda: course.damped_sine(10**9, 20.0, 0.0), "length must be .* at most"),
    "a free run without end": (
        lambda: course.Forecaster(1, 2, 1).free_run([[0.0]], 10**9),
        "length must be .* at most",
    ),
    "layers without end": (lambda: course.Forecaster(1, 2, 1, layers=10**6), "layers must be .* at most 100"),
    "numbers ahead beyond memory": (lambda: course.Forecaster(1, 200, 10**7), "n_hidden must be smaller"),
    "a run without end": (lambda: one_unit(length=10**6), "length must be .* at most"),
    "no weight": (lambda: one_unit(b_f=None), "b_f must be a finite number; got None"),
    "a text for a weight": (lambda: one_unit(b_f="5"), "b_f must be a finite number; got '5'"),
    "True for a weight": (lambda: one_unit(b_f=True), "b_f must be a finite number; got True"),
    "nan for a weight": (lambda: one_unit(b_f=np.nan), "b_f must be a finite number; got nan"),
    "a huge weight": (lambda: one_unit(b_f=1e308), "b_f must be at most 1,000,000 in size"),
    "between two steps": (lambda: one_unit(t=1.9), "t must be a whole number"),
    "a step by letter": (lambda: one_unit(t="1"), "t must be a whole number"),
    "a hidden weight that is none": (lambda: course.forget_gate(b_g=None), "b_g must be a finite number"),
    "a hidden weight in letters": (lambda: course.forget_gate(w_xi="5"), "w_xi must be a finite number"),
    "a setting of markup": (lambda: course.flow_settings(w_xf="<b>"), "w_xf: value must be a finite number"),
    "a setting out of range": (lambda: course.flow_settings(length=-5), "length must be from"),
    "settings from a list": (lambda: course.flow_settings(["a"]), "start must be one of remember"),
    "a slider beyond floats": (lambda: course.squashed_line().set(w=HUGE), "w must be a finite number"),
    "a preset that is a list": (lambda: course.forget_gate().preset([]), "preset must be one of keep"),
    "a slider that is a list": (lambda: course.forget_gate([]), "slider must be one of w_xf"),
    "kinds in a list": (lambda: course.n_weights(["LSTM"], 1, 1), "kind must be one of RNN, LSTM, GRU"),
    "no for False": (lambda: course.n_weights("LSTM", 1, 1, two_biases="no"), "two_biases must be True or False"),
    "an exercise that is a list": (lambda: course.check(["x"], 1), "name must be that of an exercise"),
    "an exercise of a long name": (
        lambda: course.check("x" * 100_000, 1),
        "name must be that of an exercise, not .{,150}$",
    ),
    "a cell that is none": (lambda: course.gru_step(None, [1.0], [0.0]), "cell must be a GRU; got None"),
    "an LSTM for a GRU": (lambda: course.gru_step(LSTM(1, 1), [1.0], [0.0]), "cell must be a GRU"),
    "an x too short": (lambda: course.gru_step(GRU(2, 3), [1.0], [0.0] * 3), r"x must have shape \(2,\)"),
    "no weights": (lambda: LSTM(1, 1).set_weights(None), "weights must be a dict"),
    "a number for weights": (lambda: setattr(course.Forecaster(1, 1, 1), "weights", 5), "weights must be a dict"),
    "an array for a cell": (lambda: course.Forecaster(1, 1, 1, cell=np.array([])), "cell must be RNN, LSTM or GRU"),
    "no path": (lambda: course.Forecaster.load(None), "path must be the name of a file"),
    "a number for a path": (lambda: course.Forecaster(1, 1, 1).save(3), "path must be the name of a file"),
    "a folder": (lambda: course.Forecaster(1, 1, 1).save("."), "path must be a file"),
    "a folder that is not there": (lambda: course.Forecaster(1, 1, 1).save("no/dir/x"), "path must lie in a folder"),
    "a path that is too long": (lambda: course.Forecaster.load("x" * 5000), "path must be a saved file"),
    "a sum beyond floats": (lambda: course.AutoRegression(2).fit(np.full(30, 1e308)), "x must have a finite sum"),
}


@pytest.mark.parametrize(("call", "complaint"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_in_words(call, complaint):
    with pytest.raises(ValueError, match=complaint) as raised:
        call()
    assert len(str(raised.value)) < 400


def test_temperature_near_0_takes_the_best_state_alone():
    look = course.attend([1.0, 2.0], [[1.0, 2.0], [3.0, 4.0]], temperature=5e-324)
    np.testing.assert_array_equal(look.weights, [0.0, 1.0])
    np.testing.assert_array_equal(look.context, [3.0, 4.0])


def test_decay_beyond_all_others_leaves_the_middle():
    assert course.damped_sine(178, 1.0, 1e306).tolist() == [0.5] * 178


def test_error_whose_sum_is_beyond_floats_is_right():
    assert course.mean_absolute_error([1e308, 1e308], [0.0, 0.0]) == 1e308


def test_half_life_is_0_where_the_gate_is_shut_beyond_floats():
    assert one_unit(b_f=-800.0).half_life == 0


# ---- Files that say more than they hold


@pytest.mark.parametrize("said", [{"layers": 10**6}, {"n_hidden": 20_000}, {"n_ahead": 10**9}, {"n_inputs": 10**8}])
def test_small_file_that_tells_of_a_large_network_is_refused(said, tmp_path, monkeypatch):
    file = tmp_path / "model.npz"
    course.Forecaster(1, 4, 5).save(file)
    arrays = dict(np.load(file))
    arrays["about"] = np.array(json.dumps(json.loads(str(arrays["about"])) | said))
    np.savez(file, **arrays)
    monkeypatch.setattr(course.Forecaster, "__init__", lambda *_, **__: pytest.fail("a network was made"))
    with pytest.raises(ValueError, match="path must be a saved Forecaster"):
        course.Forecaster.load(file)


def test_file_that_would_unfold_to_all_of_the_memory_is_refused(tmp_path):
    file = tmp_path / "bomb.npz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("about.npy", "w") as entry:
        for _ in range(LARGEST // 2**24 + 1):
            entry.write(bytes(2**24))
    assert file.stat().st_size < 2**21
    with pytest.raises(ValueError, match=r"at most .* are allowed"):
        course.Forecaster.load(file)
