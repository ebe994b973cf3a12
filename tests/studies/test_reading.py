"""The recorded reader: a part measured again is as recorded, where this Python's library is the one that it read."""

import zlib
from itertools import islice

import numpy as np
import pytest

from lstm_lesson.data.characters import ALPHABET, decode, encode
from lstm_lesson.studies import reading, source_text, text_rivals
from lstm_lesson.studies.reading import KEYS, RECORDING, Bits, Closer, Cuts, Excerpt, Trained
from lstm_lesson.studies.reading_measures import (
    KINDS,
    PIECES,
    SIGNS,
    by_kind,
    by_sign,
    cell_states,
    closing_signs,
    kinds,
    shared,
    surprise,
    with_forget_gate,
)
from lstm_lesson.studies.reading_training import PIECE, READERS, UNITS, Training, bits
from lstm_lesson.studies.source_facts import FACTS, facts
from lstm_lesson.studies.source_text import TEST, VALIDATION, side_by_side
from lstm_lesson.training.character_network import CharacterNetwork, State

EXCERPT = decode(RECORDING.row(Excerpt, "excerpt").text)


@pytest.mark.thorough
@pytest.mark.parametrize("row", [row for (row,) in KEYS])
def test_part_measured_again_is_as_recorded_or_another_library_is_named(row):
    if row == "excerpt" or reading.same_library():
        reading.again(row)
        return
    with pytest.raises(ValueError, match=f"{row} was measured on the library of Python 3.11"):
        reading.again(row)


def test_again_refuses_where_the_library_is_another_one(monkeypatch):
    monkeypatch.setattr(source_text, "digest", lambda split: np.zeros(32, np.uint8))
    with pytest.raises(ValueError, match=r"bits was measured on the library of Python 3\.11\.7, and this Python has"):
        reading.again("bits")
    reading.again("excerpt")


def test_recording_is_small_and_float16_costs_nothing():
    assert RECORDING.path.stat().st_size <= 600_000
    trained, needed = RECORDING.row(Trained, "network"), RECORDING.row(Bits, "bits")
    assert all(weight.dtype == np.float16 for weight in trained.weights.values())
    assert needed.validation == pytest.approx(trained.bits[-1, 1], abs=1e-3)
    assert sum(weight.size for weight in trained.weights.values()) == 128_225


def test_network_beats_trigram_5_gram_and_zlib_and_loses_to_the_best_n_gram_and_lzma():
    needed = RECORDING.row(Bits, "bits")
    of = dict(zip(text_rivals.RIVALS, needed.rivals, strict=True))
    assert needed.lstm < min(of["trigram"], of["5-gram"], of["zlib"])
    assert needed.lstm > max(of["best n-gram"], of["lzma"])
    assert of["uniform"] == np.log2(97)
    assert needed.shared < 0.05


def test_packers_learn_from_what_they_pack_and_the_best_n_gram_is_the_longest_tried():
    needed = RECORDING.row(Bits, "bits")
    zlib_after, lzma_after = needed.rivals[-2:]
    assert zlib_after < needed.alone[0] < zlib_after + 0.02
    assert lzma_after + 0.25 < needed.alone[1] < needed.lstm
    assert needed.best_n == max(text_rivals.ORDERS)


def test_closer_look_counts_the_brackets_and_quotes_of_the_cuts_and_costs_the_same():
    closer, cuts = RECORDING.row(Closer, "closer"), RECORDING.row(Cuts, "cuts")
    for signs, kind in ((slice(3), "closing brackets"), (slice(3, None), "closing quotes")):
        at, many = KINDS.index(kind), closer.characters[signs]
        assert many.sum() == cuts.characters[at]
        assert closer.whole[signs] @ many / many.sum() == pytest.approx(cuts.whole[at], abs=1e-3)
        for cut, unit in zip(closer.shut, (7, 106), strict=True):
            assert cut[signs] @ many / many.sum() == pytest.approx(cuts.shut[unit, at], abs=2e-3)


# ---- The text


def test_no_file_stands_in_two_splits_and_all_that_is_held_out_is_there():
    names = {split: set(source_text.texts(split)) for split in ("training", "validation", "test")}
    assert names["test"] == set(TEST)
    assert names["validation"] == set(VALIDATION)
    assert not names["training"] & (names["test"] | names["validation"])
    assert len(names["training"]) > 200
    with pytest.raises(ValueError, match="split must be one of training, validation, test; got 'all'"):
        source_text.texts("all")


def test_pieces_side_by_side_are_the_text_cut_and_each_begins_after_the_end_of_a_line():
    read, following = side_by_side("abcdefghijk", 3)
    assert [decode(column) for column in following.T] == ["abc", "def", "ghi"]
    assert [decode(column) for column in read.T] == ["\nab", "\nde", "\ngh"]


