"""What a network is trained on, chosen by and tested with has no sequence in common."""

import numpy as np
import pytest

from lstm_lesson.studies import adding, recall, side_by_side, sine_forecast

TASKS = {
    "sine": (sine_forecast.TASK, (500, 1000)),
    "recall": (recall.task(40), (200, 500)),
    "adding": (adding.task(20), (200, 1000)),
    "noisy sine": (side_by_side.TASKS["sine"], (200, 1000)),
    "short sums": (side_by_side.TASKS["adding"], (200, 1000)),
}


@pytest.mark.parametrize(("task", "sizes"), TASKS.values(), ids=TASKS)
def test_no_sequence_is_in_two_sets(task, sizes):
    held_out, next_batch = [task.validation_set()[0], task.test_set()[0]], task.batches()
    assert tuple(x.shape[1] for x in held_out) == sizes
    every = np.concatenate([*held_out, *(next_batch()[0] for _ in range(50))], axis=1)
    assert np.unique(every, axis=1).shape == every.shape
