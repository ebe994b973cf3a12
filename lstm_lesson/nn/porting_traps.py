"""What goes wrong when weights or data move by hand between PyTorch, Keras and this course, as a table to show.

Every line of it is computed in tests/nn/test_porting_traps.py, from what PyTorch 2.13 and Keras 3.15 gave out.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trap:
    """How the three do one thing, and what you see if you miss it; str() writes it on four lines."""

    pytorch: str
    keras: str
    course: str
    if_missed: str

    def __str__(self) -> str:
        return (
            f"  PyTorch    {self.pytorch}\n  Keras      {self.keras}\n  here       {self.course}\n"
            f"  if missed  {self.if_missed}"
        )


PORTING_TRAPS = {
    "two bias vectors": Trap(
        pytorch="bias_ih and bias_hh, which are added; a GRU's block n needs both",
        keras="one bias, but two for a GRU",
        course="one bias b, the sum; a GRU also has b_hn",
        if_missed="the outputs are wrong if bias_ih alone is copied",
    ),
    "order of the blocks": Trap(
        pytorch="LSTM i, f, g, o; GRU r, z, n",
        keras="LSTM i, f, c, o, where c is our g; GRU z, r, h, where h is our n; matrices transposed",
        course="as in PyTorch",
        if_missed="after transposing the shapes fit, and a GRU from Keras gives wrong outputs",
    ),
    "which axis is time": Trap(
        pytorch="the first, (T, B, D); the second with batch_first=True",
        keras="the second, (B, T, D)",
        course="the first, (T, B, D)",
        if_missed="there is no error: the batch is read as if it were time",
    ),
    "where the last step is": Trap(
        pytorch="in output[-1], or output[:, -1] with batch_first=True; h_n is (layers, B, H) either way",
        keras="it is all that the layer returns, unless return_sequences=True",
        course="in trace.h[-1]",
        if_missed="with batch_first=True, output[-1] is every step of the last sequence",
    ),
    "where the reset gate acts": Trap(
        pytorch="after the product: r ⊙ (W_hn h + b_hn)",
        keras="after the product; before it with reset_after=False",
        course="after the product",
        if_missed="weights trained with one give wrong outputs with the other",
    ),
    "which way z points": Trap(
        pytorch="near 1 keeps",
        keras="near 1 keeps",
        course="near 1 keeps; in Chung et al. (2014) near 1 replaces",
        if_missed="the outputs are wrong until you change the sign of z's weights and biases",
    ),
    "forget bias at the start": Trap(
        pytorch="near 0: the sum of two random numbers within ±1/√H",
        keras="1",
        course="1",
        if_missed="an untrained cell keeps about 0.5 of its state at each step, not 0.73",
    ),
}
