"""Each preset is what its reason says of it: its numbers are computed at its settings, and its words hold there.

Nothing is drawn here: a preset is computed by its exhibit's own recipe, which other tests compare with loops.
"""

import re
from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest
from claiming import all_numbers, numbers, one_line
from test_claims import claims

import lstm_lesson
from lstm_lesson.lessons.n11_damped_sine.exhibits import PRESETS as WAVES
from lstm_lesson.live.recipe import Recipe
from lstm_lesson.studies.sine_forecast import DECAY, PERIOD


def presets() -> dict[tuple[str, str], Recipe]:
    there = {name: getattr(lstm_lesson, name) for name in lstm_lesson.__all__}
    recipes = {name: one for name, one in there.items() if isinstance(one, Recipe) and ".lessons.n" in one.__module__}
    return {(name, preset): recipe for name, recipe in recipes.items() for preset in recipe.presets}


def at(exhibit: str, preset: str, **settings: float) -> Any:
    """Compute what the picture shows at a preset, or at one with some settings changed."""
    recipe = PRESETS[exhibit, preset]
    return recipe.parts["compute"](**recipe.settings(preset, **settings))


PRESETS = presets()
STEM = {key: recipe.__module__.split(".")[2].removeprefix("n") for key, recipe in PRESETS.items()}
# What is computed from a text or from a training of its own is tested with that: tests/lessons/test_n15.py, test_n12.py
WITH_NUMBERS = [key for key, recipe in PRESETS.items() if STEM[key][:2] not in {"12", "15"}]


def named(key: tuple[str, str]) -> str:
    return " | ".join(key)


@pytest.mark.parametrize("key", WITH_NUMBERS, ids=named)
def test_each_number_that_a_reason_tells_is_said_there_or_computed_by_a_claim(key):
    (exhibit, preset), recipe = key, PRESETS[key]
    settings, reason = recipe.settings(preset), one_line(recipe.presets[preset].reason)
    said = recipe.sentence(at(exhibit, preset), settings)
    there = all_numbers(f"{said} {list(settings.values())}")
    claimed = [one.words for one in claims(STEM[key]) if one_line(one.words) in reason]
    told = [one for one in numbers(reason) if not any(one.text in words for words in claimed)]
    computed = COMPUTED[key](at(exhibit, preset)) if key in COMPUTED else []
    told = [one for one in told if not any(one.is_value(value) for value in computed)]
    assert [one.text for one in told if not any(one.is_rounded(other) for other in there)] == []


