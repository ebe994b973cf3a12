"""A notebook that the course's server stores can be read without its kernel, and differs in nothing from another's."""

import asyncio
import copy
import importlib.util
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from nbformat import v4
from notebook_form import LANGUAGE_INFO
from tornado.web import HTTPError
from traitlets.config import Configurable

ROOT = Path(__file__).parents[1]
VIEW = "application/vnd.jupyter.widget-view+json"
ASIDE = ThreadPoolExecutor(1)  # in this thread, the browser tests' event loop may be running


def load() -> Any:
    spec = importlib.util.spec_from_file_location("readable_notebooks", ROOT / "config" / "readable_notebooks.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


readable = load()


def shown(**data: Any) -> nbformat.NotebookNode:
    """An output that shows the widget "abc", and these other forms of it."""
    bundle = {kind.replace("_", "/"): value for kind, value in data.items()}
    return v4.new_output("display_data", {VIEW: {"model_id": "abc"}, **bundle})


def notebook(*outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook as JupyterLab sends it."""
    cell = v4.new_code_cell("key", id="key-picture", outputs=list(outputs))
    made = v4.new_notebook(cells=[v4.new_markdown_cell("# A?", id="a"), cell])
    made.metadata.update(language_info=dict(IPythonKernel.language_info), widgets={"state": {}})
    return made


class Server(Configurable):
    """As much of a server as can be asked for the notebook's kernel: `kernel` is its process, None if it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.kernel: int | None = 1
        self.session_manager = self.kernel_manager = self

    async def get_session(self, path: str) -> dict[str, Any]:
        assert path == "a.ipynb"
        if self.kernel is None:
            raise HTTPError(404)
        return {"kernel": {"id": "k"}}

    def get_kernel(self, kernel_id: str) -> SimpleNamespace:
        return SimpleNamespace(provisioner=SimpleNamespace(pid=self.kernel))


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def contents(tmp_path, server) -> Iterator[Any]:
    made = ASIDE.submit(lambda: readable.ReadableNotebooks(root_dir=str(tmp_path), parent=server)).result()
    yield made
    ASIDE.submit(made.notary.store.close).result()


def run(work: Any) -> Any:
    """Do asynchronous work aside."""
    return ASIDE.submit(asyncio.run, work).result()


def save(contents: Any, content: nbformat.NotebookNode) -> None:
    run(contents.save({"type": "notebook", "content": copy.deepcopy(content)}, "a.ipynb"))


def opened(contents: Any) -> nbformat.NotebookNode:
    return run(contents.get("a.ipynb", type="notebook"))["content"]


def views(content: nbformat.NotebookNode) -> list[str]:
    return [output.data[VIEW]["model_id"] for output in content.cells[1].outputs if VIEW in output.get("data", {})]


@pytest.mark.parametrize("kind", ["text_html", "image_png", "text_plain"])
def test_stored_file_holds_the_readable_form_and_no_widget(kind, contents, tmp_path):
    save(contents, notebook(shown(**{kind: "seen"})))
    stored = nbformat.read(tmp_path / "a.ipynb", as_version=4)
    assert stored.cells[1].outputs[0].data == {kind.replace("_", "/"): "seen"}
    assert "widgets" not in stored.metadata


def test_widget_without_any_other_form_is_kept(contents, tmp_path):
    save(contents, notebook(shown()))
    assert VIEW in (tmp_path / "a.ipynb").read_text("utf-8")


def test_page_loaded_again_has_its_widgets_while_the_kernel_runs_and_only_then(contents, server):
    save(contents, notebook(v4.new_output("stream", text="1"), shown(image_png="AAAA")))
    assert views(opened(contents)) == ["abc"]
    server.kernel = None
    assert views(opened(contents)) == []


def test_widget_of_a_kernel_that_was_restarted_does_not_come_back_even_if_saved_again(contents, server):
    save(contents, notebook(shown(image_png="AAAA")))
    server.kernel = 2
    assert views(opened(contents)) == []
    save(contents, notebook(shown(image_png="AAAA")))
    assert views(opened(contents)) == []


def test_widget_whose_kernel_had_ended_before_it_was_saved_does_not_come_back(contents, server):
    server.kernel = None
    save(contents, notebook(shown(image_png="AAAA")))
    assert views(opened(contents)) == []


def test_file_that_another_server_has_stored_opens_without_its_widgets(contents, tmp_path):
    nbformat.write(notebook(shown(image_png="AAAA")), tmp_path / "a.ipynb")
    assert views(opened(contents)) == []


def test_widgets_do_not_go_to_outputs_that_are_not_theirs(contents, tmp_path):
    save(contents, notebook(shown(image_png="AAAA")))
    other = notebook(v4.new_output("stream", text="1"), v4.new_output("display_data", {"image/png": "BBBB"}))
    nbformat.write(other, tmp_path / "a.ipynb")
    assert views(opened(contents)) == []


def test_language_is_stored_the_same_on_every_computer_and_opened_as_the_kernel_names_it(contents, tmp_path):
    save(contents, notebook(shown(image_png="AAAA")))
    assert json.loads((tmp_path / "a.ipynb").read_text("utf-8"))["metadata"]["language_info"] == LANGUAGE_INFO
    assert opened(contents).metadata.language_info == IPythonKernel.language_info


def test_another_language_is_left_alone(contents):
    content = notebook()
    content.metadata.language_info = {"name": "julia", "version": "1.11"}
    save(contents, content)
    assert opened(contents).metadata.language_info == {"name": "julia", "version": "1.11"}


def test_an_error_on_the_way_does_not_keep_a_notebook_from_being_saved(contents, tmp_path, monkeypatch):
    monkeypatch.setattr(readable, "take_views", lambda content: 1 / 0)
    save(contents, notebook(shown(image_png="AAAA")))
    assert VIEW in (tmp_path / "a.ipynb").read_text("utf-8")
