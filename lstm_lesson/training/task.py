"""What is to be learned, by which networks, with which settings: one form for all tasks of the course."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import LSTM, Cell
from lstm_lesson.training.attention_network import AttentionForecaster
from lstm_lesson.training.fitting import Progress, TrainingDivergedError, until
from lstm_lesson.training.forecaster import Forecaster
from lstm_lesson.training.learner import NextBatch
from lstm_lesson.training.losses import squared_error

Pair = tuple[np.ndarray, np.ndarray]
Score = Callable[[np.ndarray, np.ndarray], float]  # of a forecast and what is right


@dataclass(frozen=True)
class Settings:
    """How a network starts and how it is trained; the biases are an LSTM's alone.

    learning_rate: its peak. n_hidden: number of units H, the architecture's own if 0. clip: largest gradient norm.
    """

    learning_rate: float = 0.02
    forget_bias: float = 1.0
    input_bias: float = 0.0
    n_hidden: int = 0
    clip: float = 1.0


USUAL = Settings()


@dataclass(frozen=True)
class Architecture:
    """A kind of network: its cell, its number of units H, how its weights start, whether its head looks back.

    activation: of an RNN, "tanh" (if None) or "relu". orthogonal: W_h keeps the length of every vector, so that at the
    start no gradient vanishes along W_h alone (Saxe, McClelland & Ganguli 2014). identity: for an RNN with ReLU, the
    standard deviation of W_x in `identity_start`; 0: the usual start. chrono: an LSTM's biases are `chrono_biases`, and
    not those of the settings.
    """

    cell: type[Cell]
    n_hidden: int
    orthogonal: bool = False
    attention: bool = False
    activation: str | None = None
    identity: float = 0.0
    chrono: bool = False

    def __post_init__(self) -> None:
        if self.orthogonal and self.identity:
            raise ValueError("orthogonal and identity must not both be set: W_h can start in one way only")
        if self.chrono and self.cell is not LSTM:
            raise ValueError(f"chrono must be False for a cell without gates of its kind; got {self.cell.__name__}")


@dataclass(frozen=True, kw_only=True)
class Task:
    """Sequences to learn from, the networks that learn them, and how good one is.

    draw(size, rng) returns x (T, B, n_inputs) and y (B, n_outputs), B = size, from a Generator or a seed. validation
    and test: size and seed of what chooses the best weights and settings, and of what nothing is chosen by; their seeds
    lie far from those of the trainings, so that no set shares a sequence with another. constant: what an untrained head
    answers. good_enough: the validation loss below which a training ends. score(forecast, y): how good a forecast is.
    longest: over how many steps something must be remembered at most; chrono biases need to know it.
    """

    name: str
    draw: Callable[[int, Any], Pair]
    n_inputs: int
    n_outputs: int
    validation: tuple[int, int]
    test: tuple[int, int]
    steps: int
    learners: Mapping[str, Architecture] = field(default_factory=dict)
    batch_size: int = 32
    validate_every: int = 100
    constant: float = 0.0
    good_enough: float = 0.0
    score: Score = squared_error
    longest: int = 0

    def batches(self, seed: Any = 0) -> NextBatch:
        """Return a function that draws a fresh batch at every call."""
        generator = validate.generator(seed)
        return lambda: self.draw(self.batch_size, generator)

    def validation_set(self) -> Pair:
        """Return the sequences that choose the best weights and settings."""
        return self.draw(*self.validation)

    def test_set(self) -> Pair:
        """Return the sequences that nothing is chosen by."""
        return self.draw(*self.test)

    def test_score(self, learner: Forecaster) -> float:
        """Return the score of a network on the test sequences."""
        x, y = self.test_set()
        return self.score(learner.predict(x), y)

    def constant_error(self, y: np.ndarray | None = None) -> float:
        """Return the mean squared error of answering `constant` always, where y is right; y: the test set's if None."""
        y = self.test_set()[1] if y is None else y
        return squared_error(np.full_like(y, self.constant), y)

    def learner(self, name: str, settings: Settings = USUAL, seed: int = 0) -> Forecaster:
        """Return an untrained network of one of the architectures in `learners`."""
        if name not in self.learners:
            raise ValueError(f"learner must be one of {', '.join(self.learners)}; got {validate.shown(name)}")
        kind = self.learners[name]
        H = settings.n_hidden or kind.n_hidden
        if kind.attention:
            network: Forecaster = AttentionForecaster(self.n_inputs, H, self.n_outputs, rng=seed)
        else:
            network = Forecaster(self.n_inputs, H, self.n_outputs, cell=kind.cell, activation=kind.activation, rng=seed)
        start = {"b_y": np.full(self.n_outputs, self.constant)}
        if kind.chrono:
            start["layer0.b"] = chrono_biases(H, self.longest, rng=seed)
        elif kind.cell is LSTM:
            start["layer0.b"] = np.repeat([settings.input_bias, settings.forget_bias, 0.0, 0.0], H)
        if kind.orthogonal:
            start["layer0.W_h"] = orthogonal(H, rng=seed)
        if kind.identity:
            start |= {
                f"layer0.{name}": w for name, w in identity_start(self.n_inputs, H, kind.identity, rng=seed).items()
            }
        network.weights = network.weights | start
        return network

    def fit(self, learner: Forecaster, settings: Settings = USUAL, seed: Any = 0, **changes: Any) -> Iterator[Progress]:
        """Train for `steps` steps or until it is good enough, yielding Progress; `changes` go to Forecaster.fit.

        seed: of the batches, or their Generator.
        """
        recipe: dict[str, Any] = {"steps": self.steps, "validate_every": self.validate_every, "clip": settings.clip}
        recipe |= {"learning_rate": settings.learning_rate, "validation": self.validation_set(), "time_first": True}
        recipe |= changes
        return until(self.good_enough, learner.fit(self.batches(seed), **recipe))

    def trained(
        self, name: str, settings: Settings = USUAL, seed: int = 0, *, stop: int | None = None
    ) -> tuple[Forecaster, np.ndarray]:
        """Train a new learner to the end; return it with its best weights, and its validation losses on the way.

        The losses are those before training and after each `validate_every` steps, up to the end or to where it
        diverged. stop: break off after so many steps, as if someone had clicked Stop.
        """
        network, (x, y) = self.learner(name, settings, seed), self.validation_set()
        losses = [squared_error(network.predict(x), y)]
        try:
            for progress in islice(self.fit(network, settings, seed), stop):
                if progress.step % self.validate_every == 0:
                    losses.append(progress.validation_loss)
        except TrainingDivergedError:
            pass
        return network, np.array(losses)

    def tuned(
        self, name: str, candidates: Iterable[Settings], seeds: Iterable[int]
    ) -> tuple[Settings, dict[Settings, float]]:
        """Try settings; return those with the lowest validation loss, and that of all, the median over the seeds."""
        found = {}
        for of in candidates:
            found[of] = float(np.median([self.trained(name, of, seed)[1].min() for seed in seeds]))
            print(f"{self.name}, {name}: learning rate {of.learning_rate:g}, forget bias {of.forget_bias:g}: "
                  f"validation loss {found[of]:.2e}", flush=True)  # fmt: skip
        return min(found, key=lambda of: found[of]), found


