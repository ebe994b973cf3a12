"""Notebook 11 in a real JupyterLab: the training runs, and everything else stays alive meanwhile."""

import pytest
from browser import Lab
from playwright.sync_api import Browser
from training_scene import train_stop_and_continue

pytestmark = pytest.mark.browser


@pytest.mark.thorough
def test_train_move_a_slider_meanwhile_stop_and_continue(browser: Browser, lab: Lab) -> None:
    notebook = lab.open(browser, "11_damped_sine.ipynb")
    train_stop_and_continue(notebook)
    notebook.close()
