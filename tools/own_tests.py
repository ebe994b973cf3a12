"""Say which tests are a module's own: those that somebody who changes it would run first.

Of a wing's module these are the test files of the same wing that are called after it, or import it or one of its public
names. Of a lesson they are its test files, what tests/claims computes for it, and what is tested for all lessons at
once. The tables say the rest. What compares with stored pictures is no module's own: it says that something has
changed, but not what is right.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
CANVAS, STEPPER, PANEL = "drawing/test_canvas.py", "lessons/test_stepper.py", "live/test_panel.py"
MORE = {  # a module's own tests, where neither their names nor their imports say so
    "data/csv_file.py": ["data/test_series.py", "data/test_series_refused.py"],
    "data/even_steps.py": ["data/test_series.py", "data/test_series_refused.py"],
    "data/times.py": ["data/test_series.py", "data/test_series_refused.py"],
    "drawing/boxes.py": ["drawing/test_diagrams.py"],
    "drawing/colour_table.py": ["lessons/test_n12.py", "lessons/test_n15.py"],
    "drawing/in_turn.py": [STEPPER],
    "drawing/png.py": [CANVAS],
    "drawing/still.py": ["drawing/test_own_data.py"],
    "live/keys.py": ["live/test_question.py", "live/test_exhibit.py"],
    "live/page_script.py": ["live/test_sharp.py", "live/test_sharing.py"],
    "live/pinning.py": ["live/test_sharing.py"],
    "live/training_row.py": ["lessons/test_training_exhibits.py", "lessons/test_training_cells.py"],
    "live/widget_view.py": ["live/test_exhibit.py"],
    "nn/trace.py": ["nn/test_cells.py"],
    "studies/reading_rows.py": ["studies/test_reading.py"],
    "training/fast_gru.py": ["training/test_fast_layers.py"],
    "training/fast_relu.py": ["nn/test_relu_rnn.py"],
    "training/learner.py": [
        *("training/test_forecaster.py", "training/test_task.py"),
        *("training/test_columns_and_states.py", "training/test_time_first.py"),
    ],
    "training/torch_modules.py": ["training/test_torch_bridge.py"],
}
RECORDINGS = "studies/test_recordings.py"
OF_SHARED = {  # what lessons share, by the first words of the file's name
    "challenge": ["lessons/test_n05_to_07_challenges.py", "lessons/test_n08_checks.py"],
    "half_life": ["lessons/test_n00.py", "lessons/test_n05_to_07.py"],
    "lstm_step": ["lessons/test_exercises.py"],
    "one_gate": ["lessons/test_n05_to_07.py"],
    "one_unit": ["lessons/test_n08.py", "lessons/test_n05_to_07.py"],
    "own_input": ["lessons/test_own_input.py"],
    "recall": ["lessons/test_n03_recall.py", "lessons/test_n14.py", "lessons/test_training_exhibits.py"],
    "stepper": [STEPPER],
}
TRAINS = re.compile(r"training|recall|adding|race|n11_.*exhibits|n10_.*exhibits")  # files of lessons that train


@dataclass(frozen=True)
class Tests:
    """Hold what pytest is given: a file of tests, and which of them."""

    file: str
    only: str = ""

    @property
    def name(self) -> str:
        return Path(self.file).stem

    @property
    def arguments(self) -> list[str]:
        return [f"tests/{self.file}", *(["-k", self.only] if self.only else [])]


def group(file: str) -> str:
    """Return the row of the table that a file counts in: its wing, or in a lesson its part."""
    _, wing, *rest = file.split("/")
    if wing != "lessons":
        return wing if rest else "data"  # validate.py and whole_files.py
    part = re.split("[_.]", rest[-1].removesuffix(".py"))[-1]
    return "lessons: " + {"toml": "questions", "controls": "exhibits", "challenges": "checks"}.get(part, part)


def own_tests(file: str) -> list[Tests]:
    """Return a module's own tests, those that are nearest to it first."""
    inside = file.removeprefix("lstm_lesson/")
    wing, _, _ = inside.partition("/")
    return list(dict.fromkeys(_of_lesson(inside) if wing == "lessons" else _of_recording(file, _of_wing(file, inside))))


def _of_recording(file: str, names: Iterator[str]) -> Iterator[Tests]:
    """Yield the tests; of those that are for all recordings, a module's own are those of its own recording."""
    module = ".".join(Path(file).with_suffix("").parts[-2:])
    for name in names:
        if name != RECORDINGS:
            yield Tests(name)
        elif "RECORDING = " in (ROOT / file).read_text("utf-8"):
            yield Tests(name, module)