def test_most_of_what_stands_in_strings_stands_in_three_quotes():
    quotes = facts(source_text.joined("test"))["quotes"]
    assert (quotes[quotes > 0] == 3).mean() > 0.75


def test_validation_text_is_long_and_yet_four_files():
    if reading.same_library():
        assert round(len(source_text.joined("validation")), -3) == 155_000
    assert len(VALIDATION) == 4


def test_excerpt_is_the_beginning_of_a_held_out_file_of_the_recordings_library():
    if reading.same_library():
        assert source_text.texts("test")["textwrap"].startswith(EXCERPT)
    assert EXCERPT.startswith('"""Text wrapping and filling.')
    assert len(EXCERPT) == 6_000


# ---- The measures


def test_bits_are_the_mean_surprise_and_the_cross_entropy_of_the_excerpt():
    network, text = reading.network(), side_by_side(EXCERPT[:900], 3)
    each = surprise(network, *text)
    state, wanted = network.start(3), []
    for now, following in zip(*text, strict=True):
        found = network.read(now[None], state)
        logits, state = found.logits[0].astype(float), found.end
        p = np.exp(logits) / np.exp(logits).sum(axis=0)
        wanted.append(-np.log2(p[following, np.arange(3)]))
    np.testing.assert_allclose(each, wanted, atol=2e-3)
    assert bits(network, *text) == pytest.approx(each.mean(), abs=1e-4)


def test_states_come_step_by_step_then_text_by_text():
    network, (read, _) = reading.network(), side_by_side(EXCERPT[:900], 3)
    found = cell_states(network, read)
    alone = network.read(read[:, 1:2], network.start(1)).c[:, :, 0]
    np.testing.assert_allclose(found[1::3], alone, atol=2e-3)


@pytest.mark.thorough  # it reads, and scores 2 × 128 units
def test_every_fact_is_told_by_each_unit_and_by_all_together_as_least_squares_tells_it(monkeypatch):
    pieces = {"validation": EXCERPT[:3200], "test": EXCERPT[3200:]}
    monkeypatch.setattr(source_text, "joined", pieces.__getitem__)
    found = reading.measure_units()
    for name in ("validation", "test", "slope", "level"):
        assert getattr(found, name).shape == (len(FACTS), UNITS)
    for name in ("untrained", "character", "together", "untrained_together"):
        assert getattr(found, name).shape == (len(FACTS),)
    (read, _, known), (test_read, _, test_known) = reading.told("validation"), reading.told("test")
    for network, scores in ((reading.network(), found.together), (reading.untrained(), found.untrained_together)):
        c, test_c = (np.column_stack([cell_states(network, text), np.ones(text.size)]) for text in (read, test_read))
        weights = np.linalg.lstsq(c.T @ c + 1e-6 * np.eye(UNITS + 1), c.T @ known["depth"])[0]
        slope, level = np.polyfit(c @ weights, known["depth"], 1)
        left = test_known["depth"] - (slope * (test_c @ weights) + level)
        score = 1 - (left**2).mean() / test_known["depth"].var()
        assert scores[FACTS.index("depth")] == pytest.approx(score, abs=1e-3)


def test_kinds_of_characters_are_what_a_reader_would_mark():
    text = "f(x, 'a')  # b\n    y\n"
    marked = {
        "in a string": "     sss             ",
        "closing quotes": "       q             ",
        "in a comment": "           ccc       ",
        "closing brackets": "        b            ",
        "indentation": "               iiii  ",
        "ends of lines": "              n     n",
    }
    marked["in a string"] = "     ss              "
    found = kinds(text)
    assert tuple(found) == KINDS
    for kind, marks in marked.items():
        np.testing.assert_array_equal(found[kind], [mark != " " for mark in marks], err_msg=kind)


def test_closing_signs_are_what_a_reader_would_mark():
    text = "f(x, 'a\"') + [{1: \"b\"}]  # ')\n'''c'd'''\"\"\"e\"\"\"\n"
    marked = {
        ")": [text.index(")")],
        "]": [text.index("]")],
        "}": [text.index("}")],
        "'": [text.index("')")],
        '"': [text.index('"}')],
        '"""': [text.index("d'''") + 1, text.index('e"""') + 1],
    }
    found = closing_signs(text)
    assert tuple(found) == SIGNS
    for sign, places in marked.items():
        assert np.flatnonzero(found[sign]).tolist() == places, sign


