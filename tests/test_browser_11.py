"""Notebook 11 in a real JupyterLab: the training runs, and everything else stays alive meanwhile."""

import re
import time
from collections.abc import Callable

import pytest
from browser import PATIENCE, Lab, LabExhibit
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def step(training: LabExhibit) -> int:
    """The step that the readout names, 0 before the first."""
    found = re.search(r"step ([\d,]+)", training.readout)
    return int(found[1].replace(",", "")) if found else 0


def test_train_move_a_slider_meanwhile_stop_and_continue(browser: Browser, lab: Lab) -> None:
    notebook = lab.open(browser, "11_damped_sine.ipynb")
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
    notebook.close()
