"""The nine variants of the LSTM: a unit without a part, and the race of all nine with its spread (notebook 10)."""

import numpy as np

from lstm_lesson.drawing.written import minus
from lstm_lesson.lessons.n10_variants import pictures, race_pictures
from lstm_lesson.lessons.n10_variants.numbers import LENGTH, Beside, beside_v
from lstm_lesson.lessons.n10_variants.race_pictures import Chart, Live
from lstm_lesson.lessons.shared.one_unit_controls import signal, weights
from lstm_lesson.live.controls import Control, Preset, choice
from lstm_lesson.live.recipe import Values, exhibit
from lstm_lesson.live.training_row import TrainingRowExhibit
from lstm_lesson.nn.variants import VARIANTS
from lstm_lesson.studies.side_by_side import STEPS, TASKS
from lstm_lesson.studies.variant_comparison import LEARNING_RATES, LIVE_SEEDS, comparison, live_race
from lstm_lesson.training.race import Race
from lstm_lesson.training.trainings import Trainings

GROUPS = {"candidate g": ("w_xg", "w_hg", "b_g"), "gates": ("b_i", "b_f", "b_o"), "peepholes": ("w_ci", "w_cf", "w_co")}
START = {"variant": 0, "w_xg": 4.0, "w_hg": 0.0, "b_g": -2.0, "b_i": 0.0, "b_f": 3.0, "b_o": 1.0}
START |= {"w_ci": 0.0, "w_cf": 0.0, "w_co": 0.0, "r": 0.0, "period": 20.0, "decay": 0.02, "t": 27}
IN_WORDS = {"sine": "sine", "adding": "sums"}  # the two tasks
NUMBER = {name: k for k, name in enumerate(VARIANTS)}
WIDE_OPEN: dict[str, float] = {"w_xg": 0, "b_g": 2, "b_i": 3, "b_f": 6, "t": 59}
CHANGES: dict[str, tuple[dict[str, float], str]] = {  # what shows a variant best, and why
    "V": (
        {"w_co": 2, "b_o": -3},
        "Through its peephole the output gate sees the cell. It opens as c grows, although its bias shuts it.",
    ),
    "NIG": (
        {"b_i": -4},
        "In V i is 0.02, so almost nothing is written. With i = 1 every candidate is written in full.",
    ),
    "NFG": ({"b_f": 0}, "In V f is ½, so half of c is lost at each step. With f = 1 nothing is lost."),
    "NOG": ({"b_o": -5}, "In V o is 0.007, so c hardly shows in h. NOG has no gate that could hide it."),
    "NIAF": (
        {"w_xg": 10, "b_g": -5},
        "V's candidate stays between −1 and 1. This one runs from −4 to 5, and c follows.",
    ),
    "NOAF": (WIDE_OPEN, "All gates are open and c counts in both. V's h stays below 1, and NOAF's h grows with c."),
    "CIFG": (WIDE_OPEN, "All gates are open. V's c counts the steps. With f = 1 − i, c stays between −1 and 1."),
    "NP": ({"w_co": 2, "b_o": -3}, "Without a peephole the output gate stays almost shut, however large c is."),
    "FGR": (
        {"r": -4},
        "Each gate also sees the gates of the step before. Here open gates shut one another.",
    ),
}


@exhibit(
    choice("variant", START["variant"], *VARIANTS, group="variant"),
    *weights(START, GROUPS),
    Control("r", START["r"], -10, 10, 0.1, group="variant", label="all of R"),
    *signal(START, "input, step", LENGTH),
    compute=beside_v,
    picture=pictures.beside_v,
    size=pictures.PICTURE,
    presets={
        name: Preset(reason, **START | changed | {"variant": NUMBER[name]})
        for name, (changed, reason) in CHANGES.items()
    },
    title="a unit without a part",
)
def variant_unit(both: Beside, values: Values) -> str:
    """Show one unit of V beside one of a variant; `variant` counts in the paper's order."""

    def told(name: str) -> str:
        unit = both.vanilla if name == "V" else both.other
        c, h = (f"{getattr(unit, symbol)[unit.t]:z.2f}" for symbol in "ch")
        return f"{name} has c = {c} and h = {h}"

    names = ["V"] if both.name == "V" else ["V", both.name]
    largest = [f"{name} {np.abs(u.c).max():.2f}" for name, u in zip(names, (both.vanilla, both.other), strict=False)]
    return minus(f"At step t = {both.vanilla.t}: {'; '.join(map(told, names))}. Largest |c|: {', '.join(largest)}.")


