"""A course on the LSTM: its numbers, its pictures and its exhibits."""

from lstm_lesson.activations import sigmoid, softmax, tanh
from lstm_lesson.baselines import AutoRegression, constant, last_value, mean_absolute_error, one_period_back
from lstm_lesson.cells import GRU, LSTM, RNN
from lstm_lesson.check import check
from lstm_lesson.exhibits import (
    cell_state_flow,
    damped_sine_window,
    flow_settings,
    forecast_five,
    forecast_scores,
    forget_gate,
    gates_and_shares,
    half_life_dial,
    input_gate,
    lstm_diagram,
    output_gate,
    reading_key,
    run_free,
    squashed_line,
    squashed_noise,
    stretched_sigmoid,
    three_lstms,
    train_damped_sine,
)
from lstm_lesson.flow import one_unit
from lstm_lesson.history import VERSIONS
from lstm_lesson.predict import predict, unlock_all
from lstm_lesson.signals import damped_sine, damped_sine_batches, split_sequences, windows
from lstm_lesson.squashing import normal_percentile
from lstm_lesson.training import Forecaster

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "VERSIONS",
    "AutoRegression",
    "Forecaster",
    "cell_state_flow",
    "check",
    "constant",
    "damped_sine",
    "damped_sine_batches",
    "damped_sine_window",
    "flow_settings",
    "forecast_five",
    "forecast_scores",
    "forget_gate",
    "gates_and_shares",
    "half_life_dial",
    "input_gate",
    "last_value",
    "lstm_diagram",
    "mean_absolute_error",
    "normal_percentile",
    "one_period_back",
    "one_unit",
    "output_gate",
    "predict",
    "reading_key",
    "run_free",
    "sigmoid",
    "softmax",
    "split_sequences",
    "squashed_line",
    "squashed_noise",
    "stretched_sigmoid",
    "tanh",
    "three_lstms",
    "train_damped_sine",
    "unlock_all",
    "windows",
]