def _of_wing(file: str, inside: str) -> Iterator[str]:
    folder, stem = Path(inside).parent, Path(inside).stem
    wing = inside.partition("/")[0] if "/" in inside else ""
    here = sorted((TESTS / wing).glob("**/test_*.py" if wing else "test_*.py"))
    names = [path.relative_to(TESTS).as_posix() for path in here]
    yield from (name for name in names if Path(name).stem == f"test_{stem}")
    yield from MORE.get(inside, [])
    yield from (name for name in names if Path(name).stem.startswith(f"test_{stem}_"))
    module = file.removesuffix(".py").replace("/", ".")
    yield from (name for name in names if wing and module in imported(TESTS / name))
    if folder.parts[1:]:  # a study in parts
        yield from (name for name in names if name.startswith(f"{folder.as_posix()}/") and stem == "record")


def _of_lesson(inside: str) -> Iterator[Tests]:
    _, lesson, name = inside.split("/")
    if lesson == "shared":
        for start, some in OF_SHARED.items():
            if name.startswith(start):
                yield from map(Tests, some)
                yield from _texts_in_pictures(name, f"shared.{start}")
        return
    slug, number = lesson.removeprefix("n"), int(lesson[1:3])
    module = f"lstm_lesson.lessons.{lesson}.{Path(name).stem}"
    if name == "self_test.toml":
        yield Tests("lessons/test_self_tests.py")
    if name == "questions.toml":
        yield Tests("lessons/test_answers.py" if number < 9 else "lessons/test_answers_09_to_16.py")
        yield Tests("lessons/test_reasons.py", slug)
        yield Tests("test_slides_result.py", slug)
    there = [path for path in sorted((TESTS / "lessons").glob("test_n*.py")) if number in _lessons_of(path)]
    yield from (Tests(f"lessons/{path.name}") for path in sorted(there, key=lambda path: module not in imported(path)))
    if name.endswith(("checks.py", "challenges.py")):
        yield Tests("lessons/test_exercises.py", slug)
    yield from _texts_in_pictures(name, f"{lesson}.")
    if name.endswith("exhibits.py"):
        yield Tests("lessons/test_presets.py")
    if TRAINS.search(inside) and name.endswith("exhibits.py"):
        yield Tests("lessons/test_training_exhibits.py")
    yield Tests("test_claims.py", f"{slug} or {lesson[1:3]}:")


def _texts_in_pictures(name: str, modules: str) -> Iterator[Tests]:
    """Yield, of a module of pictures, the test that all their texts can be read, for the exhibits of these modules."""
    exhibits = [one for one, module in public().items() if module.startswith(f"lstm_lesson.lessons.{modules}")]
    if name.endswith("pictures.py") and exhibits:
        yield Tests("live/test_texts_in_pictures.py", " or ".join(exhibits))


def _lessons_of(path: Path) -> range:
    """Return the lessons of a file of tests: test_n08_checks.py has one, test_n05_to_07.py three."""
    first, last = re.findall(r"test_n(\d\d)(?:_to_(\d\d))?", path.name)[0]
    return range(int(first), int(last or first) + 1)


@cache
def imported(path: Path) -> frozenset[str]:
    """Return the modules that a file of tests imports, and those whose public names it imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {
                public().get(one.name, "") if node.module == "lstm_lesson" else f"{node.module}.{one.name}"
                for one in node.names
            }
    return frozenset(found)


@cache
def public() -> dict[str, str]:
    """Return the module of each public name."""
    tree = ast.parse((ROOT / "lstm_lesson" / "__init__.pyi").read_text("utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {one.name: str(node.module) for node in imports for one in node.names}


def stored_tests(file: str) -> list[Tests]:
    """Return the tests that compare a module's pictures with those that are stored."""
    inside = file.removeprefix("lstm_lesson/").removesuffix(".py").split("/")
    names = [name for name, module in public().items() if module.startswith(f"lstm_lesson.lessons.{inside[1]}.")]
    if inside[0] == "lessons" and inside[1] != "shared":
        return [Tests("test_frames.py", " or ".join(names))] if names else []
    if inside[0] in {"lessons", "drawing", "live", "nn"}:
        return [Tests("test_frames.py")]
    return []
