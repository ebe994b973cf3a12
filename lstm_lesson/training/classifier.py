"""A network that says which class comes, or which class a sequence is of, with a probability for each."""

from typing import Any, ClassVar

import numpy as np

from lstm_lesson import validate
from lstm_lesson.nn.activations import softmax
from lstm_lesson.nn.cells import LSTM, Cell
from lstm_lesson.training.learner import Learner
from lstm_lesson.training.losses import CROSS_ENTROPY, Loss
from lstm_lesson.training.network import State


class Classifier(Learner):
    """Layers of one kind of cell, a linear head and a softmax: a sequence in, a probability for each class out.

    The linear head gives the logits, one for each class. The loss of `fit` is their cross-entropy in nats, the mean of
    −log p of the right class; its targets y are class numbers 0 … n_classes − 1, (B,), or (T, B) at every step.
    `weights` are always the best so far (lowest validation loss), so a training may stop, or diverge, at any step.
    """

    loss: ClassVar[Loss] = CROSS_ENTROPY
    sizes: ClassVar[tuple[str, ...]] = ("n_inputs", "n_hidden", "n_classes", "activation")

    def __init__(
        self,
        n_inputs: int,
        n_hidden: int,
        n_classes: int,
        *,
        cell: type[Cell] = LSTM,
        activation: str | None = None,
        layers: int = 1,
        rng: Any = 0,
        dtype: Any = np.float32,
    ):
        """Draw the weights. n_inputs: D. n_hidden: H. cell: RNN, LSTM or GRU. rng: a Generator or a seed.

        activation: an RNN's, "tanh" (if None) or "relu".
        """
        self.n_classes = validate.whole("n_classes", n_classes, at_least=2)
        kind: dict[str, Any] = {"cell": cell, "activation": activation, "layers": layers}
        super().__init__(n_inputs, n_hidden, self.n_classes, **kind, rng=rng, dtype=dtype)

    def _answer_shape(self) -> tuple[int, ...]:
        return ()

    def _target(self, name: str, y: Any, shape: tuple[int, ...]) -> np.ndarray:
        return validate.classes(name, y, self.n_classes, shape)

    def predict(self, x: Any, *, every_step: bool = False, temperature: float = 1.0) -> np.ndarray:
        """Return the probability of each class after x, (T, D) or (T, B, D), time first: (n_classes,), (B, n_classes).

        every_step: after every step of x, (T, n_classes) or (T, B, n_classes). The class itself is where the largest
        stands: argmax(axis=-1). temperature: softmax(logits/τ); towards 0 the likeliest class takes all.
        """
        return self.predict_from(x, every_step=every_step, temperature=temperature)[0]

    def predict_from(
        self, x: Any, state: State | None = None, *, every_step: bool = False, temperature: float = 1.0
    ) -> tuple[np.ndarray, State]:
        """Answer as `predict` does, starting from `state`; return the answer, and the state after x to go on from.

        state: what an earlier call returned for the same sequences, by name (layer0.h, layer0.c, …), each (H,) or
        (B, H); None starts at 0. Two halves of x with the state between are all of x at once.
        """
        temperature = validate.real("temperature", temperature, above=0)
        logits, after = self._answer(x, state, every_step)
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            scaled = logits / self.dtype.type(temperature)
        if not np.isfinite(scaled).all() or not scaled.any():  # as near to 0, or as large, as no number is
            below_best = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
            with np.errstate(over="ignore", under="ignore"):
                scaled = (below_best / temperature).astype(self.dtype)
        return softmax(scaled), after
