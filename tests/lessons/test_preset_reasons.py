"""What a preset's reason and a readout say is so, computed from the state: no stored picture is asked."""

import numpy as np

from lstm_lesson import impulse_response, unrolled_rnn


def test_taking_turns_changes_the_sign_at_every_step():
    exhibit = unrolled_rnn()
    exhibit.preset("taking turns")
    h = exhibit.compute(**exhibit.values).h
    assert (np.diff(np.sign(h)) != 0).all()


def test_readout_of_the_impulse_response_ends_with_the_last_state():
    exhibit = impulse_response()
    exhibit.set(w_h=-0.95)  # so that the last two differ in sign
    h = exhibit.compute(**exhibit.values).h
    last = float(exhibit.readout.rstrip(".").split()[-1].replace("−", "-"))
    assert abs(last - h[-1]) <= 0.0051 < abs(last - h[-2])
