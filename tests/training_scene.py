"""What a student does with the training of notebook 11: in JupyterLab, in Notebook 6.5 and on the browser site."""

import re
import time
from collections.abc import Callable

from browser import PATIENCE, LabExhibit, OpenNotebook


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def step(training: LabExhibit) -> int:
    """The step that the readout names, 0 before the first."""
    found = re.search(r"step ([\d,]+)", training.readout)
    return int(found[1].replace(",", "")) if found else 0


def train_stop_and_continue(notebook: OpenNotebook) -> None:
    """Run notebook 11, train, move a slider meanwhile, stop, continue; assert what is seen."""
    notebook.run_all()
    training, forecast = notebook.exhibit("train-picture"), notebook.exhibit("forecast-picture")
    assert training.root.get_by_role("button", name="Train").is_disabled()
    notebook.commit("train-picture")
    notebook.commit("forecast-picture")
    assert training.readout.startswith("Nothing is trained yet")
    assert forecast.readout.startswith("With the recorded weights: period 15,")

    notebook.exhibit("train-picture")
    training.root.get_by_role("button", name="Train").click()
    until(lambda: step(training) > 0)
    notebook.exhibit("forecast-picture")
    forecast.press("period", "ArrowRight")
    until(lambda: ": period 15.25," in forecast.readout)
    until(lambda: forecast.readout.startswith("With your own weights"))

    stop = training.root.get_by_role("button", name="Stop")
    stop.click()
    until(lambda: training.readout.startswith("Stopped at step"))
    stopped_at = step(training)
    assert 100 <= stopped_at < 4000
    time.sleep(1)
    assert step(training) == stopped_at
    until(lambda: f"after {stopped_at:,} steps" in forecast.readout)

    training.root.get_by_role("button", name="Continue").click()
    until(lambda: step(training) > stopped_at)
    assert training.readout.startswith(("Training: ", "Trained: "))
    assert notebook.page.locator(".lesson-error").count() == 0