class VariantsExhibit(TrainingRowExhibit):
    """The recorded race of all nine variants, and four of them trained here and now with seeds of their own."""

    def __init__(self) -> None:
        super().__init__(
            "race of the variants",
            [
                choice("record", 0, "V alone", "all nine", label="recorded"),
                choice("task", 0, *IN_WORDS.values(), label="to train"),
            ],
            self._state,
            race_pictures.chart,
            lambda state, values: _chart_sentence(state),
            size=race_pictures.PICTURE,
            lines=3,
            trainings=Trainings(live_race, Race.run, STEPS, "sine", first_seed=LIVE_SEEDS[0], n_seeds=len(LIVE_SEEDS)),
            named=IN_WORDS.__getitem__,
            label=lambda task: f"Train on the {IN_WORDS[task]}",
        )

    def _state(self, record: float, task: float) -> Chart:
        self.background.wanted = list(TASKS)[int(task)]
        live = {task: found for (task, _), found in self.background.results.items()}  # the newest of each task
        return Chart(comparison(), tuple(VARIANTS) if record else ("V",), live, self.background.wanted)

    def take_stock(self) -> None:
        """Note the errors: on validation sequences until the end, because the test set is looked at only once."""
        now, state = self.background, self.background.state
        if state.step:
            runs, done = now.forecaster.learners.items(), state.status == "finished"
            errors = {name: run.test_error() if done else run.error.copy() for name, run in runs}
            where = f"{'at' if state.status == 'training' else 'stopped at'} step {state.step:,}"
            how = "" if done else f", {where}, validation"
            now.results[now.present] = Live(errors, now.seeds(now.seed) + how)


def race_of_variants() -> VariantsExhibit:
    """Return the exhibit of the recorded race, in which V, NFG, NOAF and CIFG can be trained with five new seeds."""
    return VariantsExhibit()


@exhibit(
    choice("rate", 0, "each at its best", *(f"{rate:g}" for rate in LEARNING_RATES)),
    compute=lambda rate: Chart(comparison(int(rate)), tuple(VARIANTS), {}),
    picture=race_pictures.chart,
    size=race_pictures.PICTURE,
    title="learning rates",
    lines=3,
)
def variant_rates(state: Chart, values: Values) -> str:
    """Show the recorded race at one learning rate for all, by its number; 0: each variant's best."""
    rate = int(values["rate"])
    words = f"Learning rate {LEARNING_RATES[rate - 1]:g} for all" if rate else "Each at its best learning rate"
    return f"{words}: {_chart_sentence(state)}"


def _chart_sentence(state: Chart) -> str:
    medians = {task: float(np.median(of["V"])) for task, of in state.standing.errors.items()}
    words = f"V's median error is {_written(medians['sine'])} on the sine, {_written(medians['adding'])} on the sums."
    if len(state.shown) > 1:
        for worse, what in ((True, "worse"), (False, "better")):
            named = {task: ", ".join(state.standing.named(task, worse=worse)) or "none" for task in TASKS}
            words += f" By the rank test {what} than V: {named['sine']} on the sine, {named['adding']} on the sums."
    for task, found in state.live.items():
        trained = ", ".join(f"{name} {_written(float(np.median(errors)))}" for name, errors in found.errors.items())
        words += f" Here on the {IN_WORDS[task]} ({found.how}): {trained}."
    return words


def _written(error: float) -> str:
    return f"{error:.5f}" if error < 0.01 else f"{error:.3f}"
