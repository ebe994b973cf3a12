"""Notebook 15's pictures show what the recorded network does, computed in another way, and any text is shown safely."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from cases import every_refusal, every_verdict
from exhibit_cases import assert_line, begun, every_move, run_line, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lstm_lesson import cut_one_memory, let_it_write, tinted_text, what_units_know
from lstm_lesson.data.characters import ALPHABET, encode
from lstm_lesson.drawing.letters import TINTS, colours
from lstm_lesson.lessons.n15_reading_code import numbers, units_numbers, writing_numbers
from lstm_lesson.lessons.n15_reading_code.numbers import COLUMNS, EXAMPLES, MOST, OWN, QUANTITIES, ROWS
from lstm_lesson.studies import reading
from lstm_lesson.studies.reading import RECORDING, Closer, Cuts, Units
from lstm_lesson.studies.reading_measures import COUNTER, KINDS, OF_QUOTES, OF_WORDS, SIGNS
from lstm_lesson.studies.source_facts import FACTS
from lstm_lesson.training.character_network import CharacterNetwork

TEXTS = list(EXAMPLES.values())
ANY = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=40)


@cache
def one_by_one(text: str, unit: int = -1, gate: int = 0) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Read a text by the LSTM's equations, written out: each quantity (T, H), and p of what follows each (T, V)."""
    w = {name: weight.astype(float) for name, weight in reading.weights().items()}
    h = c = np.zeros(128)
    found: dict[str, list[np.ndarray]] = {name: [] for name in "cfhio"}
    p = []
    for number in [0, *encode(text)]:
        z_i, z_f, z_g, z_o = np.split(w["layer0.W_x"][:, number] + w["layer0.W_h"] @ h + w["layer0.b"], 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (z_i, z_f, z_o))
        if gate:
            f[unit] = gate - 1
        c = f * c + i * np.tanh(z_g)
        h = o * np.tanh(c)
        for name, value in (("c", c), ("f", f), ("h", h), ("i", i), ("o", o)):
            found[name].append(value)
        e = np.exp(w["W_y"] @ h + w["b_y"])
        p.append(e / e.sum())
    return {name: np.array(values) for name, values in found.items()}, np.array(p)


def shown_text(exhibit: Any) -> list[str]:
    """The lines of the picture, put together from their parts."""
    parts = [artist for artist in exhibit.drawing.artists if getattr(artist, "get_fontfamily", list)() == ["monospace"]]
    rows: dict[float, str] = {}
    for part in parts:
        _, y = part.get_unitless_position()
        if part.get_transform() == part.axes.transData and part.axes.get_xlim() == (0, COLUMNS):
            rows[y] = rows.get(y, "") + part.get_text().replace(r"\$", "$")
    return [rows[y] for y in sorted(rows)]


def lines_of(text: str, width: int = COLUMNS) -> list[str]:
    """Cut a text as a screen would, with a sign for each character."""
    lines: list[str] = []
    line = ""
    for character in text:
        if len(line) == width:
            lines, line = [*lines, line], ""
        known = character in ALPHABET[:-1]
        line += "↵" if character == "\n" else character if known else "�"
        if character == "\n":
            lines, line = [*lines, line], ""
    return [*lines, line] if line else lines


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
    told = float(re.findall(rf"{symbol} of unit {unit} is (−?[\d.]+),", exhibit.readout)[0].replace("−", "-"))
    assert told == pytest.approx(values[t], abs=7e-3)
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
    rng, written = np.random.default_rng(int(seed)), ""
    chances = []
    while len(written) < length:
        p = one_by_one(text + written)[1][-1]
        likely = p ** (1 / temperature)
        likely[-1] = 0
        p = np.where(np.arange(len(p)) == len(p) - 1, 0, p)
        number = int((np.cumsum(likely) <= rng.random() * likely.sum()).sum())
        if len(lines_of(text + written + ALPHABET[number])) > 14:
            break
        written += ALPHABET[number]
        chances.append(p[number] / p.sum())
    assert [line for line in shown_text(exhibit) if line] == lines_of(text + written)
    if written:
        assert f"{len(written)} characters written at temperature {temperature:.1f}" in exhibit.readout
        assert f"probability of {np.mean(chances):.2f} on average" in exhibit.readout
    else:
        assert "Nothing is written yet" in exhibit.readout


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
    assert f"Unit {unit}, rank {rank:.0f} of 128" in exhibit.readout
    for told in (units.test[int(fact), unit], units.untrained[int(fact)], units.character[int(fact)]):
        assert f" {told:.2f}".replace("-", "−") in exhibit.readout
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