def test_bits_by_sign_are_means_over_the_signs_of_that_kind():
    needed, counted = by_sign(reading.network(), EXCERPT)
    read, following = side_by_side(EXCERPT, PIECES)
    each = surprise(reading.network(), read, following).T.ravel()
    mask = closing_signs(EXCERPT)[")"][: each.size]
    assert (needed[0], counted[0]) == (pytest.approx(each[mask].mean()), mask.sum())
    assert counted[:3].sum() == by_kind(reading.network(), EXCERPT)[1][KINDS.index("closing brackets")]


def test_bits_by_kind_are_means_over_the_characters_of_that_kind():
    needed, counted = by_kind(reading.network(), EXCERPT)
    read, following = side_by_side(EXCERPT, PIECES)
    each = surprise(reading.network(), read, following).T.ravel()
    mask = kinds(EXCERPT)["closing brackets"][: each.size]
    assert needed[0] == pytest.approx(each.mean())
    assert (needed[4], counted[4]) == (pytest.approx(each[mask].mean()), mask.sum())


def test_cut_gate_is_0_or_1_and_the_given_weights_stay():
    weights = reading.weights()
    before = weights["layer0.b"].copy()
    read, _ = side_by_side(EXCERPT[:60], 1)
    for at in (0, 1):
        network = CharacterNetwork(with_forget_gate(weights, 5, at))
        network.read(read, network.start(1))
        gates = network._run(read, network.start(1)).gates[:-1]
        assert (gates[:, 2 * 128 + 5] == at).all()
    np.testing.assert_array_equal(weights["layer0.b"], before)


@pytest.mark.parametrize("length", [3, 6])
def test_shared_text_is_what_a_search_finds(length):
    rng = np.random.default_rng(2)
    text, other = ("".join(rng.choice(["a", "b"], size)) for size in (60, 40))
    inside = np.zeros(len(text), bool)
    for start in range(len(text) - length + 1):
        if text[start : start + length] in other:
            inside[start : start + length] = True
    assert shared(text, other, length) == inside.mean()
    assert shared("x" * 50, other, length) == 0


# ---- The rivals


def test_rivals_know_what_they_have_seen_and_pay_in_full_for_noise():
    noise = "".join(np.random.default_rng(3).choice(list(ALPHABET[1:-1]), 3000))
    for needed in (text_rivals.zlib_bits, text_rivals.lzma_bits):
        assert needed(EXCERPT + noise, noise) < 0.2
        assert np.log2(95) < needed(EXCERPT, noise) < 7.2
    assert 8 * len(zlib.compress(EXCERPT.encode(), 9)) / len(EXCERPT) > text_rivals.zlib_bits(EXCERPT[3000:], EXCERPT)
    one, two = text_rivals.ngram_bits(EXCERPT, 3, EXCERPT, noise)
    assert one < 2.5 < 6.6 < two


# ---- The training


def test_training_put_aside_goes_on_as_if_nothing_had_been(tmp_path):
    text = encode(EXCERPT * 3)
    whole = list(Training(text, steps=12).train())
    first = Training(text, steps=12)
    losses = list(islice(first.train(), 7))
    first.put_aside(tmp_path / "part.npz", {"digest": ""}, {"losses": np.array(losses)})
    then = Training(text, steps=12)
    about, kept = then.take_up(tmp_path / "part.npz")
    assert (about["step"], kept["losses"].tolist()) == (7, losses)
    assert losses + list(then.train()) == whole
    assert len(whole) == 12
    assert whole[-1] < whole[0]


def test_readers_go_through_the_text_in_pieces_and_carry_their_state_on(monkeypatch):
    seen = []

    def noted(self, characters, following, state):
        seen.append((characters.copy(), following.copy(), state))
        return 1.0, np.zeros_like(self.parameters), State(state.h + 1, state.c + 1)

    monkeypatch.setattr(CharacterNetwork, "loss_and_gradient", noted)
    text = np.arange(READERS * (2 * PIECE + 1)) % 43  # so that its end goes on at its beginning
    list(Training(text.astype(np.uint8), steps=4).train())
    for (now, after, _), (later, *_) in zip(seen[0::2], seen[1::2], strict=True):
        assert now.shape == (PIECE, READERS)
        np.testing.assert_array_equal((now + 1) % 43, after)
        np.testing.assert_array_equal(after[-1], later[0])
    carried = [state.h[0] for _, _, state in seen]
    assert (carried[0] == 0).all()
    assert set(np.unique(carried[1])) <= {0.0, 1.0}
    assert carried[1].mean() > 0.8
    assert (carried[2] == 0).all()  # the text begins anew, elsewhere
    assert (seen[0][0] != seen[2][0]).any()
