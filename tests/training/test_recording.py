"""A recording comes back as it was measured, keeps what an interrupted run had, and refuses a file that is another."""

from concurrent import futures
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest

from lstm_lesson.training import recording
from lstm_lesson.training.recording import Recording, read, under, write


@dataclass(frozen=True)
class How:
    units: int
    bias: float


@dataclass(frozen=True)
class Result:
    rate: float
    how: How
    error: Annotated[np.ndarray, "seeds"]
    curve: Annotated[np.ndarray, "looks", "seeds"]
    tries: Annotated[np.ndarray, "rates", 2]
    network: dict[str, np.ndarray]


def result(name: str, size: int = 3) -> Result:
    rng = np.random.default_rng(size)
    W, error, curve = rng.normal(size=(2, size)).astype(np.float32), rng.normal(size=size), rng.normal(size=(4, size))
    network: dict[str, np.ndarray] = {"W.y": W, "b": np.zeros(2)} if name == "LSTM" else {}
    return Result(0.1 * size, How(size, 0.3), error, curve, np.zeros((0, 2)), network)


KEYS = [("RNN", 3), ("LSTM", 3), ("LSTM", 5)]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: Any) -> Recording:
    monkeypatch.setattr(recording, "PACKAGE", tmp_path)
    (tmp_path / "studies").mkdir()
    return Recording("studies.some")


@pytest.fixture
def measured(study: Recording) -> Recording:
    study.measure(KEYS, result)
    return study


def afresh() -> Recording:
    """The same recording as another Python would read it."""
    return Recording("studies.some")


def assert_same(row: Result, other: Result) -> None:
    assert (row.rate, row.how) == (other.rate, other.how)
    ours, theirs = ({**one.network, "e": one.error, "c": one.curve, "t": one.tries} for one in (row, other))
    assert ours.keys() == theirs.keys()
    for name, array in ours.items():
        assert array.dtype == theirs[name].dtype
        np.testing.assert_array_equal(array, theirs[name])


@pytest.mark.parametrize("key", KEYS)
def test_rows_come_back_bit_by_bit(measured, key):
    for found in (measured, afresh()):
        assert_same(found.row(Result, *key), result(*key))
    row = measured.row(Result, *key)
    assert [type(v) for v in (row.rate, row.how.units, row.how.bias)] == [float, int, float]


def test_file_says_its_command_its_version_its_seconds_and_its_rows(measured):
    about, _ = read(measured.path, ("command", "runs"))
    (run,) = about["runs"]
    assert about["command"] == "python -m lstm_lesson.studies.some"
    assert run["rows"] == ["RNN.3", "LSTM.3", "LSTM.5"]
    assert run["version"]
    assert run["seconds"] >= 0


def test_nothing_is_read_before_it_is_asked_for(study):
    with pytest.raises(ValueError, match="there is none at"):
        study.row(Result, "RNN", 3)


def test_interrupted_run_keeps_what_it_measured_and_the_rows_it_did_not_come_to(measured, capsys):
    def other(name: str, size: int) -> Result:
        if size == 5:
            raise KeyboardInterrupt
        return result("RNN", size + 1)

    with pytest.raises(KeyboardInterrupt):
        afresh().measure(KEYS, other)
    for key in KEYS[:2]:  # of another shape, and without the network that was there
        assert_same(afresh().row(Result, *key), result("RNN", 4))
    assert_same(afresh().row(Result, *KEYS[2]), result(*KEYS[2]))
    runs = read(measured.path, ("command", "runs"))[0]["runs"]
    assert [run["rows"] for run in runs] == [["LSTM.5"], ["RNN.3", "LSTM.3"]]
    median = np.median(result("RNN", 4).error)
    line = f"LSTM.3, 0 s so far: rate 0.4, how How(units=4, bias=0.3), median error {median:.3g}, median curve"
    assert line in capsys.readouterr().out
    assert [path.name for path in measured.path.parent.iterdir()] == ["some.npz"]


