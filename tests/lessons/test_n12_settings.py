"""The experiments of notebook 12 show what was recorded, and beside it what is trained here."""

from typing import Any

import numpy as np
from exhibit_cases import Named, assert_line, every_move, texts
from loops import run_without_loop

from lstm_lesson.lessons.n12_look_inside.training_settings_exhibits import NAMES, training_experiments
from lstm_lesson.lessons.n12_look_inside.training_settings_pictures import LOOKS, MOST
from lstm_lesson.studies.training_settings import outcomes
from lstm_lesson.training.fitting import Progress


def experiments() -> Any:
    return run_without_loop(training_experiments)


def assert_experiment_is_right(exhibit: Any, experiment: float) -> None:
    recorded = outcomes(NAMES[int(experiment) - 1])
    rows = [(option, *(f"{np.median(e):.4f}" for e in (of.test, of.test_long))) for option, of in recorded.items()]
    rows += [("", "", "")] * (MOST - len(rows))
    title = "pale: 5 recorded seeds; strong: here"  # nothing is trained yet
    assert texts(exhibit) == [title, *(row[column] for column in range(3) for row in rows)]
    for number, look in enumerate(LOOKS):
        curve, spots, here, dots, dots_here = (exhibit.drawing.of(look, place) for place in range(5))
        steps, losses, tested = np.empty(0), np.empty(0), np.empty(0)
        if number < len(recorded):
            outcome = list(recorded.values())[number]
            steps = np.tile(np.arange(0, 1001, 50), 5)
            losses = np.insert(outcome.validation, 0, np.nan, axis=1).ravel()  # a gap between two seeds
            tested = outcome.test
        assert_line(curve, steps, losses)
        assert_line(spots, steps[3::4], losses[3::4])
        assert_line(dots, tested, [number] * len(tested))
        for live in (here, dots_here):
            assert_line(live, [], [])
    assert exhibit.readout == said_of_the_record(recorded)


def said_of_the_record(recorded: dict[str, Any]) -> str:
    ends = []
    for option, of in recorded.items():
        errors = sorted(float(error) for error in of.test)  # of five
        ends.append(f"{option} {errors[2]:.4f} ({errors[0]:.4f} to {errors[4]:.4f})")
    return f"Error after 1,000 steps, median of 5 seeds (lowest to highest): {', '.join(ends)}."


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(
    {Named(experiments, "experiment", NAMES): assert_experiment_is_right}
)


def test_curves_of_what_is_trained_here_are_shown_with_their_own_experiment_alone():
    exhibit = run_without_loop(lambda: training_experiments(2))
    exhibit.background._last = Progress(50, 0.1, 0.1, 1.0)
    exhibit.refresh()
    for look, rows in zip(LOOKS, exhibit.background.forecaster.history.values(), strict=False):
        assert_line(exhibit.drawing.of(look, 2), *rows.T)
    assert texts(exhibit)[0] == "pale: 5 recorded seeds; strong: here, seed 5"
    exhibit.set(experiment=1)
    for look in LOOKS:
        assert_line(exhibit.drawing.of(look, 2), [], [])
    assert texts(exhibit)[0] == "pale: 5 recorded seeds; strong: here"


def test_sentence_of_an_experiment_ends_with_the_errors_of_what_was_last_trained_here():
    exhibit = run_without_loop(lambda: training_experiments(2))
    for seed, errors in {5: (0.1, 0.2, 0.3), 6: (0.0125, 0.00306, 0.00449)}.items():
        exhibit.background.results["forget bias", seed] = dict(zip(("bias 0", "bias 1", "bias 3"), errors, strict=True))
    exhibit.refresh()
    recorded = said_of_the_record(outcomes("forget bias"))
    assert exhibit.readout == f"{recorded} Here, seed 6: bias 0 0.0125, bias 1 0.0031, bias 3 0.0045."
    exhibit.set(experiment=1)
    assert exhibit.readout == said_of_the_record(outcomes("hidden size"))


def test_columns_beside_the_errors_say_after_how_many_steps_they_were_measured():
    _, errors = run_without_loop(training_experiments)._canvas.figure.axes
    titles = {text.get_position()[0]: text.get_text() for text in errors.texts if text.get_position()[1] == 1.09}
    assert titles == {0.5: "after 1,000 steps", 1.22: "median", 1.62: "4,000\nsteps"}
