"""The six equations beside the cell: each is lit alone, its code computes what its wire carries, later ones wait."""

import math
from typing import Any

import numpy as np
import pytest
from exhibit_cases import begun, every_move
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.text import Text
from oracles import sigmoid
from sentences import gate_said, said

from lstm_lesson import lstm_stepper
from lstm_lesson.drawing import diagram, style
from lstm_lesson.lessons.shared.stepper_exhibits import WEIGHTS
from lstm_lesson.lessons.shared.stepper_numbers import one_step
from lstm_lesson.lessons.shared.stepper_pictures import SIX

ORDER = "figcoh"
LAYER = {"x", "h_prev"}
LIT = {
    "f": LAYER | {"f"},
    "i": LAYER | {"i"},
    "g": LAYER | {"g"},
    "c": {"f", "c_prev", "fc", "i", "g", "ig", "c"},
    "o": LAYER | {"o"},
    "h": {"c", "tanh_c", "o", "h"},
}  # the wires of each equation
MADE = {"f": {"f"}, "i": {"i"}, "g": {"g"}, "c": {"fc", "ig", "c"}, "o": {"o"}, "h": {"tanh_c", "h"}}


def by_hand(x: float, h_prev: float, c_prev: float, w: dict[str, float] = WEIGHTS) -> dict[str, float]:
    """One step of one unit, number by number: wires, terms and sums by their names."""
    now = {"x": x, "h_prev": h_prev, "c_prev": c_prev}
    for layer in "figo":
        terms = w[f"w_x{layer}"] * x, w[f"w_h{layer}"] * h_prev, w[f"b_{layer}"]
        now |= dict(zip((f"x→{layer}", f"h_prev→{layer}", f"b→{layer}"), terms, strict=True))
        now[f"z_{layer}"] = math.fsum(terms)
        now[layer] = (math.tanh if layer == "g" else sigmoid)(now[f"z_{layer}"])
    now["fc"], now["ig"] = now["f"] * c_prev, now["i"] * now["g"]
    now["c"] = now["fc"] + now["ig"]
    now["tanh_c"] = math.tanh(now["c"])
    return now | {"h": now["o"] * now["tanh_c"]}


def number(words: str) -> float:
    return float(words.replace("−", "-"))


def shown(exhibit):
    """What can be seen: each text that is not empty, by its name or its words."""
    seen = [one for one in exhibit.drawing.artists if isinstance(one, Text) and one.get_visible() and one.get_text()]
    return {one.get_gid() or one.get_text(): one for one in seen}


def assert_stepper(exhibit, equation, x, h_prev, c_prev):
    now, symbol, seen = by_hand(x, h_prev, c_prev), ORDER[int(equation) - 1], shown(exhibit)
    known = LAYER | {"c_prev"} | set().union(*(MADE[done] for done in ORDER[: int(equation)]))
    layers = [layer for layer in "figo" if layer in ORDER[: int(equation)]]
    known |= {name for name in now if name.partition("→")[2] in layers} | {f"z_{layer}" for layer in layers}
    lit = LIT[symbol] | ({name for name in now if name.endswith((f"→{symbol}", f"z_{symbol}"))})
    for name in now:
        assert (name in seen) == (name in known), name
        if name in known:
            assert number(seen[name].get_text()) == pytest.approx(now[name], abs=0.00501), name
            assert (seen[name].get_color() == style.INK) == (name in lit), name
    results = [name for name in seen if name.startswith("result")]
    assert results == [f"result {done}" for done in ORDER[: int(equation)]]
    assert all(number(seen[name].get_text()) == pytest.approx(now[name[-1]], abs=0.00501) for name in results)
    lively = [name for name in results if seen[name].get_color() != style.FADED_TEXT]  # the equation's whose turn it is
    assert [(name, seen[name].get_color()) for name in lively] == [(f"result {symbol}", style.text(symbol))]
    codes = [one.code for one in SIX.values() if seen[one.code].get_color() == style.INK]
    assert codes == [SIX[symbol].code]
    assert exhibit.readout == f"Equation {int(equation)} of 6. {sentence(symbol, now)}"
    assert_wires(exhibit, symbol, now)


