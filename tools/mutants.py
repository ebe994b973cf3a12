"""Make mutants of the course, one small mistake each, and see whether a module's own tests notice.

    python tools/mutants.py                                      330 of them, over all of the package
    python tools/mutants.py --number 40 --module lstm_lesson/nn  of one folder or file (or several)
    python tools/mutants.py --only 17 203                        these numbers of the sample once more
    python tools/mutants.py --stored                             what survives also meets what is stored of the pictures

Nothing in this folder changes: each mutant lives in a copy. A seed gives the same mutants for as long as their lines
stay as they are. What survives must stand in tools/mutants.toml with a reason; if it does not, the exit code is 1.
tools/own_tests.py says which tests are a module's own.
"""

import argparse
import hashlib
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice, zip_longest
from pathlib import Path
from time import monotonic
from typing import Any

from mutant import Mutant
from mutant_runs import Copies, Outcome
from mutated_questions import mutants_of_questions
from mutations import mutants_of_module
from own_tests import group

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "tools" / "mutants.toml"
NUMBER, SEED = 330, 2026
REASONS = ("equivalent: ", "accepted: ")


def sources(only: Iterable[str]) -> list[Path]:
    """List the files that are mutated: all modules and questions, or those in the folders and files named."""
    modules = [path for path in ROOT.glob("lstm_lesson/**/*.py") if path.name != "__init__.py"]
    there = [*modules, *ROOT.glob("lstm_lesson/lessons/*/*.toml")]
    chosen = [Path(name).resolve() for name in only]
    found = [path for path in sorted(there) if not chosen or any(path.is_relative_to(one) for one in chosen)]
    if not found:
        raise SystemExit(f"--module must name files or folders of lstm_lesson; got {', '.join(only)}")
    return found


def sample(files: Iterable[Path], number: int, seed: int) -> list[Mutant]:
    """Choose mutants: of each group equally many, of each kind in turn, and of these as a hash says."""
    kinds: dict[str, dict[str, list[Mutant]]] = defaultdict(lambda: defaultdict(list))
    for path in files:
        make = mutants_of_questions if path.suffix == ".toml" else mutants_of_module
        for one in make(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")):
            kinds[group(one.file)][one.kind].append(one)

    def place(one: Mutant) -> str:
        return hashlib.sha256(f"{seed} {one.file} {one.kind} {one.code} {one.change}".encode()).hexdigest()

    groups = [in_turn(sorted(some, key=place) for some in of.values()) for of in kinds.values()]
    return list(islice(in_turn(groups), number))


def in_turn(lists: Iterable[Iterable[Any]]) -> Iterator[Any]:
    """Yield the first of each list, then the second of each, and so on; a list that has ended is passed over."""
    nothing = object()
    return (one for one in chain.from_iterable(zip_longest(*lists, fillvalue=nothing)) if one is not nothing)


def listed(path: Path = LISTED) -> dict[tuple[str, str, str], str]:
    """Return the reason of each survivor that is known, by its file, line and change; raise ValueError without one."""
    reasons = {}
    for entry in tomllib.loads(path.read_text("utf-8")).get("survivor", []):
        if entry.keys() != {"file", "code", "change", "reason"} or not entry["reason"].startswith(REASONS):
            raise ValueError(
                f"{path.name}: a [[survivor]] must have file, code, change and a reason that begins with "
                f"'equivalent: ' or 'accepted: '; got {entry}"
            )
        reasons[entry["file"], entry["code"], entry["change"]] = entry["reason"]
    return reasons


def entry(mutant: Mutant) -> str:
    """Return the lines for tools/mutants.toml, but for the reason."""
    code, change = (text.replace("\\", "\\\\").replace('"', '\\"') for text in (mutant.code, mutant.change))
    return f'[[survivor]]\nfile = "{mutant.file}"\ncode = "{code}"\nchange = "{change}"\nreason = ""\n'


def table(outcomes: list[Outcome], reasons: dict[tuple[str, str, str], str], stored: bool) -> str:
    """Sum up by group: of those that are not equivalent, how many were killed."""
    rows = [["", "mutants", "equivalent", "killed", "share", "accepted", "unlisted"]]
    rows[0] += ["killed with what is stored"] if stored else []
    by_group: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        by_group[group(one.mutant.file)].append(one)
    for name, some in [*by_group.items(), ("all", outcomes)]:
        alive = [reasons.get(one.mutant.key, "") for one in some if not one.killed]
        equivalent = sum(reason.startswith(REASONS[0]) for reason in alive)
        killed, of = len(some) - len(alive), len(some) - equivalent
        row = [name, len(some), equivalent, killed, f"{100 * killed / max(of, 1):.1f} %"]
        row += [sum(reason.startswith(REASONS[1]) for reason in alive), alive.count("")]
        row += [sum(bool(one.killed or one.killed_by_stored) for one in some)] if stored else []
        rows.append([str(cell) for cell in row])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.rjust, row, widths)) for row in rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="mutants.py", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--module", nargs="+", default=[], help="files or folders of lstm_lesson")
    parser.add_argument("--number", type=int, default=NUMBER, help=f"how many mutants; {NUMBER} if not given")
    parser.add_argument("--seed", type=int, default=SEED, help=f"which mutants; {SEED} if not given")
    parser.add_argument("--only", type=int, nargs="+", help="numbers of the sample, as a run has printed them")
    parser.add_argument("--processes", type=int, default=1, help="how many to try at once")
    parser.add_argument("--stored", action="store_true", help="let survivors also meet what is stored of the pictures")
    parser.add_argument("--list", action="store_true", help="print the sample, and try nothing")
    given = parser.parse_args()
    try:
        reasons = listed()
        chosen = list(enumerate(sample(sources(given.module), given.number, given.seed), start=1))
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if given.only:
        chosen = [(number, one) for number, one in chosen if number in given.only]
    if given.list:
        for number, one in chosen:
            print(f"{number:4} {one.file}:{one.line} {one.kind}: {one.change}")
        return 0
    began, outcomes, new = monotonic(), list[Outcome](), list[Mutant]()
    with Copies(ROOT, given.processes) as copies, ThreadPoolExecutor(given.processes) as pool:
        tried = pool.map(lambda pair: copies.outcome(pair[1], given.stored), chosen)
        for (number, one), outcome in zip(chosen, tried, strict=True):
            outcomes.append(outcome)
            known = "" if outcome.killed else reasons.get(one.key, "not listed")
            print(f"{number:4} {outcome.told:32} {one.file}:{one.line} {one.kind}: {one.change}  {known}", flush=True)
            if known == "not listed":
                new.append(one)
    print(f"\n{table(outcomes, reasons, given.stored)}")
    print(f"\nseed {given.seed}, {(monotonic() - began) / 60:.0f} minutes")
    if new:
        print(f"\nNot listed in tools/{LISTED.name}:\n")
        print("\n".join(map(entry, new)))
    return int(bool(new))


if __name__ == "__main__":
    sys.exit(main())
