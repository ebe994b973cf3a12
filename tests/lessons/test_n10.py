"""The exhibits of notebook 10 show what scalar loops compute and what was recorded, and what is trained in them."""

import asyncio
from typing import Any

import numpy as np
import pytest
from loops import run_in_loop, run_without_loop
from variant_oracle import by_hand

from lstm_lesson import damped_sine
from lstm_lesson.lessons.n10_variants.exhibits import race_of_variants, variant_rates, variant_unit
from lstm_lesson.lessons.n10_variants.numbers import beside_v
from lstm_lesson.nn.variants import VARIANTS, VariantCell
from lstm_lesson.studies import variant_comparison as record
from lstm_lesson.studies.side_by_side import TASKS

UNIT, RATES = variant_unit(), variant_rates()
EVERY_END = [
    pytest.param(name, end, id=f"{name}-{end}") for name in UNIT.sliders for end in ("min", "max") if name != "variant"
]


# ---- A unit without a part


def one_unit(name: str, values: dict[str, float]) -> dict[str, np.ndarray]:
    cell = VariantCell(name, 1, 1)
    for key, weight in cell.weights.items():
        if key == "R":
            weight[:] = values["r"]
        elif key.startswith("p_"):
            weight[:] = values[key]
        else:
            stem = {"W_x": "w_x", "W_h": "w_h", "b": "b_"}[key]
            weight.reshape(-1)[:] = [values.get(f"{stem}{block}", 0) for block in cell.variant.blocks]
    x = damped_sine(60, values["period"], values["decay"])
    run = {symbol: np.ravel(rows) for symbol, rows in by_hand(cell, x[:, None].tolist()).items()}
    return run | {"x": x}


def assert_shows_what_the_loops_compute(exhibit: Any, name: str) -> None:
    assert exhibit.error == ""
    lines = iter([line for line in exhibit.drawing.lines if len(line.get_ydata()) == 60])
    v, other = one_unit("V", exhibit.values), one_unit(name, exhibit.values)
    for lane in ("x", "fio", "g", "c", "h"):
        for run in (v, other):
            for symbol in lane:
                np.testing.assert_allclose(next(lines).get_ydata(), run[symbol], rtol=1e-6, atol=1e-12)
    assert next(lines, None) is None


@pytest.mark.parametrize(("name", "end"), EVERY_END)
def test_picture_is_right_with_any_slider_at_either_end(name, end):
    UNIT.reset()
    UNIT.set(variant=8, **{name: getattr(UNIT.sliders[name], end)})
    assert_shows_what_the_loops_compute(UNIT, "FGR")


@pytest.mark.parametrize("name", VARIANTS)
def test_preset_of_a_variant_shows_it_beside_v(name):
    UNIT.preset(name)
    assert list(VARIANTS)[int(UNIT.values["variant"])] == name
    assert_shows_what_the_loops_compute(UNIT, name)
    assert len(UNIT.presets[name].reason.split()) >= 10


def units(name: str) -> Any:
    UNIT.preset(name)
    return UNIT.compute(**UNIT.values)


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


def test_unit_shows_the_sliders_asked_for():
    some = variant_unit("variant", "p_o", b_o=-3.0)
    assert some.values == {"variant": 0, "p_o": 0.0}
    whole = variant_unit(b_o=-3.0)
    assert (some.readout, some.png) == (whole.readout, whole.png)


# ---- What the notebook says of them


def test_peephole_opens_vs_gate_where_c_is_large_and_shuts_it_where_c_is_negative():
    exhibit = variant_unit("variant", "p_o", "b_o", "t", variant=7, b_o=-3.0, t=9)
    before = exhibit.compute(**exhibit.values)
    exhibit.set(p_o=3)
    after = exhibit.compute(**exhibit.values)
    assert "V holds c = 2.98 and says h = 0.99; NP holds c = 2.98 and says h = 0.05" in exhibit.readout
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


# ---- The recorded race


def shown(exhibit: Any, task: str) -> dict[str, Any]:
    """The chart's artists of one task, by what they show."""
    names = ["band", "middle", "alike", "differs", "medians", "live", "title"]
    place = list(TASKS).index(task) * len(names)
    return dict(zip(names, exhibit.drawing.artists[place : place + len(names)], strict=True))


