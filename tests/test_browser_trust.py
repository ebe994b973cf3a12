"""A notebook that came from elsewhere runs nothing when it is opened; what its reader runs may."""

import json
import re
import urllib.request

import pytest
from browser import Lab
from nbformat import v4
from notebook_form import KERNELSPEC
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

SCRIPTS = {
    "an-image": '<img src="/nowhere.png" onerror="(window.ran ??= []).push(\'an-image\')">',
    "a-script": "<script>(window.ran ??= []).push('a-script')</script>",
    "a-frame": "<iframe srcdoc=\"<script>(parent.ran ??= []).push('a-frame')</script>\"></iframe>",
}
RAN = "[...new Set(window.ran ?? [])].sort()"


def notebook() -> str:
    """Return a notebook with each script in its text, and in what its cells have shown, as HTML, SVG and JavaScript."""
    cells = [v4.new_markdown_cell(html, id=f"text-of-{name}") for name, html in SCRIPTS.items()]
    for name, html in SCRIPTS.items():
        bundle = {"text/html": html, "text/plain": "HTML"}
        source = f"from IPython.display import HTML\nHTML({html!r})"
        cells.append(v4.new_code_cell(source, id=name, outputs=[v4.new_output("display_data", bundle)]))
    code = "(window.ran ??= []).push('a-program')"
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{code}"/>'
    for kind, data in (("application/javascript", code), ("image/svg+xml", drawing)):
        cells.append(
            v4.new_code_cell(outputs=[v4.new_output("display_data", {kind: data})], id=re.sub(r"\W", "-", kind))
        )
    return json.dumps(
        {
            "type": "notebook",
            "format": "json",
            "content": v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}),
        }
    )


def test_notebook_from_elsewhere_runs_no_script_when_it_is_opened_and_does_when_its_reader_runs_it(
    browser: Browser, lab: Lab
) -> None:
    address, token = f"{lab.url}/api/contents/from_elsewhere.ipynb", {"Authorization": f"token {lab.token}"}
    with urllib.request.urlopen(urllib.request.Request(address, notebook().encode(), token, method="PUT")) as answer:
        assert answer.status == 201
    page = (opened := lab.open(browser, "from_elsewhere.ipynb")).page
    page.wait_for_function("document.querySelectorAll('.jp-RenderedMarkdown, .jp-OutputArea-output').length >= 6")
    page.wait_for_timeout(1000)  # an image that is not there is told a moment later
    assert page.evaluate(RAN) == []
    opened.run_all()
    page.wait_for_function(f"{RAN}.length === 3")
    assert page.evaluate(RAN) == sorted(SCRIPTS)
    opened.close()
