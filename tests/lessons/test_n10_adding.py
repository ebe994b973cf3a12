"""The adding exhibits show the problem, what the recorded LSTM makes of it, and the race that runs."""

import asyncio
import re
from typing import Any

import numpy as np
import pytest
from loops import run_in_loop, run_without_loop

from lstm_lesson import adding_problem, train_adding
from lstm_lesson.lessons.n10_variants import adding_numbers
from lstm_lesson.studies import adding, adding_record

ENDS = [(name, end) for name in adding_problem().sliders for end in ("min", "max")]


def lines_of(exhibit: Any) -> dict[str, Any]:
    """The artists of the problem's picture by what they show."""
    artists = exhibit.drawing.artists
    names = [
        "others",
        "marked",
        "number_1",
        "number_2",
        "f",
        "i",
        "c",
        "scale_1",
        "scale_2",
        "target",
        "answers",
        "end",
    ]
    return dict(zip(names, artists[8:], strict=True)) | {"marks": artists[:8]}


@pytest.mark.parametrize(("name", "end"), ENDS)
def test_picture_is_right_with_any_slider_at_either_end(name, end):
    exhibit: Any = adding_problem()
    exhibit.sliders[name].value = getattr(exhibit.sliders[name], end)
    assert exhibit.error == ""
    now, drawn = exhibit.values, lines_of(exhibit)
    t_1, t_2 = int(now["t_1"]), int(now["t_2"])
    x = np.zeros((100, 2))
    x[:, 0] = np.random.default_rng(int(now["others"])).uniform(0, 1, 100)
    x[[t_1, t_2], 0] = now["v_1"], now["v_2"]
    x[[t_1, t_2], 1] = 1
    for mark, t in zip(drawn["marks"], (t_1, t_2) * 4, strict=True):
        assert list(mark.get_xdata()) == [t, t]
    np.testing.assert_allclose(drawn["marked"].get_data(), ([t_1, t_2], [now["v_1"], now["v_2"]]))
    assert np.isnan(drawn["others"].get_ydata()[[t_1, t_2]]).all()
    unmarked = np.delete(np.arange(100), [t_1, t_2])
    np.testing.assert_allclose(drawn["others"].get_ydata()[unmarked], x[unmarked, 0])
    adder = adding_record.opened()
    trace = adder.cells()[0].run(x[:, None])  # as a batch of one
    unit = int(now["unit"]) - 1
    for quantity in "fic":
        np.testing.assert_allclose(drawn[quantity].get_ydata(), getattr(trace, quantity)[:, 0, unit], atol=1e-4)
    answer = adder.predict(x)[0]
    np.testing.assert_allclose([drawn["answers"].get_ydata()[-1], *drawn["end"].get_ydata()], answer, atol=1e-4)
    np.testing.assert_allclose(drawn["target"].get_ydata(), now["v_1"] + now["v_2"])
    assert f"= {now['v_1'] + now['v_2']:.2f}; the LSTM answers {answer:.2f}." in exhibit.readout


def test_answer_so_far_at_any_step_is_what_the_network_says_of_the_problem_cut_there():
    answers, run = lines_of(adding_problem())["answers"].get_ydata(), adding_numbers.inside()
    for t in (0, 19, 20, 50, 99):
        assert adding_record.opened().predict(run.x[: t + 1])[0] == pytest.approx(answers[t], abs=1e-4)


def test_picture_begins_where_it_is_told_and_refuses_what_it_has_not():
    assert adding_problem(v_1=0.5, unit=3).values == {**adding_problem().values, "v_1": 0.5, "unit": 3}
    with pytest.raises(ValueError, match="got 'x'"):
        adding_problem(x=1)
    with pytest.raises(ValueError, match="t_1 must be from 0 to 49"):
        adding_problem(t_1=50)