# ---- Any text


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(ANY)
def test_any_text_is_shown_character_by_character_or_refused_in_words(text):
    exhibit = begun(tinted_text)
    exhibit.box.value = text
    if "must" in exhibit._told.value:
        with pytest.raises(ValueError, match=r"^text must"):
            numbers.own_text(text)
        return
    read = text.replace("\r\n", "\n").replace("\t", "    ")
    assert (exhibit.error, exhibit.text, exhibit.values["example"]) == ("", read, OWN)
    assert [line for line in shown_text(exhibit) if line] == lines_of(read)
    assert exhibit.values["t"] == len(read) - 1


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "</div><script>alert(1)</script>", '"onerror="alert(1)', "&lt;", "$x$ \\$"]
)
def test_typed_markup_is_text_in_sentence_and_picture(text):
    exhibit = begun(tinted_text)
    exhibit.box.value = text
    for t in range(len(text)):
        exhibit.set(t=t)
        page = exhibit._view.value
        assert page.count("<") == page.count("<div") + page.count("</div>") + page.count("<img") == 3
    assert shown_text(exhibit)[0] == text


def test_text_that_runs_from_right_to_left_control_characters_and_emoji_are_marked_as_unknown():
    exhibit = begun(tinted_text)
    exhibit.box.value = "a\u05d0\u202e\x07\U0001f600\x1bz"
    assert shown_text(exhibit)[0] == "a�����z"
    exhibit.set(t=1)
    assert "After unknown character at t = 1" in exhibit.readout


def test_text_of_ones_own_travels_in_a_settings_line():
    exhibit = begun(tinted_text)
    exhibit.box.value = 'x = "it\'s"  # \\n\n$y$ é'
    exhibit.set(unit=5, t=3)
    again = run_line(exhibit.settings_line())
    assert (again.text, again.readout) == (exhibit.text, exhibit.readout)
    other: Any = tinted_text()
    other.follow(exhibit.settings_line())
    assert (other.text, other.values) == (exhibit.text, exhibit.values)
    other.reset()
    assert other.text == TEXTS[0]


def test_reset_goes_back_to_the_text_that_its_cell_showed_first(capsys):
    shown: Any = tinted_text(example=1)
    shown.set(text="x = (1)")
    shown.show()
    first = (shown.values, shown.text, shown.readout)
    shown.set(example=0)
    assert shown.text == EXAMPLES["string and comment"]
    shown.reset()
    assert (shown.values, shown.text, shown.readout) == first


def test_menu_takes_the_text_and_t_stays_within_it():
    exhibit = begun(tinted_text)
    exhibit.box.value = "abc"
    assert exhibit.sliders["t"].max == 2
    exhibit.sliders["example"].value = 1
    assert (exhibit.text, exhibit.box.value, exhibit.sliders["t"].max) == (TEXTS[1], TEXTS[1], len(TEXTS[1]) - 1)


test_what_is_no_text_is_refused = every_refusal(
    (lambda: tinted_text(text=""), f"text must have 1 to {MOST} characters; got 0"),
    (lambda: tinted_text(text="a" * 301), f"text must have 1 to {MOST} characters; got 301"),
    (lambda: tinted_text(text="\n" * 9), f"text must fit into {ROWS} lines of {COLUMNS} characters; got 9 lines"),
    (lambda: tinted_text(text=3), "text must be a string; got int"),
    (lambda: tinted_text(text="a", example=1), "example must be left out where text is given, or be 4; got 1"),
)


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


# ---- What the notebook says


