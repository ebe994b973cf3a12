"""What the checks of the challenges share: an answer is a picture, its settings by name, or its settings line."""

from collections.abc import Iterable, Mapping
from typing import Any

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.shared.challenges import Bench
from lstm_lesson.lessons.shared.own_input_numbers import INPUTS, OWN
from lstm_lesson.live.exercise import NotAttempted, Wrong
from lstm_lesson.live.exhibit import Exhibit
from lstm_lesson.live.sharing import SharedExhibit, read_settings_line
from lstm_lesson.validate import shown


def run_of(answer: Any, bench: Bench, challenge: str) -> Any:
    """Run the unit with an answer's settings; raise Wrong or NotAttempted as `settings_of` does."""
    return bench.run(**settings_of(answer, bench, challenge))


def settings_of(answer: Any, bench: Bench, challenge: str) -> dict[str, Any]:
    """Return all settings of an answer, on the challenge's input; what it does not name stands where the bench begins.

    Raises NotAttempted for a picture as it was handed out. Raises Wrong for what is no answer, for a value outside its
    slider's range, for a weight that has no slider on the bench and stands elsewhere, and for another input.
    """
    try:
        settings = bench.settings(challenge, **_given(answer))
        on_sliders = {control.name for control in bench.controls(settings)}  # refuses what is out of range
    except ValueError as error:
        raise Wrong(f"{error}.") from None
    begin = bench.settings(challenge)
    if settings == {**begin, "t": settings["t"]}:
        raise NotAttempted("move the sliders of the picture, then check again.")
    for name in sorted(begin.keys() - on_sliders - {"x"}):
        if settings[name] != begin[name]:
            raise Wrong(f"{name} stays at {begin[name]:g} in this challenge; yours is at {settings[name]:g}.")
    signal = bench.find(challenge).input
    if settings["input"] != signal["input"]:
        yours = "another input" if settings["input"] == OWN else f"the {INPUTS[int(settings['input'])]}"
        raise Wrong(f"this challenge is for the {INPUTS[int(signal['input'])]}; yours has {yours}.")
    if settings["length"] < signal["length"]:
        needed = f"it needs {signal['length']:g}"
        raise Wrong(f"length {settings['length']:g} does not show all the steps of this challenge; {needed}.")
    for wanted, value in signal.items():
        if settings[wanted] != value and wanted != "length":
            raise Wrong(f"this challenge is for {wanted} {value:g}; yours is at {settings[wanted]:g}.")
    return settings


def _given(answer: Any) -> Mapping[str, Any]:
    if isinstance(answer, SharedExhibit):
        return answer.settings
    if isinstance(answer, str):
        return read_settings_line(answer)[2]
    if isinstance(answer, Exhibit):
        return answer.values
    if isinstance(answer, Mapping):
        return answer
    raise Wrong(f"an answer is a picture, its settings by name, or its settings line; this is {shown(answer)}.")


def listed(numbers: Iterable[float]) -> str:
    """Write numbers as one says them: 1.00, 2.00 and 3.00."""
    *first, last = (minus(f"{number:.2f}") for number in numbers)
    return f"{', '.join(first)} and {last}"