def test_record_is_shown_only_when_asked_for():
    exhibit: Any = train_adding(record=0)
    pale = exhibit.drawing.artists[:10]
    assert all(len(line.get_xdata()) == 0 for line in pale)
    assert "Recorded" not in exhibit.readout
    exhibit.set(record=1)
    recorded = adding_record.recorded()
    for k, line in enumerate(pale):
        result = recorded[adding.LEARNERS[k // 5], 100]
        np.testing.assert_allclose(line.get_ydata(), result.curve[:, k % 5])
        assert list(line.get_xdata()[:3]) == [0, 100, 200]
    solved = {name: int(np.sum(recorded[name, 100].error <= 0.0003)) for name in adding.LEARNERS}
    assert f"RNN {solved['RNN']} of 5, LSTM {solved['LSTM']} of 5" in exhibit.readout


def test_both_levels_stand_where_they_say():
    exhibit: Any = train_adding()
    ax = exhibit.drawing.artists[0].axes
    levels = {line.get_ydata()[0] for line in ax.lines if line not in exhibit.drawing.artists}
    _, y = adding.validation_set(100)
    assert sorted(levels) == pytest.approx([0.0003, np.mean((y - 1) ** 2)])
    assert {"solved: 0.0003", "always answering 1: 0.166"} < {text.get_text() for text in ax.texts}


@pytest.mark.parametrize("seed", [0, 99])
def test_race_looks_at_any_seed(seed):
    exhibit: Any = train_adding()
    exhibit.set(seed=seed)
    assert exhibit.error == ""
    assert exhibit.drawing.artists[-1].get_text() == f"Train: seed {seed}"


def test_training_runs_stops_goes_on_ends_with_a_test_and_begins_anew_with_another_seed(monkeypatch):
    monkeypatch.setattr(adding, "STEPS", {100: 30})
    monkeypatch.setattr(adding, "VALIDATE_EVERY", 10)

    async def until(met) -> None:
        while not met():
            await asyncio.sleep(0.01)

    async def lesson():
        exhibit = train_adding()
        button, background = exhibit.row.go_button, exhibit.background
        button.click()
        await until(lambda: background.state.step >= 5)
        assert button.description == "Stop"
        button.click()
        await until(lambda: background.state.status == "stopped")
        assert button.description == "Continue"
        stopped_at = background.state.step
        button.click()
        await until(lambda: background.state.status == "finished")
        assert background.state.step > stopped_at
        lines: list[Any] = exhibit.drawing.artists[10:12]
        assert [list(line.get_xdata()) for line in lines] == [[0, 10, 20, 30]] * 2
        first = dict(exhibit.tested)
        said: Any = re.search(r"unseen problems: RNN (0\.\d+), LSTM (0\.\d+)\.", exhibit.readout)
        assert [float(word) for word in said.groups()] == pytest.approx([first["RNN"], first["LSTM"]], rel=0.05)
        button.click()  # after the last step, the same seed once more
        await until(lambda: background.state.status == "training" and background.state.step >= 5)
        button.click()
        await until(lambda: background.state.status == "stopped")
        exhibit.set(seed=6)
        button.click()
        await until(lambda: background.state.status == "finished")
        assert exhibit.tested != first
        assert "seed 6" in exhibit.row.time_left.value
        return exhibit

    exhibit = run_in_loop(lesson())
    assert exhibit.error == ""
    for name, adder in exhibit.background.forecaster.learners.items():
        assert exhibit.tested[name] == adding.error_on_test(adder, 100)


def test_train_button_is_locked_with_the_sliders():
    exhibit = train_adding()
    exhibit.enabled = False
    assert exhibit.row.go_button.disabled


def test_train_without_a_running_loop_says_so():
    exhibit = run_without_loop(train_adding)
    exhibit.row.go_button.click()
    assert "event loop" in exhibit.row.time_left.value


def test_every_lane_of_the_problem_has_its_name_inside_the_picture():
    figure = adding_problem().drawing.artists[0].figure
    figure.canvas.draw()
    names = [axes.yaxis.label for axes in figure.axes]
    assert [name.get_text() for name in names] == ["values", "unit's gates", "unit's cell state", "answer so far"]
    assert all(name.get_window_extent().x0 > 0 for name in names)
