"""The exhibits of notebook 10 show what scalar loops compute and what was recorded, and what is trained in them."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import numpy as np
import pytest
from cases import every_refusal, every_verdict
from exhibit_cases import assert_line, assert_over_time, begun, every_move
from sentences import said
from variant_oracle import by_hand

from lstm_lesson import damped_sine
from lstm_lesson.lessons.n10_variants.exhibits import race_of_variants, variant_rates, variant_unit
from lstm_lesson.lessons.n10_variants.numbers import beside_v
from lstm_lesson.lessons.n10_variants.race_pictures import Live
from lstm_lesson.lessons.shared.lstm_step_checks import step
from lstm_lesson.nn.variants import VARIANTS, VariantCell
from lstm_lesson.studies import variant_comparison as record
from lstm_lesson.studies.mann_whitney import mann_whitney
from lstm_lesson.studies.side_by_side import TASKS

# ---- A unit without a part


def one_unit_by_hand(name: str, values: dict[str, float]) -> dict[str, np.ndarray]:
    cell = VariantCell(name, 1, 1)
    for key, weight in cell.weights.items():
        if key == "R":
            weight[:] = values["r"]
        elif key.startswith("w_c"):
            weight[:] = values[key]
        else:
            stem = {"W_x": "w_x", "W_h": "w_h", "b": "b_"}[key]
            weight.reshape(-1)[:] = [values.get(f"{stem}{block}", 0) for block in cell.variant.blocks]
    x = damped_sine(60, values["period"], values["decay"])
    run = {symbol: np.ravel(rows) for symbol, rows in by_hand(cell, x[:, None].tolist()).items()}
    return run | {"x": x}


def assert_units(exhibit: Any, **values: float) -> None:
    name, t = list(VARIANTS)[int(values["variant"])], int(values["t"])
    now, largest = {}, {}  # by name, so that V beside itself is told once
    for place, unit in enumerate(("V", name)):  # on the left, on the right
        run = one_unit_by_hand(unit, values)
        now[unit] = f"{unit} has c = {said(run['c'][t])} and h = {said(run['h'][t])}"
        largest[unit] = f"{unit} {said(max(map(abs, run['c'])))}"
        assert_over_time(exhibit, {symbol: run[symbol] for symbol in "xfiogch"}, values["t"], place)
    assert exhibit.drawing.of("title").get_text() == f"{name}: {VARIANTS[name].words}, {VARIANTS[name].formula}"
    told = f"At step t = {t}: {'; '.join(now.values())}. Largest |c|: {', '.join(largest.values())}."
    assert exhibit.readout == told


# From the variant with the most weights on, so that no slider is without effect.
RIGHT: dict[Any, Any] = {partial(variant_unit, variant=list(VARIANTS).index("FGR")): assert_units}
test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(RIGHT)


@pytest.mark.parametrize("name", VARIANTS)
def test_preset_of_a_variant_chooses_it(name):
    assert list(VARIANTS)[int(variant_unit.presets[name].values["variant"])] == name


def units(name: str) -> Any:
    return beside_v(**variant_unit.presets[name].values)


def test_reasons_of_the_presets_hold():
    both = units("V")
    assert both.vanilla.o[8] > 5 * both.vanilla.o[0]  # it opens as c grows
    assert np.allclose(units("NP").other.o, 0.047, atol=0.001)
    nig = units("NIG")
    assert nig.vanilla.i[0] == pytest.approx(0.02, abs=0.0025)
    assert np.abs(nig.vanilla.c).max() < 0.12 < 5 < np.abs(nig.other.c).max()
    nfg = units("NFG")
    assert (nfg.vanilla.f == 0.5).all()
    assert (nfg.other.f == 1).all()
    nog = units("NOG")
    assert nog.vanilla.o[0] == pytest.approx(0.007, abs=0.0005)
    assert np.abs(nog.vanilla.h).max() < 0.007 < 0.9 < np.abs(nog.other.h).max()
    niaf = units("NIAF")
    assert (niaf.other.g.min(), niaf.other.g.max()) == pytest.approx((-3.7, 4.5), abs=0.05)
    noaf = units("NOAF")
    assert noaf.other.h[-1] == pytest.approx(noaf.other.o[-1] * noaf.other.c[-1])
    assert np.abs(noaf.vanilla.h).max() < 1 < 37 < noaf.other.h[-1]
    cifg = units("CIFG")
    assert np.abs(cifg.other.c).max() < 1 < 51 < cifg.vanilla.c[-1]
    fgr = units("FGR")
    assert fgr.other.o[27] < 0.01 < fgr.vanilla.o[27]


# ---- What the notebook says of them


def test_peephole_opens_vs_gate_where_c_is_large_and_shuts_it_where_c_is_negative():
    exhibit = variant_unit("variant", "w_co", "b_o", "t", variant=7, b_o=-3.0, t=9)
    before = exhibit.compute(**exhibit.values)
    exhibit.set(w_co=3)
    after = exhibit.compute(**exhibit.values)
    assert "V has c = 2.98 and h = 0.99; NP has c = 2.98 and h = 0.05" in exhibit.readout
    assert before.vanilla.o[9] == after.other.o[9] == pytest.approx(0.05, abs=0.005)
    assert before.vanilla.h[9] == pytest.approx(0.05, abs=0.005)
    assert after.vanilla.o[9] == pytest.approx(1, abs=0.005)
    assert after.vanilla.c[19] < 0
    assert after.vanilla.o[19] == pytest.approx(0.003, abs=0.0005)


def test_with_all_gates_open_only_cifg_keeps_c_below_1_and_only_noaf_tells_it_all():
    exhibit = variant_unit("variant", "b_i", "b_f", "t", w_xg=0.0, b_g=2.0, b_i=3.0, b_f=6.0, t=59)
    c, h = {}, {}
    for number, name in enumerate(VARIANTS):
        exhibit.set(variant=number)
        both = exhibit.compute(**exhibit.values)
        c[name], h[name] = both.other.c[-1], both.other.h[-1]
    rounded = {name: round(value, 2) for name, value in c.items()}
    assert (rounded["V"], rounded["NIG"], rounded["NFG"], rounded["CIFG"]) == (51.26, 53.82, 55.10, 0.96)
    assert [name for name, value in c.items() if value < 1] == ["CIFG"]
    assert [name for name, value in h.items() if value > 1] == ["NOAF"]
    assert round(h["NOAF"], 2) == 37.48


@pytest.mark.parametrize("seed", range(20))
def test_c_of_cifg_stays_between_minus_1_and_1_whatever_its_weights(seed):
    rng, cell = np.random.default_rng(seed), VariantCell("CIFG", 1, 5)
    cell.weights = {key: rng.normal(0, 10, weight.shape) for key, weight in cell.weights.items()}
    assert np.abs(cell.run(rng.normal(0, 10, (200, 3, 1)))["c"]).max() <= 1


# ---- The recorded race; training it: test_training_exhibits.py


def shown(exhibit: Any, task: str, what: str) -> Any:
    """The chart's artist that shows something of one task."""
    return exhibit.drawing.of(what, list(TASKS).index(task))


