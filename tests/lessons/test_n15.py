"""Notebook 15's pictures show what the recorded network does, computed in another way, and its sentences say it."""

import math
from typing import Any

import numpy as np
import pytest
from cases import every_verdict
from exhibit_cases import assert_line, assert_says, begun, every_move, texts
from reading_oracle import TEXTS, lines_of, one_by_one, reader, shown_text

from lstm_lesson import cut_one_memory, let_it_write, tinted_text, what_units_know
from lstm_lesson.data.characters import ALPHABET, encode
from lstm_lesson.drawing.letters import TINTS, colours
from lstm_lesson.lessons.n15_reading_code import numbers, units_numbers, writing_numbers
from lstm_lesson.lessons.n15_reading_code.numbers import OWN, QUANTITIES
from lstm_lesson.studies import reading
from lstm_lesson.studies.reading import RECORDING, Cuts, Units
from lstm_lesson.studies.reading_measures import KINDS
from lstm_lesson.studies.source_facts import FACTS, SAID
from lstm_lesson.training.character_network import CharacterNetwork

SIGNS_BESIDE = {" ": "space", "\n": "↵", "$": r"\$"}
NAMES = {"c": "cell state", "h": "hidden state", "f": "forget gate", "i": "input gate", "o": "output gate"}


def called(character: str) -> str:
    """What a sentence calls a character."""
    unseen = {"\n": "end of line", " ": "space", ALPHABET[-1]: "unknown character"}
    return unseen.get(character, f"“{character}”")


def assert_tinted_text_is_right(
    exhibit: Any, example: float, unit: float, quantity: float, gate: float, t: float
) -> None:
    unit, t, symbol = int(unit), int(t), QUANTITIES[int(quantity)]
    text = exhibit.text
    if example != OWN:
        assert text == TEXTS[int(example)]
    run, p = one_by_one(text, unit if gate else -1, int(gate))
    values = run[symbol][1:, unit]
    assert_line(exhibit.drawing.of(symbol), np.arange(len(text)), values, atol=2e-3)
    for other in set(QUANTITIES) - {symbol}:
        assert len(exhibit.drawing.of(other).get_ydata()) == 0
    found = [line for line in shown_text(exhibit) if line]
    assert found == lines_of(text)
    cursor = exhibit.drawing.of("cursor")
    assert cursor.get_xdata()[0] == t
    best = np.sort(p[t + 1])[::-1][:6]
    bars = [a.get_width() for a in exhibit.drawing.artists if type(a).__name__ == "Rectangle"][-6:]
    np.testing.assert_allclose(bars, best, atol=1e-3)
    likeliest = sorted(range(len(ALPHABET)), key=lambda number: -p[t + 1, number])[:6]
    guesses = ", ".join(f"{called(ALPHABET[number])} {p[t + 1, number]:.2f}" for number in likeliest[:3])
    *beside, above_the_lane = texts(exhibit)[-13:]
    signs = [SIGNS_BESIDE.get(ALPHABET[number], ALPHABET[number]) for number in likeliest]
    assert beside[::2] == signs
    assert [float(told) for told in beside[1::2]] == pytest.approx(best, abs=0.0051)
    assert above_the_lane == f"{symbol}, {NAMES[symbol]}, of unit {unit}"
    bits = [-math.log2(p[place, number]) for place, number in enumerate(encode(text))]
    said = f"After {called(text[t])} at t = {t}: {symbol} of unit {unit} is {values[t]:z.2f}, and likeliest next are "
    said += f"{guesses}. The text costs {math.fsum(bits) / len(bits):.2f} bits a character."
    assert_says(exhibit, said.replace("-", "−"))
    scale = max(1, abs(values).max()) if symbol == "c" else 1
    table = exhibit.drawing.of("tints").colours
    wanted = np.full(table.shape, 255)
    for row, line in enumerate(lines_of(text)):
        before = sum(map(len, lines_of(text)[:row]))
        for column in range(len(line)):
            wanted[row, column] = colours(np.array(min(1, max(-1, values[before + column] / scale))))
    np.testing.assert_allclose(table, wanted, atol=8)  # a neighbouring tint, where rounding falls the other way


