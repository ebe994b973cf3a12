"""The exercise of notebook 02: one step of a plain RNN."""

import numpy as np

from lstm_lesson.live.exercise import as_array, call, exercise, expect
from lstm_lesson.nn.activations import sigmoid
from lstm_lesson.nn.cells import RNN


@exercise(
    "02_recurrent_recap/step",
    hints=[
        "Two products are added to b: one takes the input, one the state before.",
        "W_x has shape (H, D): W_x @ x is a vector of H numbers. W_h @ h_prev is another one.",
        "return np.tanh(W_x @ x + W_h @ h_prev + b)",
    ],
)
def step(answer: object) -> str:
    """Compare with the package's RNN: first with D = H, where every mix-up still has a shape, then with D < H."""
    for D, H in ((3, 3), (2, 4)):
        cell = RNN(D, H)
        rng = np.random.default_rng(D)
        cell.set_weights({name: rng.normal(0, 0.8, old.shape) for name, old in cell.weights.items()})
        x, h = rng.normal(0, 1, D), rng.normal(0, 0.6, H)
        got = call(answer, x, h, cell.W_x, cell.W_h, cell.b)
        mistakes = _mistakes(x, h, cell) if D == H else {}
        as_array(got, name="the new state")
        expect(got, cell.step(x, h)["h"], mistakes, name="the new state")
    return "the same step as every plain RNN's, for any D and H."


def _mistakes(x: np.ndarray, h: np.ndarray, cell: RNN) -> dict[str, np.ndarray]:
    """What each likely mistake leads to, by the sentence about it."""
    W_x, W_h, b, tanh = cell.W_x, cell.W_h, cell.b, np.tanh
    z = W_x @ x + W_h @ h + b
    star = "* multiplies entry by entry; the product of a matrix and a vector is @."
    turned = "rows and columns of a matrix have changed places: W x is W @ x, or x @ W.T."
    return {
        "tanh is missing.": z,
        "W_x and W_h have changed places: W_x belongs to the input x, W_h to the state h_prev.": tanh(
            W_x @ h + W_h @ x + b
        ),
        "the bias b is missing.": tanh(z - b),
        "the state before, W_h @ h_prev, is missing: this step remembers nothing.": tanh(W_x @ x + b),
        "the input, W_x @ x, is missing: this step hears nothing.": tanh(W_h @ h + b),
        star: tanh(W_x * x + W_h * h + b),
        f"{star} (Look at W_x.)": tanh(W_x * x + W_h @ h + b),
        f"{star} (Look at W_h.)": tanh(W_x @ x + W_h * h + b),
        turned: tanh(x @ W_x + h @ W_h + b),
        f"{turned} (Look at W_x.)": tanh(x @ W_x + W_h @ h + b),
        f"{turned} (Look at W_h.)": tanh(W_x @ x + h @ W_h + b),
        "tanh goes around the whole sum, b included.": tanh(z - b) + b,
        "tanh goes around the whole sum, not around each product.": tanh(W_x @ x) + tanh(W_h @ h) + b,
        "here is σ; a plain RNN squashes with tanh.": sigmoid(z),
        "b is subtracted; it is added.": tanh(z - 2 * b),
    }
