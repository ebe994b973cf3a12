"""The mutants are small mistakes in real code, the same for the same seed, and each survivor that is listed is one."""

import ast
import sys
import tomllib

import mutants
import pytest
from mutant_runs import Copies, Outcome
from mutated_questions import mutants_of_questions
from mutations import mutants_of_module
from own_tests import TESTS, group, own_tests

MODULE = '''
"""A module whose words are passed over: 3 more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    x: "int | float" = 7


def step(cell, x, k):
    """Return 5 times x."""
    if k < 0:
        raise ValueError(f"k must be at least {1 - 1}")
    note(x[k : k + 1], "left")
    high = cell.f * x if not k or x == 2.5 else cell.i
    return f"at {cell.f:.2f} and {cell.i:.2f} of {high}"
'''


def changes(kind: str) -> set[str]:
    return {one.change for one in mutants_of_module("a.py", MODULE) if one.kind == kind}


def test_mistakes_of_each_kind_are_made_and_none_in_types_docstrings_or_errors():
    assert changes("comparison") == {"k < 0 → (k <= 0)", "x == 2.5 → (x != 2.5)"}
    assert changes("arithmetic") == {"k + 1 → (k - 1)", "cell.f * x → (cell.f / x)"}
    assert changes("constant") == {"7 → 8", "7 → 6", "0 → 1", "2.5 → 2.75", "1 → 0", "1 → 2"}
    assert changes("index") == {"k : k + 1 → k + 1:k + 1", "k : k + 1 → k:k + 1 + 1"}
    assert changes("words") == {"\"left\" → 'right'"}
    assert {"not k → (k)", "not k or x == 2.5 → (not k and x == 2.5)"} < changes("boolean")
    assert 'note(x[k : k + 1], "left") → pass' in changes("dropped")
    assert {"cell.f → cell.i", "cell.i → cell.f"} < changes("field")
    assert any("{cell.i:.2f} and {cell.f:.2f}" in change for change in changes("swapped"))


def test_each_mutant_of_a_module_is_python_and_differs_from_it():
    for one in mutants_of_module("a.py", MODULE):
        assert ast.dump(ast.parse(one.text(MODULE))) != ast.dump(ast.parse(MODULE)), one.change
        assert one.text(MODULE).count("\n") <= MODULE.count("\n")


def test_mutants_of_questions_have_another_answer_other_reasons_or_other_numbers():
    path = mutants.ROOT / "lstm_lesson/lessons/n05_forget_gate/questions.toml"
    text = path.read_text("utf-8")
    found = list(mutants_of_questions("questions.toml", text))
    assert {one.kind for one in found} == {"answer", "reasons", "number", "words"}
    for one in found:
        assert tomllib.loads(one.text(text)) != tomllib.loads(text), one.change
        for asked in tomllib.loads(one.text(text)).values():
            assert not asked.get("choices") or asked["answer"] in asked["choices"]


def test_sample_is_the_same_for_a_seed_and_has_each_group_and_kind_equally_often():
    files = mutants.sources([str(mutants.ROOT / "lstm_lesson" / wing) for wing in ("nn", "data")])
    one, same, other = (mutants.sample(files, 40, seed) for seed in (1, 1, 2))
    assert one == same != other
    assert len(set(one)) == 40
    assert [group(mutant.file) for mutant in one].count("nn") == 20


def test_every_module_has_tests_of_its_own():
    for path in mutants.sources([]):
        own = own_tests(path.relative_to(mutants.ROOT).as_posix())
        assert own, path
        assert all((TESTS / tests.file).is_file() for tests in own)


def test_each_survivor_that_is_listed_is_still_a_mutant():
    for file in {file for file, _, _ in mutants.listed()}:
        make = mutants_of_questions if file.endswith(".toml") else mutants_of_module
        there = {one.key for one in make(file, (mutants.ROOT / file).read_text("utf-8"))}
        assert {key for key in mutants.listed() if key[0] == file} <= there


def test_survivor_without_a_reason_is_refused(tmp_path):
    (mutant, *_) = mutants_of_module("a.py", MODULE)
    file = tmp_path / "mutants.toml"
    file.write_text(mutants.entry(mutant).replace('reason = ""', 'reason = "equivalent: whatever"'), "utf-8")
    assert mutants.listed(file) == {mutant.key: "equivalent: whatever"}
    file.write_text(mutants.entry(mutant), "utf-8")
    with pytest.raises(ValueError, match=r"mutants.toml: a \[\[survivor\]\] must have file, code, change and a reason"):
        mutants.listed(file)


def test_table_counts_what_was_killed_among_those_that_are_not_equivalent():
    some = list(mutants_of_module("lstm_lesson/nn/a.py", MODULE))[:4]
    outcomes = [
        Outcome(some[0], "test_a"),
        Outcome(some[1], "test_b"),
        Outcome(some[2], ""),
        Outcome(some[3], "", "test_frames"),
    ]
    reasons = {some[2].key: "equivalent: the same", some[3].key: "accepted: looks"}
    (_, nn, everything) = mutants.table(outcomes, reasons, stored=True).splitlines()
    assert nn.split() == ["nn", "4", "1", "2", "66.7", "%", "1", "0", "3"]
    assert everything.split()[1:] == nn.split()[1:]


@pytest.mark.thorough  # it copies the course twice, and runs pytest four times
def test_command_ends_well_where_all_are_killed_and_with_1_where_one_survives_unlisted(capsys, monkeypatch):
    command = ["mutants.py", "--module", str(mutants.ROOT / "lstm_lesson/studies/mann_whitney.py"), "--number", "3"]
    monkeypatch.setattr(sys, "argv", command)
    assert mutants.main() == 0
    assert capsys.readouterr().out.count("killed by test_mann_whitney") == 3
    monkeypatch.setattr(Copies, "outcome", lambda self, mutant, stored: Outcome(mutant, ""))
    assert mutants.main() == 1
    told = capsys.readouterr().out
    assert told.count("SURVIVES") == told.count('file = "lstm_lesson/studies/mann_whitney.py"') == 3