def sentence(symbol: str, now: dict[str, float]) -> str:
    """What is said of one equation, with the numbers that it starts from and the one that it gives."""
    it = {name: said(value) for name, value in now.items()}
    if symbol == "c":
        parts = f"f times the old c is {it['fc']}, i times g is {it['ig']}"
        return f"The new cell state: {parts}, and their sum is c = {it['c']}."
    if symbol == "h":
        return f"The new hidden state: o times tanh({it['c']}) gives h = {it['h']}, which the others see."
    if symbol == "g":
        return f"The candidate: tanh({it['z_g']}) gives g = {it['g']}, the content that could be written."
    name, share = {
        "f": ("forget", "the old c that stays"),
        "i": ("input", "g that is written"),
        "o": ("output", "tanh(c) that gets out"),
    }[symbol]
    given = f"σ({it[f'z_{symbol}']}) gives {gate_said(symbol, now[symbol], 2)}"
    return f"The {name} gate: {given}, the share of {share}."


def assert_wires(exhibit, symbol, now):
    """One set of wires is seen, those of this equation: black and solid, or vermillion if they carry less than 0."""
    seen: list[Any] = [one for one in exhibit.drawing.artists if isinstance(one, LineCollection) and one.get_visible()]
    (wires,) = seen
    widths, colours = wires.get_linewidths(), [to_hex(colour) for colour in wires.get_colors()]
    carried = {name: now[name] for name in LIT[symbol]} | {name: now[name] for name in now if f"→{symbol}" in name}
    possible = {round(1 + 3.4 * min(abs(value), 2), 6) for value in carried.values()}
    assert {round(float(width), 6) for width in widths} <= possible
    on_lines = LIT[symbol] | ({f"x→{symbol}", f"h_prev→{symbol}"} if symbol in "figo" else set())
    assert max(widths) == pytest.approx(max(1 + 3.4 * min(abs(carried[name]), 2) for name in on_lines))
    red = {style.of("negative")["color"].lower()} if any(carried[name] < -0.00501 for name in on_lines) else set()
    assert {colour.lower() for colour in colours} - {style.of("positive")["color"].lower()} == red
    there = [one for one in wires.axes.collections if isinstance(one, LineCollection)]
    behind: Any
    (behind,) = [one for one in there if one not in exhibit.drawing.artists]  # the whole circuit, pale and thin
    assert {to_hex(colour).lower() for colour in behind.get_colors()} == {style.FADED.lower()}
    assert set(behind.get_linewidths()) == {diagram.THINNEST}


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move({lstm_stepper: assert_stepper})


@pytest.mark.parametrize("equation", range(1, 7))
def test_each_equation_is_right_where_the_numbers_are_negative(equation):
    assert_stepper(begun(lstm_stepper, equation=equation, x=-1.3, h_prev=-0.7, c_prev=-1.9), equation, -1.3, -0.7, -1.9)


@pytest.mark.parametrize("x", [-2.0, 0.6, 1.7])
def test_the_lines_of_code_compute_what_the_wires_carry(x):
    names = {"sigmoid": sigmoid, "tanh": math.tanh, "x": x, "h_prev": -0.4, "c_prev": 1.1} | WEIGHTS
    for symbol in ORDER:
        exec(SIX[symbol].code, names)
    now = one_step(1, x, -0.4, 1.1, **WEIGHTS).at_cursor()
    assert [names[symbol] for symbol in ORDER] == pytest.approx([now[symbol] for symbol in ORDER], rel=1e-12)


@pytest.mark.parametrize("state", [(0.6, 0.4, 0.8), (-1.3, -0.7, -1.9), (2.0, 0.9, -3.0)])
def test_the_numbers_beside_an_equation_add_up_to_its_value(state):
    """Between "=" and "=" stand sums and products: each, worked out from its two-digit numbers, is near the value."""
    now = by_hand(*state)
    for symbol in ORDER:
        for part in SIX[symbol].numbers(now).split(" = "):
            worked = eval(part.replace("·", "*").replace("σ", "sigmoid"), {"sigmoid": sigmoid, "tanh": math.tanh})
            assert worked == pytest.approx(now[symbol], abs=0.03), part


def test_start_names_the_equation():
    starts = ["forget gate", "input gate", "candidate", "cell state", "output gate", "hidden state"]
    assert [lstm_stepper(start=start).values["equation"] for start in starts] == [1, 2, 3, 4, 5, 6]


def test_weights_can_be_given():
    shut = lstm_stepper(equation=1, w_xf=0, w_hf=0, b_f=-8)
    assert "σ(−8.00) gives f < 0.01" in shut.readout
    with pytest.raises(ValueError, match="w_zf"):
        lstm_stepper(w_zf=1)


def test_a_run_may_begin_at_any_state():
    rng = np.random.default_rng(7)
    for x, h_prev, c_prev in rng.normal(size=(5, 3)).tolist():
        now = one_step(6, x, h_prev, c_prev, **WEIGHTS).at_cursor()
        expected = by_hand(x, h_prev, c_prev)
        assert {name: now[name] for name in expected} == pytest.approx(expected, rel=1e-12)
