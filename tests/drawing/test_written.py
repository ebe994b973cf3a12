"""Numbers as pictures and readouts write them."""

import pytest

from lstm_lesson.drawing.written import gate, percent, power_of_ten, two_digits, whole_steps


@pytest.mark.parametrize(
    ("share", "digits", "told"),
    [
        (0.9933, 4, "= 0.9933"),
        (0.99994, 4, "= 0.9999"),
        (0.99996, 4, "> 0.9999"),
        (0.00004, 4, "< 0.0001"),
        (0.00006, 4, "= 0.0001"),
        (0.9951, 2, "> 0.99"),
        (0.5, 2, "= 0.50"),
        (1.0, 2, "= 1.00"),  # a gate that is left out, and says 1
        (0.0, 2, "= 0.00"),
    ],
)
def test_gate_is_never_said_to_be_at_an_end_of_its_open_range(share, digits, told):
    assert gate(share, digits) == told


def test_share_is_written_in_percent_with_a_space():
    assert [percent(0.223), percent(0.2231, 1), percent(1)] == ["22 %", "22.3 %", "100 %"]


def test_power_of_ten_has_as_many_digits_as_asked_for():
    assert [power_of_ten(2.7e-9), power_of_ten(2.7e-9, 2), power_of_ten(1e12)] == ["3·10⁻⁹", "2.7·10⁻⁹", "1·10¹²"]


def test_two_digits_become_a_whole_number_where_rounding_reaches_100():
    assert [two_digits(size) for size in (0.523, 14.2, 99.4, 99.6, 117.4)] == ["0.52", "14", "99", "100", "117"]


def test_a_single_step_is_no_steps():
    assert [whole_steps(count) for count in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
