"""The course sends nothing away and runs nothing that it reads; what is typed reaches the page as text alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import ipywidgets as widgets
import numpy as np
import pytest
import yaml
from matplotlib.text import Text

import lstm_lesson as course
from lstm_lesson.live import exercise, kept, progress
from lstm_lesson.live.question import Prediction, page
from lstm_lesson.live.questions import Near, Question, question

ROOT = Path(__file__).parents[1]
OURS = sorted(path for folder in ("lstm_lesson", "tools", "config") for path in (ROOT / folder).rglob("*.py"))
# What runs code, starts programs, unpickles or reaches a network: modules, and functions by the last part of their name
MODULES = {
    *("pickle", "shelve", "marshal", "dill", "joblib", "cloudpickle"),
    *("subprocess", "pty", "ctypes", "cffi", "runpy", "code", "multiprocessing"),
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "requests", "aiohttp", "httpx", "webbrowser"),
}
FUNCTIONS = {"eval", "exec", "compile", "__import__", "system", "popen", "execv", "execve", "spawnv", "startfile"}
WRITING = {"write_text", "write_bytes", "savetxt", "tofile", "copytree", "copyfile", "rename"}
PROGRAM = ("subprocess", "write_text")
IN_A_FOLDER = ("subprocess", "write_bytes", "copytree")
MANY = (*IN_A_FOLDER, "copy", "write_text")
# Each with its reason
EXCEPTIONS = {
    ("tools/notebook_form.py", "urllib"): "unquote: how a link is written",
    ("lstm_lesson/whole_files.py", "write_bytes"): "into a device or a pipe, whose place nothing can take",
    ("tools/student.py", "copytree"): "the folders of the edition: its README comes last",
    ("tools/student.py", "copy"): "the files of the edition: its README comes last",
    ("tools/site_downloads.py", "urllib"): "fetches Pyodide's release, each file against its sha256 sum",
    **{("tools/site_downloads.py", name): "pip, in a folder of its own" for name in PROGRAM},
    **{("tools/site_packages.py", name): "the compiler, in the site's working folder" for name in IN_A_FOLDER},
    **{("tools/site_build.py", name): "the builder, in a folder that is moved when whole" for name in MANY},
    **{("tools/versions.py", name): "pip and pytest, in environments of their own" for name in PROGRAM},
    **{("tools/mutant_runs.py", name): "the tests, on a copy" for name in ("copy", "multiprocessing", *PROGRAM)},
}


def suspicious(path: Path) -> Iterator[str]:
    """Yield what a file imports or calls of all that."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from {alias.name.split(".")[0] for alias in node.names} & MODULES
        elif isinstance(node, ast.ImportFrom):
            yield from {(node.module or "").split(".")[0]} & MODULES
        elif isinstance(node, ast.Call):
            called = node.func
            module = called.value.id if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) else ""
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if (name in FUNCTIONS and module != "re") or name in WRITING or (module, name) == ("shutil", "copy"):
                yield name
            if module == "np" and name in ("save", "savez", "savez_compressed"):
                yield from () if isinstance(node.args[0], ast.Name) and node.args[0].id == "file" else (f"np.{name}",)
            if name == "load" and module == "np":
                safe = [keyword for keyword in node.keywords if keyword.arg == "allow_pickle"]
                yield from () if safe and ast.unparse(safe[0].value) == "False" else ("np.load",)


def test_nothing_runs_what_it_reads_reaches_a_network_or_writes_a_file_in_its_own_way():
    found = {(path.relative_to(ROOT).as_posix(), name) for path in OURS for name in suspicious(path)}
    assert found == set(EXCEPTIONS)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import pickle", "pickle"),
        ("from urllib.request import urlopen", "urllib"),
        ("os.system('x')", "system"),
        ("exec('x')", "exec"),
        ("path.write_text('x')", "write_text"),
        ("np.load('x')", "np.load"),
        ("np.load('x', allow_pickle=True)", "np.load"),
        ("np.savez('x', a=1)", "np.savez"),
    ],
)
def test_what_must_not_be_there_would_be_found(code, name, tmp_path):
    (tmp_path / "code.py").write_text(code)
    assert list(suspicious(tmp_path / "code.py")) == [name]


# ---- Whatever is typed, read or raised is shown as text

MARKUP = "<img src=x onerror=alert(1)>"
EXHIBITS = {  # one of each class that has text boxes of its own
    "settings lines": lambda: course.cell_state_flow("b_f", "t"),
    "a list of one's own": lambda: course.forget_gate(x=[0.0, 1.0, 0.5]),
    "a text of one's own": lambda: course.tinted_text(),
    "challenges": lambda: course.forget_gate_challenges(),
}


