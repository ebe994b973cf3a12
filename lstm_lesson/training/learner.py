"""What a Forecaster and a Classifier share: layers of one kind of cell with a linear head, which can be trained."""

import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.cells import GRU, LSTM, RNN, Cell, copies, sequences
from lstm_lesson.training import optimise, recording
from lstm_lesson.training.fast_network import FastNetwork
from lstm_lesson.training.fitting import Batch, Progress, Schedule, train
from lstm_lesson.training.losses import Loss
from lstm_lesson.training.network import State

MOST_LAYERS = 100  # more would be a slip of the keyboard, and would take minutes to draw
NextBatch = Callable[..., Any]  # of nothing, or of a state: x and y, or x, y and a state


class Learner:
    """Layers of one kind of cell and a linear head; what the head's numbers mean, a subclass says.

    `weights` are always the best so far (lowest validation loss), so a training may stop, or diverge, at any step.
    """

    loss: ClassVar[Loss]
    reads_every_step: ClassVar[bool] = True  # whether its head can answer after every step, and go on from a state
    sizes: ClassVar[tuple[str, ...]]  # the arguments that a saved file holds, beside layers, cell and dtype

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        n_numbers: int,
        *,
        cell: Any,
        activation: Any = None,
        layers: int,
        rng: Any,
        dtype: Any,
    ):
        self.n_inputs = validate.whole("n_inputs", n_inputs)
        self.n_hidden = validate.whole("n_hidden", n_hidden)
        self.layers = validate.whole("layers", layers, at_most=MOST_LAYERS)
        if not any(cell is kind for kind in (RNN, LSTM, GRU)):
            raise ValueError(f"cell must be RNN, LSTM or GRU; got {validate.shown(cell)}")
        if activation is not None and cell is not RNN:
            a = "an LSTM" if cell is LSTM else "a GRU"
            got = validate.shown(activation)
            raise ValueError(f"activation must be None for {a}, whose equations fix it; got {got}")
        validate.room("n_hidden", self.n_hidden, n_numbers)
        self.cell: type[Cell] = cell
        self.activation: str | None = activation
        self.dtype = validate.float_type(dtype)
        generator = validate.generator(rng)
        cells = self._new_cells(generator)
        bound = 1 / np.sqrt(self.n_hidden)
        weights = {f"layer{n}.{name}": w for n, c in enumerate(cells) for name, w in c.weights.items()}
        weights["W_y"] = generator.uniform(-bound, bound, (n_numbers, self.n_hidden)).astype(self.dtype)
        weights["b_y"] = np.zeros(n_numbers, self.dtype)
        self._publish(weights)

    def _new_cells(self, rng: Any = 0) -> list[Cell]:
        generator = validate.generator(rng)
        sizes = [self.n_inputs] + [self.n_hidden] * (self.layers - 1)
        settings: dict[str, Any] = {} if self.activation is None else {"activation": self.activation}
        return [self.cell(size, self.n_hidden, **settings, rng=generator, dtype=self.dtype) for size in sizes]

    def _network(self) -> Any:
        kind: dict[str, Any] = {"cell": self.cell, "activation": self.activation}
        return FastNetwork(self.n_inputs, self.n_hidden, self._weights, **kind, loss=self.loss)

    @property
    def weights(self) -> dict[str, np.ndarray]:
        """All weights by name: layer0.W_x, layer0.W_h, layer0.b, …, and the head's W_y (K, H), b_y (K,).

        K: how many numbers an answer has. The arrays are read-only: set the whole dict to change them, so that no one
        ever sees half a change.
        """
        return dict(self._weights)

    @weights.setter
    def weights(self, weights: Mapping[str, Any]) -> None:
        self._publish(copies(weights, self._weights))

    def _publish(self, weights: dict[str, np.ndarray]) -> None:
        """Swap in a complete set of weights: one assignment, so a reader sees the old set or the new one."""
        for array in weights.values():
            array.flags.writeable = False
        self._weights = weights

    def cells(self) -> list[Cell]:
        """Return the layers as readable cells with copies of the present weights, to run and look inside."""
        weights, cells = self._weights, self._new_cells()
        for n, cell in enumerate(cells):
            cell.set_weights({name: weights[f"layer{n}.{name}"] for name in cell.weights})
        return cells

    def fit(
        self,
        next_batch: NextBatch,
        *,
        steps: int,
        validation: tuple[Any, Any],
        learning_rate: float = 0.01,
        clip: float = 1.0,
        schedule: Schedule = optimise.one_cycle,
        validate_every: int = 100,
        time_first: bool = False,
        carry_state: bool = False,
    ) -> Iterator[Progress]:
        """Train, yielding Progress after every step: draw it, stop asking, ask again, and it goes on where it was.

        next_batch: a function that returns the next x (T, B, D), time first, and y, the targets after the last step,
        (B, …), or after every step, (T, B, …); what stands for the dots, the class says. validation: such a pair, held
        out; the weights with the lowest loss on it are kept, and published as `weights` as soon as they are found.
        learning_rate: the peak that `schedule` scales. clip: largest norm of the gradient. Adam minimises the loss.

        time_first: say True where the shapes cannot show that time comes first, because there are as many sequences as
        steps, or targets at every step. carry_state: next_batch(state) is given the state after the batch before (None
        at first) and returns x, y and the state to start from: that same one where this batch goes on with the same
        sequences, None to start anew. The gradient stops there (truncated backpropagation through time).

        Raises ValueError for bad arguments at once, and TrainingDivergedError when the loss leaves all bounds.
        """
        steps = validate.whole("steps", steps)
        validate_every = validate.whole("validate_every", validate_every)
        learning_rate = validate.real("learning_rate", learning_rate, above=0)
        clip = validate.real("clip", clip, above=0)
        time_first = validate.flag("time_first", time_first)
        carry_state = validate.flag("carry_state", carry_state)
        if not callable(next_batch):
            raise ValueError(f"next_batch must be a function that returns x and y; got {validate.shown(next_batch)}")
        if not callable(schedule):
            raise ValueError(f"schedule must be a function of step and steps; got {validate.shown(schedule)}")
        if carry_state and not self.reads_every_step:
            raise ValueError("carry_state must be False for a head that looks back at all states")
        held_out = self._batch("validation", validation, time_first)

        def batch(state: State | None) -> Batch:
            given = next_batch(state) if carry_state else next_batch()
            return self._batch("next_batch", given, time_first, with_state=carry_state)

        def training() -> Iterator[Progress]:
            network = self._network()
            yield from train(
                network,
                self.loss,
                batch,
                held_out,
                lambda parameters: self._publish(network.named(parameters)),
                steps=steps,
                learning_rate=learning_rate,
                clip=clip,
                schedule=schedule,
                validate_every=validate_every,
                carry_state=carry_state,
            )

        return training()

    def _answer_shape(self) -> tuple[int, ...]:
        """Return the shape of one target, after the axes of time and batch."""
        raise NotImplementedError

    def _target(self, name: str, y: Any, shape: tuple[int, ...]) -> np.ndarray:
        """Return a target as the loss wants it, or raise ValueError unless it has this shape."""
        raise NotImplementedError

    def _inputs(self, name: str, x: Any) -> np.ndarray:
        return sequences(name, x, self.n_inputs, self.dtype)

    def _batch(self, name: str, given: Any, time_first: bool, *, with_state: bool = False) -> Batch:
        """Return what `next_batch` or `validation` gave as a Batch, or raise ValueError."""
        wanted = "x, y and a state" if with_state else "a pair x, y"
        try:
            x, y, *state = given
        except Exception:  # whatever it says when it is asked for its parts
            raise ValueError(f"{name} must give {wanted}; got {type(given).__name__}") from None
        if len(state) != with_state:
            raise ValueError(f"{name} must give {wanted}; got {2 + len(state)} things")
        x = self._inputs(f"x of {name}", x)
        if x.ndim != 3:
            raise ValueError(f"x of {name} must have a batch axis, (T, B, {self.n_inputs}); got shape {x.shape}")
        y, every_step = self._in_time(name, x, y, time_first)
        return Batch(x, y, every_step, self._state(f"state of {name}", state[0], x.shape[1:2]) if with_state else None)

    def _in_time(self, name: str, x: np.ndarray, y: Any, time_first: bool) -> tuple[np.ndarray, bool]:
        """Return the targets y of x (T, B, D), and whether they are at every step.

        Raises ValueError unless they fit, and where nothing shows that the first axis is time.
        """
        (T, B), answer, shape = x.shape[:2], self._answer_shape(), validate.shape_of(f"y of {name}", y)
        last, each = (B, *answer), (T, B, *answer)
        every_step = len(shape) == len(each)
        if shape != last and shape != each:
            words = f"y of {name} must have shape {last}"
            if self.reads_every_step:
                words += f", or {each} at every step"
            if shape == (T, *answer) or shape == (B, T, *answer):
                words += "; is x batch first? Time comes first, as in x.swapaxes(0, 1)"
            raise ValueError(f"{words}; got shape {shape}")
        if every_step and not self.reads_every_step:
            raise ValueError(f"y of {name} must have shape {last}, since the head looks back; got shape {shape}")
        if not time_first and T * B > 1 and (every_step or T == B):
            turned = "x and y with swapaxes(0, 1)" if every_step else "x with x.swapaxes(0, 1)"
            raise ValueError(
                f"x of {name} must be (T, B, {self.n_inputs}), time first, and its shape {x.shape} cannot show whether "
                f"it is: say time_first=True if it is, and turn {turned} if it is batch first"
            )
        return self._target(f"y of {name}", y, shape), every_step

    def _state(self, name: str, state: Any, batch: tuple[int, ...]) -> State | None:
        """Return a state whose arrays are (*batch, H), or raise ValueError; None is where everything starts at 0."""
        if state is None:
            return None
        names = [f"layer{n}.{symbol}" for n in range(self.layers) for symbol in self.cell.states]
        if not isinstance(state, Mapping) or set(state) != set(names):
            got = sorted(state) if isinstance(state, Mapping) else type(state).__name__
            raise ValueError(f"{name} must be None or hold {', '.join(names)}; got {got}")
        shape = (*batch, self.n_hidden)
        return {n: validate.floats(f"{n} of {name}", state[n], dtype=self.dtype, shape=shape) for n in names}

    def _answer(self, x: Any, state: Any, every_step: bool) -> tuple[np.ndarray, State]:
        """Return the head's numbers after x (T, D) or (T, B, D), (…, K), and the state after it."""
        every_step = validate.flag("every_step", every_step)
        if not self.reads_every_step and (every_step or state is not None):
            raise ValueError("every_step must be False, and state None, for a head that looks back at all states")
        x = self._inputs("x", x)
        start, network = self._state("state", state, x.shape[1:-1]), self._network()
        if x.ndim == 3:
            return network.forecast(x, start, every_step=every_step), network.state
        start = None if start is None else {name: array[None] for name, array in start.items()}
        answer = network.forecast(x[:, None], start, every_step=every_step)
        return answer[..., 0, :], {name: array[0] for name, array in network.state.items()}

    def save(self, path: str | Path) -> None:
        """Write sizes and weights to `path` (.npz: plain arrays, never pickle)."""
        sizes = {name: value for name in self.sizes if (value := getattr(self, name)) is not None}
        about = {**sizes, "layers": self.layers, "cell": self.cell.__name__, "dtype": self.dtype.name}
        recording.write(path, about, self._weights)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read what `save` wrote, or raise ValueError if the file is another or cut short."""
        about, weights = recording.read(
            path, (*cls.sizes, "layers", "cell", "dtype"), may_lack=("columns", "activation")
        )
        try:
            cell = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[about.pop("cell")]
            cls._check_sizes(about, weights)
            learner = cls(**about, cell=cell)
            learner.weights = weights
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"path must be a saved {cls.__name__}; {path} is not: {error}") from None
        return learner

    @classmethod
    def _check_sizes(cls, about: Mapping[str, Any], weights: Mapping[str, np.ndarray]) -> None:
        """Raise ValueError unless the sizes that a file tells are those of its weights.

        Before anything is made of them, since a file of two kilobytes may say that it has 20,000 units.
        """
        rows, n_hidden = weights["W_y"].shape
        layers = sum(name.endswith(".W_h") for name in weights)
        told = [about.get(name) for name in cls.sizes[2:]]  # of what the head answers with; a text is no size
        n_numbers = math.prod(size for size in told if isinstance(size, int))
        held = {"n_inputs": weights["layer0.W_x"].shape[-1], "n_hidden": n_hidden, "layers": layers}
        for name, size in held.items():
            if about[name] != size:
                raise ValueError(f"{name} is {validate.shown(about[name])}, but its weights have {size}")
        if n_numbers != rows:
            raise ValueError(
                f"it says that it answers with {validate.shown(n_numbers)} numbers; its weights give {rows}"
            )

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name}={value}" for name in self.sizes if (value := getattr(self, name)) is not None)
        return f"{type(self).__name__}({sizes}, cell={self.cell.__name__}, layers={self.layers})"