def rows(names: Iterable[str], places: Any) -> list[float]:
    """How high marks of some variants stand, V at the top."""
    return [len(VARIANTS) - 1 - list(VARIANTS).index(name) + place for name in names for place in places]


def assert_shows_the_record(exhibit: Any, rate: int, names: tuple[str, ...]) -> None:
    assert exhibit.error == ""
    for task, of in record.recorded().items():
        errors = {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
        v, by_chance = errors["V"], record.comparison(rate).by_chance[task]
        band = shown(exhibit, task, "band")
        assert (band.get_x(), band.get_width()) == pytest.approx((v.min(), np.ptp(v)))
        assert_line(shown(exhibit, task, "middle"), [np.median(v)] * 2, [0, 1])
        for kind in ("alike", "differs"):
            these = [name for name in names if (by_chance[name] < 0.05 / 16) == (kind == "differs")]
            x = [error for name in these for error in errors[name]]
            assert_line(shown(exhibit, task, kind), x, rows(these, np.linspace(-0.16, 0.16, 10)))
        medians = [(m, m, np.nan) for m in (np.median(errors[name]) for name in names)]
        assert_line(shown(exhibit, task, "medians"), np.ravel(medians), rows(names, (-0.36, 0.36, np.nan)))
        low, high = band.axes.get_xlim()
        assert all(low < error < high for name in names for error in errors[name])
    assert exhibit.readout.endswith(told_of_the_record(rate, names))


def error_said(errors: Any) -> str:
    """A median error: three decimals, five where it is below a hundredth."""
    median = float(np.median(errors))
    return f"{median:.5f}" if median < 0.01 else f"{median:.3f}"


def told_of_the_record(rate: int, names: tuple[str, ...]) -> str:
    """V's median errors and, where all are shown, whom the rank test sets apart from V, the furthest first."""
    of_v, apart = {}, {}
    for task, of in record.recorded().items():
        errors = {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
        of_v[task] = error_said(errors["V"])
        times = {name: np.median(errors[name]) / np.median(errors["V"]) for name in VARIANTS}
        differs = [name for name in VARIANTS if mann_whitney(errors[name], errors["V"]) < 0.05 / 16]
        far = sorted(differs, key=lambda name: -times[name])
        apart[task, "worse"] = ", ".join(name for name in far if times[name] > 1) or "none"
        apart[task, "better"] = ", ".join(name for name in far[::-1] if times[name] < 1) or "none"
    words = f"V's median error is {of_v['sine']} on the sine, {of_v['adding']} on the sums."
    for what in ("worse", "better") if len(names) > 1 else ():
        sine, sums = apart["sine", what], apart["adding", what]
        words += f" By the rank test {what} than V: {sine} on the sine, {sums} on the sums."
    return words


@pytest.mark.parametrize("rate", range(5))
def test_picture_of_a_learning_rate_shows_every_seed(rate):
    exhibit = begun(variant_rates, rate=rate)
    assert_shows_the_record(exhibit, rate, tuple(VARIANTS))
    how = f"Learning rate {(0.01, 0.03, 0.1, 0.3)[rate - 1]} for all" if rate else "Each at its best learning rate"
    assert exhibit.readout == f"{how}: {told_of_the_record(rate, tuple(VARIANTS))}"


def test_race_shows_v_alone_until_the_record_is_asked_for():
    exhibit = race_of_variants()
    assert_shows_the_record(exhibit, 0, ("V",))
    assert exhibit.readout == told_of_the_record(0, ("V",))
    assert [shown(exhibit, task, "title").get_text().endswith("Train runs this") for task in TASKS] == [True, False]
    exhibit.set(record=1)
    assert_shows_the_record(exhibit, 0, tuple(VARIANTS))
    assert "By the rank test worse than V: NFG on the sine, NIG on the sums." in exhibit.readout


def test_errors_of_what_was_trained_here_stand_below_the_recorded_ones_of_their_variant_and_task():
    exhibit = race_of_variants()
    of = {name: np.arange(5.0) + row for row, name in enumerate(record.LIVE)}
    exhibit.background.results["adding", 200] = Live(of, "seeds 200 to 204")
    exhibit.refresh()
    errors = np.concatenate([*of.values()])
    assert_line(shown(exhibit, "adding", "live"), errors, rows(record.LIVE, -0.33 + np.linspace(-0.04, 0.04, 5)))
    assert_line(shown(exhibit, "sine", "live"), [], [])
    here = ", ".join(f"{name} {2 + row:.3f}" for row, name in enumerate(record.LIVE))
    assert exhibit.readout == f"{told_of_the_record(0, ('V',))} Here on the sums (seeds 200 to 204): {here}."


test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: beside_v(9, period=20, decay=0, t=0, r=0), "variant must be a whole number from 0 to 8"),
    (lambda: beside_v(1, period=20, decay=0, t=0, r=0, w_c=1), "got 'w_c'"),
)


# ---- The exercise


def test_step_that_the_exercise_asks_for_is_the_loops():
    cell = VariantCell("V", 2, 3, rng=1)
    rng = np.random.default_rng(2)
    cell.weights = w = {name: rng.normal(0, 1, weight.shape) for name, weight in cell.weights.items()}
    steps = [rng.normal(0, 1, 2) for _ in range(3)]
    by_loops, h, c = by_hand(cell, [x.tolist() for x in steps]), np.zeros(3), np.zeros(3)
    for t, x in enumerate(steps):
        h, c = step(x, h, c, w["W_x"], w["W_h"], w["b"], w["w_ci"], w["w_cf"], w["w_co"])
        np.testing.assert_allclose([h, c], [by_loops["h"][t], by_loops["c"][t]], rtol=1e-12)


test_h_and_c_are_told_apart = every_verdict(
    "10_variants/peepholes",
    (lambda *given: step(*given)[::-1], "h and c have changed places: `return h, c`."),
    (lambda *given: step(*given)[0], "return two things, the new h and the new c: `return h, c`."),
    (lambda *given: [-part for part in step(*given)], "c has the wrong sign."),
    (lambda *given: (-step(*given)[0], step(*given)[1]), "h has the wrong sign."),
)