def assert_shows_the_record(exhibit: Any, rate: int, names: tuple[str, ...]) -> None:
    assert exhibit.error == ""
    for task, of in record.recorded().items():
        artists = shown(exhibit, task)
        errors = {name: of[name].test[rate - 1] if rate else of[name].errors for name in VARIANTS}
        v = errors["V"]
        assert (artists["band"].get_x(), artists["band"].get_width()) == pytest.approx((v.min(), np.ptp(v)))
        wanted = {(name, float(e)) for name in names for e in errors[name]}
        found = set()
        for kind in ("alike", "differs"):
            for x, y in zip(*artists[kind].get_data(), strict=True):
                if np.isfinite(x):
                    name = list(VARIANTS)[len(VARIANTS) - 1 - round(y)]
                    found.add((name, float(x)))
                    assert (record.standing(rate).p[task][name] < 0.05 / 8) == (kind == "differs")
        assert found == wanted
        medians = np.asarray(artists["medians"].get_xdata())[::3]
        np.testing.assert_allclose(medians, [np.median(errors[name]) for name in names])
        low, high = artists["alike"].axes.get_xlim()
        assert all(low < error < high for _, error in wanted)


@pytest.mark.parametrize("rate", range(5))
def test_picture_of_a_learning_rate_shows_every_seed(rate):
    RATES.set(rate=rate)
    assert_shows_the_record(RATES, rate, tuple(VARIANTS))


def test_race_shows_v_alone_until_the_record_is_asked_for():
    exhibit = race_of_variants()
    assert_shows_the_record(exhibit, 0, ("V",))
    assert "worse" not in exhibit.readout
    assert [shown(exhibit, task)["title"].get_text().endswith("Train runs this") for task in TASKS] == [True, False]
    exhibit.set(record=1)
    assert_shows_the_record(exhibit, 0, tuple(VARIANTS))
    assert "Significantly worse:" in exhibit.readout


# ---- Trained here


async def until(exhibit: Any, condition: Any) -> None:
    while not condition(exhibit.background.state):
        await asyncio.sleep(0.01)


def trained(exhibit: Any) -> str:
    return exhibit.background.forecaster.learners["V"].name


def test_training_stops_goes_on_ends_with_test_errors_and_another_task_begins_anew(monkeypatch):
    monkeypatch.setattr(record, "STEPS", 25)

    async def lesson():
        exhibit = race_of_variants()
        exhibit.go_button.click()
        await until(exhibit, lambda state: state.step >= 2)
        exhibit.go_button.click()
        await until(exhibit, lambda state: state.status == "stopped")
        assert exhibit.go_button.description == "Continue"
        exhibit.set(record=1)  # sliders stay alive
        exhibit.set(record=0)
        exhibit.go_button.click()
        await until(exhibit, lambda state: state.status == "finished")
        runs = exhibit.background.forecaster.learners
        tested = {name: of.test_error() for name, of in runs.items()}
        exhibit.set(task=1)
        exhibit.go_button.click()
        await until(exhibit, lambda state: trained(exhibit) == "adding" and state.step >= 2)
        exhibit.go_button.click()
        await until(exhibit, lambda state: state.status == "stopped")
        assert list(exhibit.live) == ["sine", "adding"]
        exhibit.set(task=0)
        exhibit.go_button.click()  # does not go on with the other task
        await until(exhibit, lambda state: state.status == "finished")
        assert trained(exhibit) == "sine"
        return exhibit, tested

    exhibit, tested = run_in_loop(lesson())
    assert exhibit.error == ""
    assert list(exhibit.live) == ["sine", "adding"]
    for name in record.LIVE:
        assert (exhibit.live["sine"][name] == tested[name]).all()
    drawn = shown(exhibit, "sine")["live"].get_xdata()
    np.testing.assert_allclose(drawn, np.concatenate([tested[name] for name in record.LIVE]))
    assert "Trained here on the sine: V 0." in exhibit.readout


def test_training_is_locked_with_the_sliders_and_says_where_it_cannot_run():
    exhibit = run_without_loop(race_of_variants)
    exhibit.enabled = False
    assert exhibit.go_button.disabled
    exhibit.enabled = True
    exhibit.go_button.click()
    assert "event loop" in exhibit.time_left.value


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: variant_unit("w_xf"), "got 'w_xf'"),
        (lambda: variant_unit(b_i=11.0), "b_i must be from -10 to 10"),
        (lambda: variant_rates(5), "rate must be from 0 to 4"),
        (lambda: beside_v(9, period=20, decay=0, t=0, r=0), "variant must be a whole number from 0 to 8"),
        (lambda: beside_v(1, period=20, decay=0, t=0, r=0, w_c=1), "got 'w_c'"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=words):
        call()
