"""What notebook 03 says in numbers, beside the computation of each."""

import numpy as np
from claiming import cited, claim, moved, says

from lstm_lesson import clipped_update, gradient_of_many_units, gradient_of_one_unit, sigmoid
from lstm_lesson.lessons.n03_why_rnns_forget import numbers
from lstm_lesson.lessons.n03_why_rnns_forget.stretching_numbers import stretched
from lstm_lesson.nn import gradients, one_unit
from lstm_lesson.studies import recall
from lstm_lesson.training.optimise import Adam


def n_weights(learner: str) -> int:
    return sum(w.size for w in recall.task(40).learner(learner).weights.values())


def sizes(gain: float) -> np.ndarray:
    """How large ∂h_50/∂h_0 is in 30 draws of the weights."""
    return np.array([numbers.random_rnn(gain, 0.5, seed=seed).gradient[0] for seed in range(30)])


def start_gradient(learner: str) -> float:
    """The size of ∂h_40/∂h_0 before training, in the median of five seeds and eight sequences."""
    x, found = recall.task(40).test_set()[0], []
    for seed in recall.ALL_SEEDS:
        cell = recall.task(40).learner(learner, seed=seed).cells()[0]
        for k in range(8):
            jacobian = gradients.hidden_state_gradient(cell.W_h, cell.run(x[:, k]))[0].astype(float)
            found.append(np.linalg.norm(jacobian) / np.sqrt(len(jacobian)))
    return float(np.median(found))


def starts_of_three() -> tuple[float, ...]:
    return tuple(start_gradient(name) for name in ("RNN", "orthogonal RNN", "ReLU RNN"))


CLAIMS = [
    # One unit
    says("vanishes to 7·10⁻³⁴", lambda: moved(gradient_of_one_unit(w_h=1.5), swing=1)),
    claim("a sine of period 20", lambda: 2 * np.argmax(one_unit.sine(50, 1.0)[1:11] < 1e-9) + 2),
    claim("1 + 50 · 0.1 = 6", lambda: (50, 0.1)),
    says("Only 7·10⁻³⁴ is left", lambda: moved(gradient_of_one_unit(w_h=1.5), swing=1)),
    # Many units
    says("arrives 3·10⁸ times as large", lambda: moved(gradient_of_many_units(), gain=4)),
    claim("not in the other 31", lambda: numbers.UNITS - 1),
    claim("there is one, near a gain of 1.3", lambda: 0.5 < numbers.random_rnn(1.3, 0.5).gradient[0] < 2),
    claim("after 20 steps all that is left is a dot", lambda: stretched(0.8, 20).longest < 0.02),
    claim("Next come 32 units", lambda: numbers.UNITS),
    says("explodes to 3·10⁸", lambda: moved(gradient_of_many_units(), gain=4)),
    claim("in 30 of 30 draws the gradient explodes", lambda: (np.sum(sizes(4) > 100), 30)),
    claim("in 30 of 30 it vanishes at 0.8", lambda: (np.sum(sizes(0.8) < 1e-5), 30, 0.8)),
    # Clipping
    claim("one unit over 15 steps", lambda: numbers.STEPS),
    says("cuts the two long updates to 0.1", lambda: moved(clipped_update(), preset="at the foot")),
    says("at the foot of the cliff | 10.3 | 1.03 | 0.1", lambda: moved(clipped_update(), preset="at the foot")),
    says("on the cliff | 373 | 37.3 | 0.1", lambda: moved(clipped_update(), preset="on the cliff")),
    says("behind the cliff | 0.53 | 0.053 | 0.053", lambda: moved(clipped_update(), preset="behind the cliff")),
    says("1.03 is the length of the update", lambda: moved(clipped_update(), preset="at the foot")),
    # Recall
    claim("about 1,400 weights", lambda: np.mean([n_weights(name) for name in recall.LEARNERS])),
    claim("at least 95 % of the test sequences", lambda: recall.KNOWS),
    claim("at most 1,000 training steps", lambda: recall.STEPS),
    claim("with β_2 = 0.99", lambda: Adam(np.zeros(1)).beta2),
    claim("there are about 117,000 in the second", lambda: 1000 * 1.1**50, within=500),
    claim("has size 10⁻¹⁰ in the RNN, 0.02 with the orthogonal start and 0.3 with ReLU", starts_of_three),
    # The self-test
    claim("at 0.12", lambda: sigmoid(-2)),
    cited("its usual 0.999", "Kingma & Ba 2015, algorithm 1: good default settings"),
    claim("It would be 6 if each step added a tenth of the start, because 1 + 50 · 0.1 = 6", lambda: (50, 0.1)),
    says("the gradient has norm 10.3", lambda: moved(clipped_update(), w_h=1.5, b=-0.2)),
    claim("You would need 8 steps if each of them took the same amount away", lambda: 1 - 8 * (0.5 / 4) == 0),
]
