"""What an untrained cell keeps, by the biases of its forget gate and of its input gate (notebook 04)."""

from lstm_lesson.drawing.written import gate, minus, percent
from lstm_lesson.lessons.n04_lstm_cell import start_numbers, start_pictures
from lstm_lesson.live.controls import Control, Preset
from lstm_lesson.live.recipe import Values, exhibit

PRESETS = {
    "usual start": Preset("Forget bias 1, input bias 0: Keras and this course start so.", b_f=1, b_i=0),
    "forget bias alone": Preset("Much of the number is kept, but every input comes in half.", b_f=6, b_i=0),
    "input gate nearly shut": Preset("Much of the number is kept, and little else comes in.", b_f=6, b_i=-4),
    "chrono": Preset("Chrono initialisation sets b_i = −b_f; this is a typical unit.", b_f=5.1, b_i=-5.1),
}


@exhibit(
    Control("b_f", 3.0, -1, 8, 0.1),
    Control("b_i", 0.0, -8, 2, 0.1),
    Control("delay", start_numbers.LONGEST, 20, start_numbers.LONGEST, 20, integer=True, unit="steps"),
    compute=start_numbers.untrained_cells,
    picture=start_pictures.untrained_cells,
    size=start_pictures.PICTURE,
    presets=PRESETS,
    title="untrained cells",
)
def untrained_cells(now: start_numbers.Untrained, values: Values) -> str:
    """Show cells that hold +1 or −1 while unrelated inputs arrive, with the biases of two gates on sliders."""
    left = now.kept[-1]
    told = percent(left) if left >= 0.005 else "less than 1 %"
    return minus(
        f"f {gate(now.f)} and i {gate(now.i)}: after "
        f"{len(now.kept) - 1} inputs {told} of the number itself is left. Its sign is still right in {now.right:,} of "
        f"{now.cells:,} cells; guessing gives {now.cells // 2:,}."
    )
