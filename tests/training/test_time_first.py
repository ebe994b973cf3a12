"""Time comes first, and where shapes cannot show that it does, a training asks."""

from itertools import islice

import numpy as np
import pytest
from cases import every_refusal

from lstm_lesson import Classifier, Forecaster, windows
from lstm_lesson.studies import adding, recall, sine_forecast
from lstm_lesson.training.task import Task

N = 50  # steps, and sequences
TASK = adding.task(N)
ASKS = r"time first, and its shape .* cannot show whether it is: say time_first=True if it is, and turn"


def batch_first(pair):
    x, y = pair
    return x.swapaxes(0, 1), y


def fit(validation, draw, steps=1, **changes):
    return Forecaster(2, 8, 1).fit(draw, steps=steps, validation=validation, **changes)


def drawn(size, turn=lambda pair: pair):
    rng = np.random.default_rng(0)
    return lambda: turn(TASK.draw(size, rng))


def test_the_adding_problem_batch_first_with_as_many_sequences_as_steps_does_not_train_silently():
    with pytest.raises(ValueError, match=ASKS + r" x with x\.swapaxes\(0, 1\)"):
        fit(batch_first(TASK.draw(N, 1)), drawn(N, batch_first))  # at once
    training = fit(TASK.draw(200, 1), drawn(N, batch_first))
    with pytest.raises(ValueError, match="x of next_batch .*" + ASKS):
        next(training)


def test_batch_first_with_other_sizes_is_refused_with_its_remedy():
    with pytest.raises(ValueError, match=r"y of validation must have shape \(50, 1\).*is x batch first.*swapaxes"):
        fit(batch_first(TASK.draw(200, 1)), drawn(N, batch_first))


def test_the_remedy_that_the_error_names_is_right():
    x, y = batch_first(TASK.draw(N, 1))
    *_, told = fit((x.swapaxes(0, 1), y), drawn(N), time_first=True, steps=5)
    *_, clear = fit((TASK.draw(N, 1)), drawn(N), time_first=True, steps=5)
    assert told.validation_loss == clear.validation_loss


def test_nothing_is_asked_where_the_sizes_show_it():
    assert len(list(fit(TASK.draw(200, 1), drawn(32), steps=3))) == 3
    one = np.zeros((1, 1, 2)), np.zeros((1, 1))  # one step of one sequence: either order is the same
    assert len(list(fit(one, lambda: one))) == 1


@pytest.mark.parametrize("learner", [Forecaster(2, 4, 3), Classifier(2, 4, 3)])
def test_targets_at_every_step_always_ask_since_they_turn_along_with_x(learner):
    x = np.zeros((7, 5, 2))
    y = np.zeros((7, 5, 3)) if isinstance(learner, Forecaster) else np.zeros((7, 5), int)
    with pytest.raises(ValueError, match=ASKS + r" x and y with swapaxes\(0, 1\)"):
        learner.fit(lambda: (x, y), steps=1, validation=(x, y))
    assert len(list(learner.fit(lambda: (x, y), steps=2, validation=(x, y), time_first=True))) == 2


def tasks_of_the_course() -> list[Task]:
    return [TASK, adding.task(200), recall.task(20), sine_forecast.TASK]


@pytest.mark.parametrize("task", tasks_of_the_course(), ids=lambda task: task.name)
def test_a_task_of_the_course_trains_whatever_its_sizes(task):
    T = len(task.draw(1, 0)[0])
    for size in {T, task.batch_size}:
        learner = task.learner(next(iter(task.learners)))
        draw = lambda size=size: task.draw(size, 0)  # noqa: E731
        for progress in islice(learner.fit(draw, steps=1, validation=draw(), time_first=True), 1):
            assert np.isfinite(progress.loss)
        changes = {"validation": task.draw(T, 1), "steps": 1}
        assert [p.step for p in task.fit(learner, **changes)] == [1]


def test_windows_go_into_a_forecaster_as_they_are():
    wave = np.sin(np.arange(99) / 3)
    x, y = windows(wave, 50, 5)
    assert x.shape == (50, 45, 1)
    forecaster = Forecaster(1, 4, 5)
    assert forecaster.predict(x).shape == y.shape
    assert len(list(forecaster.fit(lambda: (x, y), steps=2, validation=(x, y)))) == 2
    x, y = windows(np.column_stack([wave, wave**2]), 20, 5, every_step=True)
    forecaster = Forecaster(2, 4, 5, columns=2)
    assert forecaster.predict(x, every_step=True).shape == y.shape
    assert len(list(forecaster.fit(lambda: (x, y), steps=2, validation=(x, y), time_first=True))) == 2


X, Y = np.zeros((7, 5, 2)), np.zeros((7, 5, 3))
PLAIN = Forecaster(2, 4, 3)


def plain(x, y, learner=PLAIN, **changes):
    return learner.fit(lambda: (x, y), steps=1, validation=(x, y), **changes)


test_targets_that_fit_nothing_are_refused_with_both_shapes = every_refusal(
    (
        lambda: plain(X, Y[:6], time_first=True),
        r"y of validation must have shape \(5, 3\), or \(7, 5, 3\) at every step",
    ),
    (lambda: plain(X, Y[:, :, :2], time_first=True), r"got shape \(7, 5, 2\)"),
    (lambda: plain(X, Y.swapaxes(0, 1), time_first=True), "is x batch first"),
    (lambda: plain(X, Y[0], Forecaster(2, 4, 3, columns=2)), r"must have shape \(5, 3, 2\), or \(7, 5, 3, 2\)"),
    (lambda: plain(X, [[0.0], [1.0, 2.0]]), "y of validation must be an array of numbers; got rows of unequal length"),
    (lambda: plain(X, np.zeros((5, 3)), Classifier(2, 4, 3)), r"must have shape \(5,\), or \(7, 5\) at every step"),
    (lambda: plain(X, np.zeros(5), Classifier(2, 4, 3)), "y of validation must be an array of whole numbers"),
    (lambda: plain(X, np.full(5, 3), Classifier(2, 4, 3)), "y of validation must be classes from 0 to 2; got 3"),
)
