"""Every exhibit fits the screen: controls, sentence and picture together on a projector, and nothing cut on a phone."""

import pytest
from browser import Lab
from notebook_calls import each_notebook
from playwright.sync_api import Browser

TOGETHER = ((1440, 900), (1366, 768), (1280, 720))  # windows in which an exhibit is seen as a whole, at its full size
NARROW = ((768, 1024), (390, 844))  # windows in which its parts stand below each other
EDGE = 1  # pixels: places are rounded

ALL_CELLS = """() => {
    const notebook = jupyterapp.shell.currentWidget.content;
    notebook.notebookConfig = {...notebook.notebookConfig, windowingMode: 'none'};
}"""  # JupyterLab would leave out what is out of sight
MEASURE = """() => {
    const room = jupyterapp.shell.currentWidget.content.node.getBoundingClientRect();
    return [...document.querySelectorAll('.lesson-exhibit')].map(exhibit => {
        const output = exhibit.closest('.jp-OutputArea-output').getBoundingClientRect();
        const picture = exhibit.querySelector('.lesson-picture img');
        const beyond = [...exhibit.querySelectorAll('*')].filter(part => {
            const place = part.getBoundingClientRect();
            return place.width > 0 && place.height > 0 && place.right > Math.min(output.right, room.right) + 1;
        });
        return {
            height: exhibit.getBoundingClientRect().height,
            room: room.height,
            scale: picture.getBoundingClientRect().width / picture.naturalWidth,
            cut: beyond.map(part => `${part.tagName} ${part.className}`).slice(0, 3),
        };
    });
}"""


@pytest.mark.browser
@each_notebook
def test_every_exhibit_is_seen_as_a_whole_on_a_projector_and_nothing_of_it_is_cut_on_a_phone(
    path, lab: Lab, browser: Browser
):
    notebook = lab.open(browser, path.name)
    notebook.page.evaluate(ALL_CELLS)
    notebook.run_all()
    notebook.page.locator(".lesson-exhibit").first.wait_for()
    for width, height in (*TOGETHER, *NARROW):
        notebook.page.set_viewport_size({"width": width, "height": height})
        notebook.page.wait_for_timeout(400)  # until the page has settled
        for number, exhibit in enumerate(notebook.page.evaluate(MEASURE)):
            where = f"exhibit {number} at {width} × {height}"
            assert exhibit["cut"] == [], where
            if (width, height) in TOGETHER:
                assert exhibit["height"] <= exhibit["room"] + EDGE, where
                assert exhibit["scale"] == pytest.approx(1), where  # its texts are as large as they were drawn
    notebook.close()