def assert_writing_is_right(exhibit: Any, example: float, temperature: float, seed: float, length: float) -> None:
    text = exhibit.text
    rng, written, read = np.random.default_rng(int(seed)), "", reader()
    p = [read(number) for number in [0, *encode(text)]][-1][1]
    chances = []
    while len(written) < length:
        likely = p ** (1 / temperature)
        likely[-1] = 0
        p = np.where(np.arange(len(p)) == len(p) - 1, 0, p)
        number = int((np.cumsum(likely) <= rng.random() * likely.sum()).sum())
        if len(lines_of(text + written + ALPHABET[number])) > 14:
            break
        written += ALPHABET[number]
        chances.append(p[number] / p.sum())
        p = read(number)[1]
    assert [line for line in shown_text(exhibit) if line] == lines_of(text + written)
    if written:
        full = " There is no room for more." if len(written) < length else ""
        said = f"{len(written)} characters written at temperature {temperature:.1f} with seed {seed:.0f}; the network "
        said += f"gave each a probability of {math.fsum(chances) / len(chances):.2f} on average.{full}"
    else:
        said = f"Nothing is written yet: press Play, and the network writes on after {len(text)} characters."
    assert_says(exhibit, said)


def youden(scores: np.ndarray) -> np.ndarray:
    return np.array([max(0, 2 * s - 1) if row < 3 else max(0, s) for row, s in enumerate(scores)])


def assert_knowledge_is_right(exhibit: Any, fact: float, rank: float, text: float) -> None:
    units = RECORDING.row(Units, "units")
    unit = sorted(range(128), key=lambda unit: -units.validation[int(fact), unit])[int(rank) - 1]
    of = exhibit.drawing.of
    rows = np.arange(len(FACTS))
    assert_line(of("c"), youden(units.test[:, unit]), rows)
    assert_line(of("constant"), youden(units.untrained), rows)
    assert_line(of("option_3"), youden(units.character), rows)
    assert_line(of("gru"), youden(units.together), rows)
    every = np.array([youden(scores) for scores in units.test.T]).T
    np.testing.assert_allclose(of("lstm_small").get_xdata(), every.ravel(), atol=1e-12)
    yes_or_no, here = int(fact) < 3, int(fact)
    asked, measure = ("that ", "balanced accuracy") if yes_or_no else ("", "R²")
    said = (
        f"Does it tell {asked}{SAID[FACTS[here]]}? Unit {unit}, rank {rank:.0f} of 128 where it was chosen, on unseen "
    )
    said += f"files: {measure} {units.test[here, unit]:.2f}. Best untrained unit {units.untrained[here]:.2f}, last "
    said += f"character alone {units.character[here]:.2f}."
    assert exhibit.readout == said.replace("-", "−")
    assert [line for line in shown_text(exhibit) if line] == lines_of(TEXTS[int(text)])


def assert_cut_is_right(exhibit: Any, fact: float, rank: float, held: float) -> None:
    cuts, units = RECORDING.row(Cuts, "cuts"), RECORDING.row(Units, "units")
    unit = sorted(range(128), key=lambda unit: -units.validation[int(fact), unit])[int(rank) - 1]
    more = (cuts.open if held else cuts.shut) - cuts.whole
    assert_line(exhibit.drawing.of("c"), more[unit], np.arange(len(KINDS)))
    np.testing.assert_allclose(exhibit.drawing.of("lstm_small").get_xdata(), more.ravel())
    for kind, (whole, added) in enumerate(zip(cuts.whole, more[unit], strict=True)):
        assert f"{whole:.2f} → {whole + added:.2f}" in texts(exhibit), KINDS[kind]
    most = max(range(len(KINDS)), key=lambda kind: more[unit, kind])
    others = sum(more[other, most] > more[unit, most] for other in range(128) if other != unit)
    assert exhibit.readout.replace("−", "-") == (
        f"The forget gate of unit {unit} is held {'open' if held else 'shut'}: the unseen text costs "
        f"{cuts.whole[0]:.3f} → {cuts.whole[0] + more[unit, 0]:.3f} bits a character. It costs most for {KINDS[most]}, "
        f"{more[unit, most]:.2f} bits more, and there {others} of the other 127 units cost more."
    )


test_picture_is_right_at_both_ends_of_each_slider_and_on_each_preset = every_move(
    {
        tinted_text: assert_tinted_text_is_right,
        let_it_write: assert_writing_is_right,
        what_units_know: assert_knowledge_is_right,
        cut_one_memory: assert_cut_is_right,
    }
)


def test_a_value_that_is_0_has_no_minus_sign_in_the_sentence():
    exhibit = begun(tinted_text, unit=9, quantity=1, t=1)
    assert "h of unit 9 is 0.00, and" in exhibit.readout
    assert_tinted_text_is_right(exhibit, **exhibit.values)


