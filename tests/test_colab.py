"""What Colab has: ipywidgets 7.7.1, ipykernel 6.17.1 and IPython 7.34, and Notebook 6.5 in front, in a real browser.

Colab's own page is not to be had; Notebook 6.5 has its generation of ipywidgets. The environment is made when these
tests are run for the first time; `tools/versions.py` says what is in it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import versions
from browser import PATIENCE, ROOT
from classic import Classic, ClassicNotebook, environment, running_notebook
from nbclient import NotebookClient
from packaging.specifiers import SpecifierSet
from playwright.sync_api import Browser, expect
from training_scene import train_stop_and_continue, until

pytestmark = [pytest.mark.browser, pytest.mark.thorough]

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def python() -> Path:
    pythons = versions.read_sets()["colab"].pythons
    if not SpecifierSet(pythons).contains(f"{sys.version_info[0]}.{sys.version_info[1]}"):
        pytest.skip(f"Colab's numpy was built for Python {pythons}, so nothing was tried with Colab's versions.")
    return versions.colab()


@pytest.fixture(scope="module")
def classic(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classic]:
    """Notebook 6.5 on a copy of the course's notebooks and pictures."""
    folder = tmp_path_factory.mktemp("classic")
    for part in ("notebooks", "assets"):
        shutil.copytree(ROOT / part, folder / part)
    with running_notebook(folder, python) as running:
        yield running


