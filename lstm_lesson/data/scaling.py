"""Bring data to a mean of 0 and a spread of 1 for a network, and its forecasts back to the data's own unit."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_lesson import validate


@dataclass(frozen=True, eq=False)
class Scaler:
    """z = (x − mean)/std and back, x = mean + std·z, for each column by itself.

    mean and std: (), of a signal, or (D,), of D columns. Fit it on the training part alone: the mean and the spread of
    later values are not known yet when a forecast is made, and a score that has used them is too good.
    """

    mean: np.ndarray
    std: np.ndarray

    def __post_init__(self) -> None:
        """Raise ValueError unless mean and std are finite, of one shape, and std is above 0."""
        mean = validate.floats("mean", self.mean)
        std = validate.floats("std", self.std)
        if mean.shape != std.shape or mean.ndim > 1 or mean.size == 0:
            raise ValueError(f"mean and std must both be () or (D,); got shapes {mean.shape} and {std.shape}")
        if not (std > 0).all():
            raise ValueError(f"std must be above 0; got {std.min():g}")
        object.__setattr__(self, "mean", mean)
        object.__setattr__(self, "std", std)

    @classmethod
    def fit(cls, train: Any) -> "Scaler":
        """Take mean and standard deviation over the time of a signal (T,) or of columns (T, D).

        Raises ValueError for other shapes, nan and inf, and for a column that is constant: nothing in it varies, so
        nothing can be learned from it.
        """
        train = validate.floats("train", train)
        if train.ndim not in (1, 2) or train.size == 0:
            raise ValueError(f"train must be a signal (T,) or columns (T, D), at least 1 each; got shape {train.shape}")
        constant = np.flatnonzero(np.atleast_1d(train.min(axis=0) == train.max(axis=0)))
        if constant.size:
            which = "train" if train.ndim == 1 else f"column {constant[0]} of train"
            value = train.reshape(len(train), -1)[0, constant[0]]
            raise ValueError(f"{which} must vary, or there is no spread to divide by; got {value:g} at every step")
        with np.errstate(over="ignore", invalid="ignore"):
            mean, std = train.mean(axis=0), train.std(axis=0)
        if not (np.isfinite(std).all() and (std > 0).all()):
            raise ValueError(f"train must have a spread that floats can hold; its values reach {np.abs(train).max():g}")
        return cls(mean, std)

    def transform(self, x: Any) -> np.ndarray:
        """Return x in units of the spread: any shape of a signal, or (…, D) with the columns last, as windows have.

        Raises ValueError for another number of columns, nan and inf, and for what no float could hold afterwards.
        """
        x = self._fitting("x", x)
        with np.errstate(over="ignore"):
            return _held("x", x, (x - self.mean) / self.std)

    def inverse(self, z: Any) -> np.ndarray:
        """Return z in the data's own unit: any shape for a signal, or (…, D); for a spread alone, multiply by `std`.

        Raises ValueError as `transform` does.
        """
        z = self._fitting("z", z)
        with np.errstate(over="ignore"):
            return _held("z", z, z * self.std + self.mean)

    def column(self, number: int) -> "Scaler":
        """Return the Scaler of one of the columns, from 0: for the forecasts of this column alone."""
        if self.mean.ndim == 0:
            raise ValueError("number must be that of a column; this Scaler is of a single signal, which has none")
        if validate.whole("number", number, at_least=0) >= len(self.mean):
            raise ValueError(f"number must be a column from 0 to {len(self.mean) - 1}; got {number}")
        return Scaler(self.mean[number], self.std[number])

    def _fitting(self, name: str, x: Any) -> np.ndarray:
        x = validate.floats(name, x)
        if self.mean.ndim and (x.ndim == 0 or x.shape[-1] != len(self.mean)):
            raise ValueError(f"{name} must have the {len(self.mean)} columns last; got shape {x.shape}")
        return x


def _held(name: str, given: np.ndarray, scaled: np.ndarray) -> np.ndarray:
    if not np.isfinite(scaled).all():
        raise ValueError(
            f"{name} must stay within what floats can hold when it is scaled; it reaches {np.abs(given).max():g}"
        )
    return scaled