def test_cold_network_goes_in_circles_and_a_warm_or_hot_one_seldom_repeats_a_word():
    def said(temperature: float) -> str:
        exhibit = begun(let_it_write, example=3, temperature=temperature, length=200)
        return " ".join("".join(shown_text(exhibit))[len(exhibit.text) :].split())

    assert "is a string is a string is a string" in said(0.1)
    shares = [len(set(words)) / len(words) for words in (said(0.1).split(), said(1).split(), said(1.6).split())]
    assert shares[0] < 0.6 < 0.8 < shares[1]
    assert shares[2] > 0.9


def test_unit_7_counts_round_brackets_wherever_they_stand_and_hardly_any_others():
    def most(text: str) -> float:
        return float(one_by_one(text)[0]["c"][1:, 7].max())

    for depth in range(1, 6):
        assert most("(" * depth + "x") == pytest.approx(depth, abs=0.35)
        assert most("# " + "(" * depth) == pytest.approx(depth, abs=0.35)
    assert most("[" * 5 + "x") < 0.5
    assert most("{" * 5 + "x") < 0.5
    rise = RECORDING.row(Closer, "closer").rise
    assert rise[0] == pytest.approx(1, abs=0.1)
    assert rise[1] < 0.3


def test_unit_7_rises_to_0_92_in_the_brackets_of_a_string():
    text = EXAMPLES["string and comment"]
    c = one_by_one(text)[0]["c"][1:, 7]
    inside = slice(text.index("(you") + 1, text.index("you)") + 3)
    assert c[inside].max() == pytest.approx(0.92, abs=0.005)
    assert abs(c[[inside.start - 2, inside.stop]]).max() < 0.2


def test_unit_79_loses_on_other_files_and_the_best_of_no_other_fact_loses_more_than_0_04():
    units = RECORDING.row(Units, "units")
    lost = [
        units.validation[row, units.best(fact)] - units.test[row, units.best(fact)] for row, fact in enumerate(FACTS)
    ]
    assert units.best("string") == 79
    assert lost[0] > 0.12
    assert max(lost[1:]) < 0.045


def test_what_all_units_tell_beyond_untrained_ones_is_most_for_depth():
    units = RECORDING.row(Units, "units")
    assert (units.together > units.test.max(axis=1)).all()
    assert (units.untrained_together > units.untrained).all()
    learned = units.together - units.untrained_together
    assert learned.argmax() == FACTS.index("depth")
    assert (learned > 0).all()


def test_no_other_unit_counts_brackets_half_as_well_as_unit_7():
    of_depth = RECORDING.row(Units, "units").test[FACTS.index("depth")]
    assert of_depth[7] > 2 * np.delete(of_depth, 7).max()


def test_units_of_the_closer_look_are_the_best_at_depth_comments_and_short_strings():
    units, cuts, closer = RECORDING.row(Units, "units"), RECORDING.row(Cuts, "cuts"), RECORDING.row(Closer, "closer")
    assert (units.best("depth"), units.best("comment")) == (COUNTER, OF_WORDS)
    assert (cuts.shut - cuts.whole)[:, KINDS.index("closing quotes")].argmax() == OF_QUOTES
    assert closer.inside.argmax(axis=1).tolist() == [OF_QUOTES] * 2
    assert units.test[0, OF_QUOTES] < 0.61 < 0.85 < closer.inside[1, OF_QUOTES]
    assert [SIGNS[place] for place in (closer.shut - closer.whole).argmax(axis=1)] == [")", "'"]
    in_comments, in_three_quotes, in_code = closer.below
    assert in_comments > in_three_quotes > 0.8 > 0.3 > in_code


def test_cut_counter_is_missed_at_closing_brackets_more_than_any_other_unit():
    cuts = RECORDING.row(Cuts, "cuts")
    more = (cuts.shut - cuts.whole)[:, KINDS.index("closing brackets")]
    assert int(more.argmax()) == 7
    assert more[7] > 5 * np.delete(more, 7).max()


def test_writer_stops_where_there_is_no_more_room_and_stays_there():
    writer = writing_numbers.Writer("x = 1\n" * (numbers.ROWS - 2), 1.0, 0)
    writer.go_on(10_000)
    written, drawn = writer.written, writer.rng.bit_generator.state
    assert writer.full
    assert 0 < len(written) == len(writer.p) < 10_000
    writer.go_on(20_000)
    assert writer.written == written
    assert writer.rng.bit_generator.state == drawn  # nothing more was drawn
