"""What an import brings along: names when they are used, recordings when they are asked for, and numpy alone below."""

import ast
import subprocess
import sys
from pathlib import Path

import lstm_lesson

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lstm_lesson"
HEAVY = {"numpy", "matplotlib", "PIL", "ipywidgets", "IPython"}

NOTHING_BUT_NUMPY = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        first = name.partition(".")[0]
        if first not in sys.stdlib_module_names | {"numpy", "lstm_lesson"}:
            raise ImportError(f"{name} is asked for")
sys.meta_path.insert(0, Refuse())
"""
NOTES_WHAT_IS_OPENED = """
import sys
opened = []
def note(event, arguments):
    path = str(arguments[0]) if event == "open" else ""
    if "lstm_lesson/" in path.replace("\\\\", "/") and ".py" not in path:  # .py, .pyi, .pyc and its unfinished form
        opened.append(path)
sys.addaudithook(note)
"""


def run(source: str) -> str:
    """What a Python of its own prints that runs the source."""
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def modules(folder: str = "") -> list[str]:
    paths = sorted((PACKAGE / folder).rglob("*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]


def test_import_of_the_package_loads_nothing_that_was_not_asked_for():
    loaded = run("import sys, lstm_lesson; print(*(name.partition('.')[0] for name in sys.modules))").split()
    assert HEAVY & set(loaded) == set()


def test_asking_for_a_cell_loads_no_pictures_and_no_widgets():
    loaded = run("import sys; from lstm_lesson import LSTM; print(*sys.modules)").split()
    assert "lstm_lesson.nn.cells" in loaded
    assert {name.partition(".")[0] for name in loaded} & HEAVY == {"numpy"}


def test_nn_and_data_run_with_numpy_alone():
    source = f"{NOTHING_BUT_NUMPY}\nimport importlib\nfor name in {modules('nn') + modules('data')}:\n"
    source += "    importlib.import_module(name)\nimport numpy as np\nfrom lstm_lesson import LSTM, damped_sine\n"
    source += "trace = LSTM(1, 4).run(damped_sine(20, 10, 0.1)[:, None])\n"
    source += "print(trace.h.shape, bool(np.isfinite(trace.h).all()))"
    assert run(source) == "(20, 4) True"


def test_a_program_that_refuses_all_but_numpy_would_notice_matplotlib():
    source = f"{NOTHING_BUT_NUMPY}\ntry:\n    import lstm_lesson.drawing.style\nexcept ImportError as e:\n    print(e)"
    assert run(source) == "matplotlib is asked for"


def test_no_recording_and_no_question_is_read_before_it_is_asked_for():
    source = f"{NOTES_WHAT_IS_OPENED}\nimport importlib\nfor name in {modules()}:\n    importlib.import_module(name)\n"
    source += "print(opened)\nfrom lstm_lesson.studies.sine_forecast import recorded\nrecorded()\nprint(len(opened))"
    before, after = run(source).splitlines()
    assert before == "[]"
    assert int(after) == 1


def test_every_public_name_is_found_where_the_list_says_and_no_other():
    listed = ast.parse((PACKAGE / "__init__.pyi").read_text("utf-8")).body
    names = {alias.name: alias.asname for node in listed if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert all(name == shown for name, shown in names.items())  # `as` makes a name public to type checkers
    assert sorted(names) == lstm_lesson.__all__
    assert all(hasattr(lstm_lesson, name) for name in names)
    assert set(names) <= set(dir(lstm_lesson))
    assert not hasattr(lstm_lesson, "cell_state_flaw")