def test_sentence_says_that_there_is_no_room_for_more_where_fewer_characters_are_written_than_asked_for():
    exhibit = begun(let_it_write)
    exhibit.set(text="import os\n" * 7, length=60)
    assert exhibit.readout.endswith(" There is no room for more.")
    assert_writing_is_right(exhibit, **exhibit.values)
    exhibit.set(length=53)  # as many as there is room for
    assert exhibit.readout.endswith(" on average.")
    assert_writing_is_right(exhibit, **exhibit.values)


# ---- The parts


def test_letters_keep_their_contrast_on_every_tint():
    def luminance(rgb: np.ndarray) -> float:
        linear = np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    ink = luminance(np.array([0x1A] * 3) / 255)
    for share in np.linspace(0, 1, 41):
        assert (luminance(np.array(TINTS(share)[:3])) + 0.05) / (ink + 0.05) >= 4.5


def test_forget_gate_held_at_0_or_1_is_0_or_1_at_every_step_and_no_other_gate_is_touched():
    plain, _ = numbers.run(TEXTS[0])
    for gate in (1, 2):
        trace, _ = numbers.run(TEXTS[0], 7, gate - 1)
        assert tinted_text("gate").controls["gate"].options[gate] == f"held at {gate - 1}"
        assert (trace.f[:, 7] == gate - 1).all()
        assert np.delete(trace.f, 7, axis=1).min() > 0
        np.testing.assert_allclose(trace.f[0, :7], plain.f[0, :7])


def test_network_of_the_study_and_the_one_of_the_pictures_are_one():
    text = TEXTS[3]
    characters = np.array([0, *encode(text)])[:, None]
    network = CharacterNetwork(reading.weights())
    reading_ = network.read(characters, network.start(1))
    trace, log_p = numbers.run(text)
    np.testing.assert_allclose(reading_.c[:, :, 0], trace.c, atol=2e-3)
    shifted = reading_.logits[:, :, 0] - log_p
    np.testing.assert_allclose(shifted, shifted[:, :1].repeat(shifted.shape[1], axis=1), atol=2e-3)


def test_best_unit_is_chosen_by_the_validation_text():
    units = RECORDING.row(Units, "units")
    for row, fact in enumerate(FACTS):
        assert units.best(fact) == units_numbers.by_rank(row, 1) == int(np.argmax(units.validation[row]))


def weights(**given: float) -> Any:
    return lambda: given


test_counter_gets_its_verdict = every_verdict(
    "15_reading_code/depth",
    (weights(b_f=10, b_i=10, w_xg=5), "right: c counts up to 5 open brackets"),
    (weights(b_f=2, b_i=10, w_xg=5), "at a character that is no bracket f = 0.881"),
    (weights(b_f=10, w_xg=5), "at an opening bracket i⊙g = 0.50 is written (i = 0.50, g = 1.00); it should be 1."),
    (weights(b_f=10, b_i=10, w_xg=5, b_g=1), "at a character that is no bracket i⊙g = 0.76"),
    (weights(b_f=10, w_xi=20, b_i=-10, w_xg=5), "at a closing bracket i⊙g = 0.00 is written"),
    (weights(b_f=7.2, b_i=10, w_xg=5), "c is 0.23 off"),
    (weights(b=3), "there is no weight b here"),
    (lambda: 3, "return the weights by name, as a dict; this is int."),
)
test_comment_unit_gets_its_verdict = every_verdict(
    "15_reading_code/comment",
    (weights(w_xf=20, b_f=10, w_xi=20, b_i=-10, b_g=5), "right: a # writes"),
    (weights(b_f=10, w_xi=20, b_i=-10, b_g=5), "after the end of the line c is still 2.00"),
    (weights(w_xf=20, b_f=10, b_i=5, b_g=5), "in no comment, c is 0.99"),
    (weights(w_xf=6, b_f=3, w_xi=20, b_i=-10, b_g=5), "15 characters into a comment c has come down to 0.48"),
    (weights(b_f=10), "right after # c is 0.00"),
    (weights(b=3), "there is no weight b here"),
)


def test_writer_stops_where_there_is_no_more_room_and_stays_there():
    writer = writing_numbers.Writer("x = 1\n" * (numbers.ROWS - 2), 1.0, 0)
    writer.go_on(10_000)
    written, drawn = writer.written, writer.rng.bit_generator.state
    assert writer.full
    assert 0 < len(written) == len(writer.p) < 10_000
    writer.go_on(20_000)
    assert writer.written == written
    assert writer.rng.bit_generator.state == drawn  # nothing more was drawn
