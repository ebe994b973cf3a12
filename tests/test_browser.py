"""What a student sees: the notebooks in a real JupyterLab, in a real browser."""

import pytest
from browser import Lab
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_a_key_on_a_slider_of_08_changes_picture_and_readout_and_the_way_back_restores_both(
    browser: Browser, lab: Lab
) -> None:
    notebook = lab.open(browser, "08_cell_state_flow.ipynb")
    notebook.run_all()
    exhibit = notebook.exhibit("all-twelve-picture")
    picture, readout = exhibit.picture, exhibit.readout

    exhibit.press("b_f", "ArrowRight")
    assert exhibit.picture != picture
    assert exhibit.readout != readout
    assert exhibit.alt == exhibit.readout

    exhibit.press("b_f", "ArrowLeft")
    assert exhibit.picture == picture
    assert exhibit.readout == readout
    notebook.close()
