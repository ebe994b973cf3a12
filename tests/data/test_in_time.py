import numpy as np
from cases import every_refusal
from hypothesis import given
from hypothesis import strategies as st
from oracles import PROPERTY

from lstm_lesson import pieces_in_turn, split_in_time, windows


@given(T=st.integers(3, 60), validation=st.integers(1, 20), test=st.integers(1, 20), history=st.integers(0, 9))
@PROPERTY
def test_parts_follow_each_other_in_time_and_begin_with_what_was_known(T, validation, test, history):
    if T - validation - test < max(history, 1):
        return
    train, middle, last = split_in_time(range(T), validation=validation, test=test, history=history)
    assert train.tolist() == list(range(T - validation - test))
    assert middle.tolist() == list(range(T - validation - test - history, T - test))
    assert last.tolist() == list(range(T - test - history, T))


def test_a_share_is_one_of_all_steps():
    sizes = [len(part) for part in split_in_time(np.zeros((200, 3)), validation=0.1, test=0.25)]
    assert sizes == [130, 20, 50]
    assert [len(part) for part in split_in_time(np.zeros(100))] == [70, 15, 15]


def test_no_answer_of_the_test_part_stands_in_another_part_and_all_are_asked_for():
    x = np.arange(100.0)
    train, validation, test = split_in_time(x, validation=20, test=30, history=10)
    answers = [set(windows(part, 10, 1)[1].ravel()) for part in (train, validation, test)]
    assert answers[2] == set(range(70, 100))
    assert answers[1] == set(range(50, 70))
    assert answers[2].isdisjoint(train)
    assert answers[2].isdisjoint(validation)


def test_a_split_copies_nothing():
    x = np.zeros(50)
    assert all(np.shares_memory(x, part) for part in split_in_time(x))


def test_pieces_come_in_the_order_of_time_and_the_first_starts_from_0_each_time():
    x = np.arange(10)[:, None, None] + np.zeros((10, 2, 1))
    y = 10 * x[..., 0]
    next_batch, told = pieces_in_turn(x, y, 3), []
    for call in range(7):
        state = f"after call {call}"
        piece, targets, start = next_batch(state)
        told.append((piece[:, 0, 0].tolist(), start))
        np.testing.assert_array_equal(targets, 10 * piece[..., 0])
    first, second, third = [0, 1, 2], [3, 4, 5], [6, 7, 8]  # step 9 is left over
    once, twice = ([(first, None), (second, f"after call {n}"), (third, f"after call {n + 1}")] for n in (1, 4))
    assert told == [*once, *twice, (first, None)]


X = np.zeros((10, 2))

test_what_makes_no_sense_is_refused_by_name = every_refusal(
    (lambda: split_in_time(X, test=1.5), r"test must be a share between 0 and 1, or a whole number of steps; got 1\.5"),
    (lambda: split_in_time(X, test=0), "test must be a whole number of at least 1"),
    (lambda: split_in_time(X, validation=-0.1), r"validation must be a finite number above 0; got -0\.1"),
    (lambda: split_in_time(X, validation=0.01), "validation must be a step at least; 0.01 of 10 steps"),
    (lambda: split_in_time(X, validation=5, test=5), "validation and test must leave at least 1 of the 10 steps"),
    (lambda: split_in_time(X, validation=2, test=2, history=7), "must leave at least 7 of the 10 steps for training"),
    (lambda: split_in_time(X, history=-1), "history must be a whole number of at least 0"),
    (lambda: split_in_time(3.0), "x must have a time axis"),
    (lambda: split_in_time(["a", "b"]), "x must be an array of integers or floats"),
    (lambda: pieces_in_turn(X, X[:9], 2), r"x and y must both begin with the axes \(T, B\); got shapes \(10, 2\)"),
    (lambda: pieces_in_turn(X[:, 0], X[:, 0], 2), r"x and y must both begin with the axes \(T, B\)"),
    (lambda: pieces_in_turn(X, X, 11), "length must be at most the 10 steps of x; got 11"),
    (lambda: pieces_in_turn(X, X, 0), "length must be a whole number"),
)
