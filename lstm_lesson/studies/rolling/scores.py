"""How all did on one series, at each distance ahead, and whether a lead is more than chance and seeds can make."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from lstm_lesson.studies.rolling import holt_winters, record
from lstm_lesson.studies.rolling.origins import HORIZONS, Split, blocks
from lstm_lesson.studies.rolling.sign_flip import sign_flip

RIVALS = ("last_value", "one_period_back", "ar", "linear", "holt_winters", "forecast")  # the last is the LSTM
WORDS = dict(zip(RIVALS, ("last value", "one season back", "AR(p)", "linear map", "Holt-Winters", "LSTM"), strict=True))
LSTM, RARE = "forecast", 0.05  # a lead that chance makes more rarely is called one


@dataclass(frozen=True)
class Lead:
    """Who errs least at one distance, and who comes next.

    p: how rarely chance parts the two as far, by `sign_flip` over blocks of time. same_side: whether every seed of the
    LSTM is on the side of their mean, if it is one of the two.
    """

    first: str
    second: str
    p: float
    same_side: bool

    @property
    def clear(self) -> bool:
        """Whether it is called a lead."""
        return self.p < RARE and self.same_side


@dataclass(frozen=True, eq=False)
class Scores:
    """The forecasts of one series by name, (seeds, origins of the test, 12), and the settings behind them in words."""

    name: str
    unit: str
    split: Split
    forecasts: Mapping[str, np.ndarray]
    settings: Mapping[str, str]

    @cached_property
    def errors(self) -> dict[str, np.ndarray]:
        """Absolute errors by name: (seeds, origins, 12)."""
        return {name: self.split.errors(ahead, self.split.test) for name, ahead in self.forecasts.items()}

    def seeds(self, name: str, steps: int) -> np.ndarray:
        """Return the mean absolute error `steps` ahead of each seed."""
        return self.errors[name][:, :, steps - 1].mean(axis=1)

    def mean(self, name: str, steps: int) -> float:
        """Return the mean absolute error `steps` ahead, over all seeds."""
        return float(self.seeds(name, steps).mean())

    def by_block(self, name: str, steps: int) -> np.ndarray:
        """Return the mean absolute error `steps` ahead of each block of origins, over all seeds."""
        return blocks(self.errors[name][:, :, steps - 1].mean(axis=0))

    @property
    def least_p(self) -> float:
        """The least p that any two can have: of all ways to swap, only two part the means as far as all blocks can."""
        return 2.0 ** (1 - len(blocks(self.split.test)))

    def p(self, one: str, other: str, steps: int) -> float:
        """Return how rarely chance alone parts two forecasters as far."""
        return sign_flip(self.by_block(one, steps), self.by_block(other, steps))

    def lead(self, steps: int) -> Lead:
        """Return who errs least, who comes next, and whether that is a lead."""
        first, second = sorted(self.errors, key=lambda name: self.mean(name, steps))[:2]
        apart = self.seeds(first, steps)[:, None] < self.seeds(second, steps)
        return Lead(first, second, self.p(first, second, steps), bool(apart.all()))


@cache
def recorded_scores(name: str) -> Scores:
    """Return how all did on a series of the course, Holt and Winters as recorded with their library among them."""
    of, found, smooth = record.split(name), record.recorded(name), holt_winters.recorded(name)
    views = tuple(of.views)
    settings = {
        "ar": f"p = {found.ar.p}, {views[found.ar.view]}",
        "linear": f"{found.linear.length} steps, ridge {found.linear.ridge:g}, {views[found.linear.view]}",
        "holt_winters": smooth.form.words,
        LSTM: found.lstm.recipe(of).words,
    }
    forecasts = {**found.forecasts, "holt_winters": smooth.forecasts[None]}
    return Scores(name, record.series(name).unit, of, {rival: forecasts[rival] for rival in RIVALS}, settings)


def table(*scores: Scores) -> str:
    """Return the mean absolute errors of one or more series, side by side, as a table.

    The least of each column is marked with *; where its lead is not clear, the second, too. A line below names each
    series whose test has too few blocks for any clear lead.
    """
    rivals = list(scores[0].errors)
    lines = [f"{'':16}", f"{'steps ahead':16}", *(f"{WORDS[name]:16}" for name in rivals)]
    for each in scores:
        columns = [_column(each, steps) for steps in HORIZONS]
        rows = [f"  {each.name:28}", *(f"  {''.join(cells)} " for cells in zip(*columns, strict=True))]
        lines = [line + row for line, row in zip(lines, rows, strict=True)]
    for each in scores:
        if each.least_p >= RARE:
            least = f"chance does as much in at least {100 * each.least_p:.2g} %"
            lines.append(f"{each.name} is too short for a clear lead: {least}.")
    return "\n".join(line.rstrip() for line in lines)


def _column(scores: Scores, steps: int) -> list[str]:
    """Return the heading and the errors of one column, nine letters each."""
    lead = scores.lead(steps)
    marked = {lead.first} if lead.clear else {lead.first, lead.second}
    return [
        f"{steps:8} ",
        *(f"{scores.mean(name, steps):8.3g}{'*' if name in marked else ' '}" for name in scores.errors),
    ]