@pytest.fixture(scope="module")
def notebook(browser: Browser, classic: Classic) -> Iterator[ClassicNotebook]:
    """Notebook 08, run from top to bottom."""
    notebook = classic.open(browser, "notebooks/08_cell_state_flow.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


def assert_no_complaint(notebook: ClassicNotebook) -> None:
    assert notebook.complaints == []
    assert notebook.strangers == []
    assert notebook.page.locator(".lesson-error").count() == 0
    assert notebook.page.locator(".output_error").count() == 0


# ---- In the browser


def test_every_exhibit_and_question_shows_as_a_widget_and_keeps_words_and_picture_beside_it(
    notebook: ClassicNotebook,
) -> None:
    tagged = nbformat.read(ROOT / "notebooks" / "08_cell_state_flow.ipynb", as_version=4).cells
    cells = {cell.id: cell.metadata.get("tags", []) for cell in tagged if cell.cell_type == "code"}
    shown = {name for name, tags in cells.items() if {"exhibit", "predict"} & set(tags)}
    assert len(shown) == 8
    for name in shown:
        notebook.exhibit(name)
        note, picture = notebook.outputs(name)
        assert "text/html" in note["data"]  # the note, or the question in words
        assert picture["data"]["image/png"]
        assert picture["data"]["text/plain"].startswith("Exhibit(")
        for output in (note, picture):
            view = output["data"][VIEW]
            assert (view["version_major"], view["version_minor"]) == (2, 0)
        if "predict" in cells[name]:
            assert notebook.page.locator(f"[data-lesson-cell='{name}'] .lesson-prediction").is_visible()
    assert notebook.page.get_by_text("Not running yet").count() == 0
    assert_no_complaint(notebook)


def test_key_on_a_slider_changes_picture_and_readout_and_the_way_back_restores_both(notebook: ClassicNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    picture, readout = exhibit.picture, exhibit.readout
    exhibit.press("b_f", "ArrowRight")
    assert exhibit.picture != picture
    assert exhibit.readout != readout
    assert exhibit.alt == exhibit.readout
    assert exhibit.root.locator(".lesson-control-b_f input").input_value() == "2.1"
    exhibit.press("b_f", "ArrowLeft")
    assert (exhibit.picture, exhibit.readout) == (picture, readout)
    assert_no_complaint(notebook)


def test_number_that_is_typed_moves_the_slider(notebook: ClassicNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    before, handle = exhibit.picture, exhibit.root.locator(".lesson-control-b_o .ui-slider-handle")
    left = handle.bounding_box()
    box = exhibit.root.locator(".lesson-control-b_o input")
    box.fill("-3,5")
    box.press("Enter")
    exhibit.wait_for_another(before)
    assert box.input_value() == "-3.5"
    right = handle.bounding_box()
    assert left
    assert right
    assert right["x"] < left["x"]
    exhibit.root.get_by_role("button", name="Reset").click()
    until(lambda: exhibit.picture == before)


def test_prediction_unlocks_the_sliders_and_gives_its_reasons(notebook: ClassicNotebook) -> None:
    exhibit = notebook.exhibit("where-from-picture")
    reset = exhibit.root.get_by_role("button", name="Reset")
    assert reset.is_disabled()
    notebook.commit("where-from-picture")
    expect(reset).to_be_enabled(timeout=PATIENCE)
    exhibit.press("w_xi", "ArrowRight")
    assert_no_complaint(notebook)


def test_play_moves_the_step_by_its_own_buttons_until_it_is_paused(notebook: ClassicNotebook) -> None:
    exhibit = notebook.exhibit("all-twelve-picture")
    step = exhibit.root.locator(".lesson-control-t input").first
    play, pause, *_ = exhibit.root.locator(".lesson-player .widget-play button").all()
    begun = int(step.input_value())
    play.click()
    until(lambda: int(step.input_value()) >= begun + 3)
    pause.click()
    notebook.page.wait_for_timeout(1000)  # six frames
    paused = step.input_value()
    notebook.page.wait_for_timeout(1000)
    assert step.input_value() == paused != "59"  # it would stop there by itself
    assert exhibit.readout.startswith(f"At step t = {paused}: ")
    assert_no_complaint(notebook)


def test_check_tells_a_wrong_answer_from_a_right_one(notebook: ClassicNotebook) -> None:
    for answer, verdict in (("-0.5", "not yet: "), ("np.log(0.5 ** (1 / n) / (1 - 0.5 ** (1 / n)))", "right: ")):
        notebook.execute("exercise-check", f"check('05_forget_gate/bias_for', lambda n: {answer})")
        until(lambda verdict=verdict: notebook.printed("exercise-check").startswith(verdict))  # type: ignore[misc]
    notebook.exhibit("exercise-picture")
    task = notebook.page.locator("[data-lesson-cell='exercise-picture']")
    task.get_by_role("button", name="Check").click()
    task.locator(".lesson-task").get_by_text("not attempted yet").wait_for()
    assert_no_complaint(notebook)


def test_training_starts_stops_and_goes_on_and_a_slider_moves_meanwhile(browser: Browser, classic: Classic) -> None:
    notebook = classic.open(browser, "notebooks/11_damped_sine.ipynb")
    train_stop_and_continue(notebook)
    assert_no_complaint(notebook)
    notebook.close()


# ---- Without a browser

EVERY_KIND = """
import warnings
from lstm_lesson import *
warnings.simplefilter("error")
for make in (cell_state_flow, forget_gate_challenges, reading_key, train_damped_sine, one_window_forecasts):
    make()
predict("05_forget_gate/sign", then=forget_gate())
"""


def test_exhibits_questions_and_tasks_are_made_without_a_warning(python: Path, tmp_path: Path) -> None:
    command = [str(python), "-c", EVERY_KIND]
    done = subprocess.run(command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def kernel_named(name: str, python: Path, folder: Path) -> None:
    """Tell a Jupyter that looks into the folder of a kernel that runs in another Python."""
    spec = folder / "kernels" / name
    spec.mkdir(parents=True)
    command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": command, "display_name": name, "language": "python"}))


def packages_of(python: Path) -> Path:
    """The folder into which a Python installs."""
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())


@pytest.fixture
def as_hosted(python: Path, tmp_path: Path) -> Path:
    """A Python that sees what Colab has and installs beside it, so that what is replaced there would be found here."""
    folder = tmp_path / "hosted"
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    own = folder / python.relative_to(python.parents[1])
    (packages_of(own) / "colab.pth").write_text(f"{packages_of(python)}\n")
    return own


@pytest.mark.nightly
def test_every_notebook_prints_what_it_stores_with_colabs_versions(python: Path, tmp_path: Path) -> None:
    kernel_named("colab", python, tmp_path)
    own = {name: value for name, value in environment(tmp_path).items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--nbval"]
    command += ["--nbval-kernel-name", "colab", *map(str, NOTEBOOKS)]
    done = subprocess.run(command, cwd=ROOT, env=own | {"JUPYTER_PATH": str(tmp_path)}, capture_output=True, text=True)
    cells = sum(cell.cell_type == "code" for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert re.search(rf"\b{cells} passed in", done.stdout)


def test_two_lines_of_the_readme_install_the_course_and_replace_nothing(
    as_hosted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("### In Colab and Kaggle")[2]
    indented = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    lines, made = indented[:2], indented[2].split()
    fresh = tmp_path / "content"  # Colab's folder of uploads is called so
    fresh.mkdir()
    making = [sys.executable, *made[1:-1], str(ROOT), "--wheel-dir", str(fresh)]
    subprocess.run(making, check=True, capture_output=True)
    assert (fresh / lines[0].split()[-1]).is_file()

    kernel_named("hosted", as_hosted, tmp_path)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.delenv("PYTHONPATH", raising=False)
    shows = "from lstm_lesson import forget_gate, predict\npredict('05_forget_gate/sign', then=forget_gate())"
    sources = ["\n".join(lines), "print(lstm_lesson.__file__)", shows]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    where = {"metadata": {"path": str(fresh)}}
    NotebookClient(notebook, kernel_name="hosted", timeout=300, resources=where, store_widget_state=False).execute()

    first, second, third = (cell.outputs for cell in notebook.cells)
    assert [output for output in first if output.get("name") == "stderr"] == []
    installed = packages_of(as_hosted)
    assert Path(second[0].text.strip()).parent == installed / "lstm_lesson"
    assert [VIEW in output.data for output in third] == [True, True]
    assert [path.name.partition("-")[0] for path in installed.glob("*.dist-info")] == ["lstm_lesson"]