def in_rows(losses: Sequence[np.ndarray], looks: int = 0) -> np.ndarray:
    """Stand the losses of several trainings in rows (trainings, looks or more), nan where one has ended early."""
    rows = np.full((len(losses), max(looks, *map(len, losses))), np.nan)
    for row, each in zip(rows, losses, strict=True):
        row[: len(each)] = each
    return rows


def orthogonal(size: int, *, rng: Any = 0) -> np.ndarray:
    """Return a random orthogonal matrix (size, size): Q of the QR decomposition of normal values."""
    size = validate.whole("size", size)
    return np.linalg.qr(validate.generator(rng).standard_normal((size, size)))[0]


def identity_start(n_inputs: int, n_hidden: int, std: float = 0.001, *, rng: Any = 0) -> dict[str, np.ndarray]:
    """Return W_h = I (H, H) and a small random W_x (H, D): with ReLU, each unit keeps what it has and adds its input.

    std: the standard deviation of W_x. Le, Jaitly & Hinton (2015), arXiv 1504.00941, draw it with 0.001.
    """
    D, H = validate.whole("n_inputs", n_inputs), validate.whole("n_hidden", n_hidden)
    return {
        "W_x": validate.real("std", std, above=0) * validate.generator(rng).standard_normal((H, D)),
        "W_h": np.eye(H),
    }


def chrono_biases(n_hidden: int, longest: int, *, rng: Any = 0) -> np.ndarray:
    """Return an LSTM's b (4H,), blocks i, f, g, o, that start it with memories of all lengths up to `longest` steps.

    b_f = ln U(1, longest − 1), b_i = −b_f, the rest 0. The number drawn is f / (1 − f), about how many steps a memory
    lasts behind that forget gate; the input gate is as far shut as the forget gate is open: i = 1 − f (Tallec &
    Ollivier 2018). longest: T_max, at least 3.
    """
    H, longest = validate.whole("n_hidden", n_hidden), validate.whole("longest", longest, at_least=3)
    b_f = np.log(validate.generator(rng).uniform(1, longest - 1, H))
    return np.concatenate([-b_f, b_f, np.zeros(2 * H)])


def restored(weights: Mapping[str, np.ndarray]) -> Forecaster:
    """Return the LSTM, with attention or without, that has these weights."""
    kind = AttentionForecaster if "W_q" in weights else Forecaster
    network = kind(weights["layer0.W_x"].shape[1], weights["layer0.W_h"].shape[1], len(weights["b_y"]))
    network.weights = weights
    return network