def widgets_below(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from widgets_below(child)


def html_of(widget: widgets.Widget) -> str:
    """All the HTML that a widget shows, one after the other."""
    shown = [part.value for part in widgets_below(widget) if isinstance(part, widgets.HTML | widgets.HTMLMath)]
    named = [part for part in widgets_below(widget) if getattr(part, "description_allow_html", False)]
    assert not named
    return "\n".join(shown)


@pytest.mark.parametrize("make", EXHIBITS.values(), ids=EXHIBITS)
def test_markup_that_is_typed_into_any_box_is_shown_as_text(make):
    exhibit = make()
    boxes = [part for part in widgets_below(exhibit.widget) if isinstance(part, widgets.Text | widgets.Textarea)]
    assert len(boxes) >= 2
    for box in boxes:
        box.value = MARKUP
        assert MARKUP not in html_of(exhibit.widget)
        assert "lesson-readout" in html_of(exhibit.widget)
    assert "&lt;img" in html_of(exhibit.widget)  # somewhere it is said what was typed


def test_markup_in_the_error_of_a_picture_is_shown_as_text():
    exhibit = course.squashed_line()

    def fail(**_: float) -> None:
        raise ValueError(MARKUP)

    exhibit.compute = fail
    exhibit.set(w=2)
    assert MARKUP in exhibit.error
    assert MARKUP not in html_of(exhibit.widget)
    assert "&lt;img" in html_of(exhibit.widget)


def test_markup_in_the_error_of_a_training_is_shown_as_text(monkeypatch):
    exhibit = course.train_damped_sine()
    monkeypatch.setattr(exhibit.background, "_status", "failed")
    monkeypatch.setattr(exhibit.background, "_message", MARKUP)
    exhibit.row.follow()
    exhibit.refresh()
    assert MARKUP not in html_of(exhibit.widget)
    assert "&lt;img" in exhibit.row.words.value


def test_markup_in_a_question_and_in_its_answer_is_shown_as_text():
    asked = Question(f"a/{MARKUP}", MARKUP, 1.0, MARKUP, {}, 0.1, MARKUP, (Near(2, 3, MARKUP),))
    chosen = Question("a/b", MARKUP, MARKUP, MARKUP, {MARKUP: MARKUP, f"{MARKUP}2": MARKUP})
    for prediction in (Prediction(asked), Prediction(chosen)):
        shown = [page(prediction.question), html_of(prediction.widget)]
        if prediction.box is not None:
            prediction.box.value = MARKUP
            prediction.commit.click()
            shown.append(html_of(prediction.widget))
            prediction.box.value = "2.5"
        elif prediction.choice is not None:
            prediction.choice.index = 1
        prediction.commit.click()
        shown.append(html_of(prediction.widget))
        assert prediction.committed
        assert all(MARKUP not in html for html in shown)
        assert all("&lt;img" in html for html in shown)


def test_markup_in_a_verdict_and_in_the_name_of_a_file_is_shown_as_text(monkeypatch, tmp_path):
    shown: list[str] = []
    monkeypatch.setattr(exercise, "show_forms", lambda bundle: shown.append(bundle["text/html"]))
    course.check("04_lstm_cell/step", MARKUP, folded=True)
    monkeypatch.setenv(kept.SWITCH, str(tmp_path / "<img src=x onerror=alert(1)>.json"))
    (tmp_path / "<img src=x onerror=alert(1)>.json").write_text("damaged")
    shown.append(progress._bundle()["text/html"])
    monkeypatch.setattr(kept, "_told", False)
    prediction = Prediction(question("05_forget_gate/half_life"))
    assert prediction.box is not None
    prediction.box.value = "6.6"
    prediction.commit.click()
    shown.append(html_of(prediction.widget))
    assert all(MARKUP not in html for html in shown)
    assert all("&lt;img" in html for html in shown)


def test_column_called_by_markup_or_half_a_formula_is_drawn_as_it_is_written():
    name = rf"{MARKUP} in $x^{{ and $\broken"
    drawn = course.show_forecast(np.arange(20.0), np.arange(3.0), {name: np.arange(3.0)}, label=name)
    written = [text.get_text() for text in drawn.figure.findobj(Text) if MARKUP in text.get_text()]
    assert written == [name, f"{name}: 0"]
    data, metadata = drawn._repr_mimebundle_()
    assert data.keys() == {"text/plain", "image/png"}
    assert name in metadata["image/png"]["alt"]  # a notebook program sets it as an attribute, not as HTML


# ---- What is installed


@pytest.mark.parametrize("path", sorted(ROOT.glob(".github/workflows/*.yml")), ids=lambda path: path.stem)
def test_every_action_of_a_workflow_is_pinned_by_its_commit(path):
    text = path.read_text("utf-8")
    assert isinstance(yaml.safe_load(text), dict)
    used = re.findall(r"uses: *(\S+)", text)
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []
