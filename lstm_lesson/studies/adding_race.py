"""The race of notebook 10: an LSTM and a plain RNN learn the adding problem side by side."""

from __future__ import annotations

from lstm_lesson.studies import adding
from lstm_lesson.studies.adding_record import recorded
from lstm_lesson.training.network import squared_error
from lstm_lesson.training.race import Race

LENGTH = 100


def adding_race(seed: int) -> Race:
    """Return both learners, untrained, with the settings of the record; the score is the lowest validation error."""
    settings = {learner: recorded()[learner, LENGTH].settings for learner in adding.LEARNERS}
    adders = {learner: adding.new_adder(learner, settings[learner], seed=seed) for learner in adding.LEARNERS}
    x, y = adding.validation_set(LENGTH)
    return Race(
        adders,
        lambda learner: adding.fit(adders[learner], LENGTH, settings[learner].learning_rate, seed=seed),
        lambda adder: squared_error(adder.predict(x), y),
        steps=adding.STEPS[LENGTH],
        note_every=adding.VALIDATE_EVERY,
    )
