"""What notebook 15 says in words holds."""

import numpy as np
import pytest
from exhibit_cases import begun
from reading_oracle import one_by_one, shown_text

from lstm_lesson import let_it_write
from lstm_lesson.lessons.n15_reading_code.numbers import EXAMPLES
from lstm_lesson.studies.reading import RECORDING, Closer, Cuts, Units
from lstm_lesson.studies.reading_measures import COUNTER, KINDS, OF_QUOTES, OF_WORDS, SIGNS
from lstm_lesson.studies.source_facts import FACTS


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