def ends(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the steps of an input's crests and of its troughs."""
    rises, inside = np.diff(x) > 0, np.arange(1, len(x) - 1)
    return inside[rises[:-1] & ~rises[1:]], inside[~rises[:-1] & rises[1:]]


def opens_on_crests(gate: np.ndarray, x: np.ndarray) -> bool:
    crests, troughs = ends(x)
    return bool(gate[crests[0]] > 0.9 and gate[crests].min() > 0.5 and gate[troughs].max() < 0.3)


def near(values: Any, to: Any, by: float = 0.01) -> bool:
    return bool(np.max(np.abs(np.asarray(values) - to)) < by)


def starts_again(now: Any, steps: np.ndarray) -> bool:
    """Whether c is down to little more than what one step writes soon after these steps, each time after it grew."""
    soon = [now.c[t : t + 4].min() for t in steps]
    return max(soon) < 2 * now.ig.max() and min(now.c[t - 10 : t + 1].max() for t in steps) > 7 * now.ig.max()


def alternates(h: np.ndarray) -> bool:
    return bool((h[1:] * h[:-1] < 0).all())


def saturated(curve: np.ndarray, low: float) -> float:
    """Return which share of a curve is within 5 % of an end of its range, (low, 1)."""
    return float(np.mean((curve < low + 0.05 * (1 - low)) | (curve > 1 - 0.05 * (1 - low))))


def humps(w: float, high: float) -> int:
    """Count the maxima of the density of σ(w·x) (high = 1) or tanh(w·x) of a normal x, on a fine grid."""
    x = np.linspace(-6, 6, 200_001)
    z = w * x
    slope = w * (np.exp(-z) / (1 + np.exp(-z)) ** 2 if high == 1 else 1 / np.cosh(z) ** 2)
    density = -(x**2) / 2 - np.log(slope)  # its logarithm
    return int(np.sum((density[1:-1] > density[:-2]) & (density[1:-1] > density[2:])))


def half_of_c_is_lost_in_v_alone(now: Any) -> bool:
    return near(now.vanilla.f, 0.5, 1e-9) and near(now.other.f, 1, 1e-9)


USUAL = ("gradient_with_attention", "usual start")
COMPUTED: dict[tuple[str, str], Callable[[Any], list[float]]] = {  # what neither a sentence says nor a claim computes
    ("gradient_of_one_unit", "a small push"): lambda now: [now.run.w_h * (1 - np.mean(np.abs(now.run.h[-20:])) ** 2)],
    ("gradient_with_attention", "usual start"): lambda now: [
        1 / (1 + np.exp(-PRESETS[USUAL].settings(USUAL[1])["b_f"]))
    ],
    ("gru_cell_flow", "remember"): lambda now: [100 * (1 - now.z.min())],
}
HOLDS: dict[tuple[str, str], Callable[[Any], bool]] = {
    # 00
    ("reading_key", "f shut"): lambda now: now.f.max() < 0.01 and near(now.c, now.ig),
    ("reading_key", "o shut"): lambda now: now.o.max() < 0.01 and near(now.h, 0) and now.c.max() > 0.1,
    ("reading_key", "i shut"): lambda now: now.i.max() < 0.01 and near(now.c, 0) and near(now.h, 0),
    # 01
    ("squashed_line", "never saturated"): lambda now: (
        saturated(now.sigmoid, 0) == saturated(now.tanh, -1) == 0 and now.sigmoid.min() > 0.2
    ),
    ("squashed_line", "a switch"): lambda now: min(saturated(now.sigmoid, 0), saturated(now.tanh, -1)) > 0.5,
    ("squashed_line", "upside down"): lambda now: bool((np.diff(now.sigmoid) < 0).all()),
    ("squashed_line", "stuck"): lambda now: saturated(now.sigmoid, 0) == saturated(now.tanh, -1) == 1,
    ("squashed_line", "mostly shut"): lambda now: (now.sigmoid[now.x < 2] < 0.5).all() and now.sigmoid[-1] > 0.5,
    ("squashed_noise", "two bells"): lambda now: now.w < 0.5 and humps(now.w, 1) == humps(now.w, 2) == 1,
    ("squashed_noise", "tanh splits"): lambda now: 0 < now.w - 1 / sqrt(2) < 0.01 and humps(now.w, 2) == 2,
    ("squashed_noise", "σ before it splits"): lambda now: 0 < sqrt(2) - now.w < 0.01 and humps(now.w, 1) == 1,
    ("squashed_noise", "σ as percentile"): lambda now: near(now.sigmoid, now.percentile, 0.0105),
    ("squashed_noise", "saturated"): lambda now: all(
        np.average(np.abs(curve - middle) > 0.45 * size, weights=np.exp(-(now.x**2) / 2)) > 0.5
        for curve, middle, size in ((now.sigmoid, 0.5, 1), (now.tanh, 0, 2))
    ),
    ("stretched_sigmoid", "right ends"): lambda now: slope_in_the_middle(now) == pytest.approx(0.5, abs=0.01),
    ("stretched_sigmoid", "too steep"): lambda now: slope_in_the_middle(now) == pytest.approx(2, abs=0.02),
    ("gates_and_shares", "all in"): lambda now: now.sigmoid.min() > 0.95 and near(now.softmax, 1 / 3, 1e-9),
    ("gates_and_shares", "all out"): lambda now: now.sigmoid.max() < 0.05 and near(now.softmax, 1 / 3, 1e-9),
    ("gates_and_shares", "one more"): lambda now: rises_alone(now),
    # 02
    ("unrolled_rnn", "taking turns"): lambda now: now.w_h < 0 and alternates(now.h) and abs(now.h[-1]) > 0.3,
    ("unrolled_rnn", "an echo"): lambda now: (
        near(now.h[1:] / now.h[:-1], 0.48, 0.05) and now.h[0] > 0.7 and now.h[-1] < 0.12
    ),
    ("unrolled_rnn", "no loop"): lambda now: now.w_h == 0 and now.h[0] > 0.7 and near(now.h[1:], 0, 1e-12),
    ("unrolled_rnn", "input cut off"): lambda now: now.w_x == 0 and now.x[0] == 1 and now.b > 0 and now.h.min() > 0.4,
    ("padded_sequence", "a long neighbour"): lambda now: now.h[1] > 0.8 and abs(now.h[-1]) < 0.01 and not now.masked,
    ("padded_sequence", "masked"): lambda now: now.masked and len(now.x) == 10 and near(now.h[1:], now.h[1], 1e-12),
    # 03
    ("gradient_of_one_unit", "saturates"): lambda now: (
        now.run.w_h == 1.5 and 0.4 < np.mean(np.abs(now.run.h) > 0.9) < 0.9 and now.run.gradient[0] < 1e-30
    ),
    ("clipped_update", "in the plain"): lambda now: now.norm < now.threshold and near(now.update, now.clipped, 1e-12),
    ("stretched_circle", "every direction shrinks"): lambda now: now.steps == 1 and now.longest < 1,
    ("stretched_circle", "one direction grows"): lambda now: now.steps == 1 and now.longest > 1 > now.shortest,
    ("stretched_circle", "it stays"): lambda now: (
        now.gain == 1 and now.steps == 20 and near(np.hypot(*np.ravel(now.kept)[-2:]), 1) and now.shortest < 1e-3
    ),
    ("stretched_circle", "it explodes"): lambda now: now.gain > 1 and now.steps == 20 and now.longest > 20,
    ("gradient_of_many_units", "about even"): lambda now: 0.2 < now.run.gradient[0] < 5,
    ("gradient_of_many_units", "explodes"): lambda now: (
        now.run.gradient[0] > 1e6 and np.mean(np.abs(now.run.h) > 0.95) > 0.3 and np.mean(np.abs(now.run.h) < 0.5) > 0.1
    ),
    # 04
    ("untrained_cells", "usual start"): lambda now: (
        logit(now.f) == pytest.approx(1) and logit(now.i) == pytest.approx(0)
    ),
    ("untrained_cells", "forget bias alone"): lambda now: now.kept[-1] > 0.4 and now.i == 0.5,
    ("untrained_cells", "input gate nearly shut"): lambda now: now.kept[-1] > 0.4 and now.i < 0.02,
    ("untrained_cells", "chrono"): lambda now: logit(now.f) == pytest.approx(-logit(now.i)) == pytest.approx(5.1),
    ("lstm_diagram", "the whole cell"): lambda now: now == "",
    ("lstm_diagram", "forget gate"): lambda now: now == "f",
    ("lstm_diagram", "input gate"): lambda now: now == "i",
    ("lstm_diagram", "output gate"): lambda now: now == "o",
    # 05 to 07
    ("forget_gate", "clear at each crest"): lambda now: (
        now.f[ends(now.x)[0]].max() < 0.1 and starts_again(now, ends(now.x)[0][1:])
    ),
    ("forget_gate", "clear in each trough"): lambda now: (
        opens_on_crests(now.f, now.x) and starts_again(now, ends(now.x)[1])
    ),
    ("input_gate", "crests only"): lambda now: opens_on_crests(now.i, now.x) and np.diff(now.c).min() > -0.03,
    ("input_gate", "write once"): lambda now: (
        now.i[:4].max() > 0.3 and now.i[8:].max() < 0.05 and near(now.c[8:], now.c[8], 0.05)
    ),
    ("output_gate", "show on crests"): lambda now: opens_on_crests(now.o, now.x) and near(now.c[8:], now.c[8], 0.05),
    # 08
    ("cell_state_flow", "copy"): lambda now: (
        now.f.max() < 0.001 and min(now.i.min(), now.o.min()) > 0.999 and near(now.h, now.x - 0.5, 0.05)
    ),
    ("cell_state_flow", "reset at each trough"): lambda now: (
        opens_on_crests(now.f, now.x) and starts_again(now, ends(now.x)[1])
    ),
    ("cell_state_flow", "trained on the damped sine"): lambda now: (
        near(now.h[5:-1], now.x[6:], 0.15) and now.c[-1] > 5 and np.ptp(now.o) > 0.5
    ),
    ("cell_state_flow", "bias 0"): lambda now: near(now.f, 0.5, 1e-12) and now.half_life == pytest.approx(1),
    ("cell_state_flow", "everything open"): lambda now: near(np.diff(now.c), 1, 0.01) and 0.99 < now.h.max() < 1,
    # 09
    ("gru_cell_flow", "write on crests"): lambda now: opens_on_crests(1 - now.z, now.x),
    ("gru_cell_flow", "reset before"): lambda now: (
        now.r.max() < 0.001
        and not now.reset_after
        and near(now.a_n - now.weights["x→n"] * now.x, 0, 0.01)  # b_n and b_hn cancel: b_hn is in place
        and near(at("gru_cell_flow", "reset before", reset_after=1).a_n - now.a_n, -2, 0.01)
    ),
    ("lstm_beside_gru", "tied gates"): lambda now: (
        near(now.lstm.i, 1 - now.lstm.f, 1e-12)
        and near(now.lstm.c, now.gru.h, 1e-9)
        and near(now.lstm.f, now.gru.z, 1e-12)
    ),
    ("lstm_beside_gru", "output gate shut"): lambda now: (
        now.lstm.o.max() < 0.001 and near(now.lstm.h, 0) and np.abs(now.lstm.c).max() > 0.3 and now.gru.h.max() > 0.3
    ),
    ("lstm_beside_gru", "count"): lambda now: (
        near(np.diff(now.lstm.c), 1, 0.03) and np.abs(np.diff(now.gru.h, prepend=0)).max() < 0.9
    ),
    ("lstm_beside_gru", "forget in troughs"): lambda now: (
        all(
            gate[ends(now.lstm.x)[0]].min() > 0.98 > 0.75 > gate[ends(now.lstm.x)[1]].max()
            for gate in (now.lstm.f, now.gru.z)
        )
        and 0 < now.lstm.i.max() < 0.3
        and near(now.gru.h[ends(now.lstm.x)[1]], now.gru.n[ends(now.lstm.x)[1]], 0.05)
    ),
    # 10
    ("variant_unit", "V"): lambda now: (
        now.name == "V"
        and now.vanilla.o[0] < 0.1
        and now.vanilla.o.max() > 0.5
        and np.argmax(now.vanilla.o) == np.argmax(now.vanilla.c)
    ),
    ("variant_unit", "NP"): lambda now: now.name == "NP" and now.other.o.max() < 0.06 and now.other.c.max() > 2,
    ("variant_unit", "FGR"): lambda now: (
        now.name == "FGR" and now.other.i[1:].max() < now.vanilla.i[1:].min() and np.abs(now.other.c).max() < 0.5
    ),
    ("variant_unit", "NFG"): lambda now: now.name == "NFG" and half_of_c_is_lost_in_v_alone(now),
    ("variant_unit", "NOG"): lambda now: (
        now.name == "NOG" and now.vanilla.h.max() < 0.01 and near(now.other.h, np.tanh(now.other.c), 1e-9)
    ),
    ("variant_unit", "NIAF"): lambda now: (
        now.name == "NIAF"
        and np.abs(now.vanilla.g).max() < 1
        and [round(end) for end in (now.other.g.min(), now.other.g.max())] == [-4, 5]
    ),
    ("variant_unit", "NOAF"): lambda now: (
        now.name == "NOAF"
        and np.ptp(np.diff(now.other.c)) < 0.4
        and np.diff(now.other.c).min() > 0.5
        and now.vanilla.h.max() < 1
        and now.other.h.max() > 20
    ),
    ("variant_unit", "CIFG"): lambda now: (
        now.name == "CIFG"
        and now.vanilla.c[-1] > 45
        and np.abs(now.other.c).max() < 1
        and near(now.other.f, 1 - now.other.i, 1e-9)
    ),
    # 13
    ("values_seen", "one equation"): lambda now: len(now.x) == 3,
    ("values_seen", "two equations"): lambda now: (
        len(now.x) == 4 and near(now.ahead, now.clean[-len(now.ahead) :], 1e-6)
    ),
    ("one_window_forecasts", "clean"): lambda now: (
        near(now.forecasts["ar"], now.clean[50:], 1e-3) and near(now.forecasts["linear"], now.clean[50:], 1e-3)
    ),
    ("one_window_forecasts", "noisy switch"): lambda now: now.noise > 0 and now.waves.since.tolist() == [10],
    ("one_window_forecasts", "just switched"): lambda now: now.waves.since.tolist() == [0],
    ("one_window_forecasts", "a little noise"): lambda now: now.noise == 0.02 and now.waves.since.tolist() == [50],
    # 14
    ("attention_by_hand", "no question"): lambda now: (
        near(now.query, 0, 1e-12) and near(now.scores, 0, 1e-12) and near(now.context, now.states.mean(axis=0), 1e-12)
    ),
    # 16
    ("four_mistakes", "as it should be"): lambda now: now.reported == now.honest,
    ("four_mistakes", "all four"): lambda now: (
        now.everything and now.shuffled and now.best_seed_only and not now.last_value_told and now.reported < now.honest
    ),
}


@pytest.mark.parametrize("name", WAVES)
def test_wave_of_a_preset_lies_where_its_reason_says_among_the_training_waves(name):
    """The exhibits of notebook 11 take a training, and share their presets."""
    preset, ends = WAVES[name], {"period": (10, 20), "decay": (0.01, 0.1)}
    assert ends == {"period": PERIOD, "decay": DECAY}
    outside = re.fullmatch(r"No training wave had a (\w+) (above|below) (\S+), and this one has (\S+)\.", preset.reason)
    if outside:
        quantity, side, end, has = outside.groups()
        assert float(end) == ends[quantity][side == "above"]
        value = preset.values[quantity]
        assert value == float(has.replace("none", "0"))
        assert value > float(end) if side == "above" else value < float(end)
    else:
        middle = {quantity: (low + high) / 2 for quantity, (low, high) in ends.items()}
        slowest = {"period": 20, "decay": 0.01}
        right = {"in the middle": {"period": middle["period"], "decay": 0.03}, "at the edge": slowest}
        assert preset.values == right[name]
        assert name != "in the middle" or 0.01 < preset.values["decay"] < middle["decay"]


def slope_in_the_middle(now: Any) -> float:
    middle = np.argmin(np.abs(now.z))
    curve, tanh = (np.gradient(values, now.z)[middle] for values in (now.stretched, now.tanh))
    return float(curve / tanh)


def logit(share: float) -> float:
    return float(np.log(share / (1 - share)))


def rises_alone(now: Any) -> bool:
    """The start with a higher z_1: one gate differs, and every share."""
    start = lstm_lesson.gates_and_shares.parts["compute"](**lstm_lesson.gates_and_shares.settings())
    moved = now.z != start.z
    return (
        moved.tolist() == [True, False, False] == (now.sigmoid != start.sigmoid).tolist()
        and now.z[0] > start.z[0]
        and bool((now.softmax != start.softmax).all())
    )


@pytest.mark.parametrize("key", HOLDS, ids=named)
def test_what_a_reason_says_in_words_holds_there(key):
    assert HOLDS[key](at(*key))


def test_every_preset_says_a_number_or_has_its_words_looked_at():
    silent = {key for key in WITH_NUMBERS if not numbers(one_line(PRESETS[key].presets[key[1]].reason))}
    assert silent <= HOLDS.keys(), sorted(silent - HOLDS.keys())
