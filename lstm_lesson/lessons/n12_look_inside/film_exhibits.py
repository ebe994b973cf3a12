"""The training of the forecaster as a film (notebook 12)."""

from lstm_lesson.lessons.n12_look_inside import film_numbers, film_pictures
from lstm_lesson.lessons.n12_look_inside.exhibits import WAVE
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.studies.sine_film import STEPS


def _at(step: int, reason: str) -> Preset:
    return Preset(reason, snapshot=STEPS.index(step))


PRESETS = {
    "untrained": _at(0, "The weights are random, so the forecast is random, too."),
    "step 100": _at(100, "The forecast is almost flat: it is about ½, whatever the window."),
    "step 200": _at(200, "The cell states have begun to swing, and the forecast has a shape."),
    "trained": _at(4000, "After all 4,000 steps this is the forecaster of notebook 11."),
}


@exhibit(
    Control("snapshot", 0, 0, len(STEPS) - 1, 1, integer=True, label="film", plays=True),
    *WAVE,
    compute=film_numbers.frame,
    picture=film_pictures.film_picture,
    size=film_pictures.FILM_PICTURE,
    presets=PRESETS,
)
def training_film(now: film_numbers.Frame, values: Values) -> str:
    """Show the forecaster at a snapshot of its training: its forecast, its cell states, its error so far."""
    level = film_numbers.constant_error()
    return (
        f"Step {now.steps[-1]:,} of {STEPS[-1]:,}: the forecast has an error of {now.error:.4f} on this wave, and of "
        f"{now.errors[-1]:.4f} on the test waves (always saying ½: {level:.4f}). "
        f"Over the window a unit's c moves by {now.swing:.2f} on average."
    )