def test_rows_measured_by_several_processes_are_the_same(study, monkeypatch):
    monkeypatch.setattr(futures, "ProcessPoolExecutor", futures.ThreadPoolExecutor)  # can run what a test defines
    study.measure(KEYS, result, processes=2)
    for key in KEYS:
        assert_same(afresh().row(Result, *key), result(*key))


def test_command_line_names_rows_by_the_words_of_their_keys(measured, monkeypatch, capsys):
    def run(*words: str) -> list:
        asked: list = []

        def of(*key: Any) -> Result:
            asked.append(key)
            return result(*key)

        monkeypatch.setattr("sys.argv", ["some.py", *words])
        measured.main(KEYS, of, lambda *key: asked.append(("again", *key)))
        return asked

    assert run() == KEYS
    assert run("LSTM") == KEYS[1:]
    assert run("LSTM", "5") == KEYS[2:]
    assert run("again", "3") == [("again", *key) for key in KEYS[:2]]
    assert "RNN.3: as recorded" in capsys.readouterr().out
    with pytest.raises(SystemExit, match=r"some.npz has no row of 7"):
        run("7")


def test_a_part_measured_again_is_held_against_the_beginning_of_what_was_recorded(measured):
    then = result("LSTM", 5)
    measured.compare(("LSTM", 5), {"curve": 1.009 * then.curve[:2, :1], "error": then.error[:3]}, rtol=0.01)
    measured.compare(("LSTM", 5), {"network.W.y": then.network["W.y"] + 0.01}, rtol=0, atol=0.011)
    with pytest.raises(ValueError, match=r"(?s)LSTM.5.curve is .* when measured again; some.npz holds"):
        measured.compare(("LSTM", 5), {"curve": 1.011 * then.curve[:2, :1]}, rtol=0.01)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"LSTM.5.error": None}, r"some.npz must hold LSTM.5.error of shape \(seeds\); it holds none"),
        ({"LSTM.5.error": np.zeros((5, 1))}, r"LSTM.5.error of shape \(seeds\); it holds one of \(5, 1\)"),
        ({"LSTM.5.curve": np.zeros((4, 3))}, r"of shape \(looks, seeds\); it holds one of \(4, 3\), .*'seeds': 5"),
        ({"LSTM.5.tries": np.zeros((0, 3))}, r"tries of shape \(rates, 2\)"),
        ({"LSTM.5.rate": np.zeros(1)}, r"rate of shape \(\)"),
        ({"LSTM.5.how": np.zeros(3)}, r"how of shape \(2\)"),
    ],
)
def test_row_of_another_form_is_refused_by_name(measured, changes, words):
    about, arrays = read(measured.path, ("command", "runs"))
    write(measured.path, about, {n: a for n, a in (arrays | changes).items() if a is not None})
    with pytest.raises(ValueError, match=words):
        afresh().row(Result, "LSTM", 5)


def test_file_cut_short_or_of_another_kind_is_refused_in_words(measured):
    data = measured.path.read_bytes()
    measured.path.write_bytes(data[: len(data) // 2])
    with pytest.raises(ValueError, match=r"path must be a saved file; .* is another kind of file or cut short"):
        afresh().row(Result, "LSTM", 5)
    write(measured.path, {"n_hidden": 3}, {})
    with pytest.raises(ValueError, match=r"path must hold \['command', 'runs'\]"):
        afresh().row(Result, "LSTM", 5)


def test_what_only_pickle_could_write_is_refused_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "it.npz"
    write(path, {}, {"a": np.arange(3)})
    with pytest.raises(ValueError, match="b must be an array of numbers"):
        write(path, {}, {"b": np.array([None])})
    with pytest.raises(TypeError):
        write(path, {"about": object()}, {})
    assert list(read(path, ())[1]) == ["a"]
    assert [p.name for p in tmp_path.iterdir()] == ["it.npz"]


def test_arrays_under_a_name_are_those_whose_names_go_on_after_a_dot():
    arrays = {name: np.array(k) for k, name in enumerate(["a.b", "a.b.c", "ab.c", "a"])}
    assert under("a", arrays) == {"b": 0, "b.c": 1}
