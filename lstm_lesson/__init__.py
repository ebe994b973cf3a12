"""A course on the LSTM: its numbers, its pictures and its exhibits."""

from lstm_lesson.data.baselines import AutoRegression, constant, last_value, mean_absolute_error, one_period_back
from lstm_lesson.data.signals import damped_sine, damped_sine_batches, split_sequences, windows
from lstm_lesson.lessons.n00_start_here.exhibits import reading_key
from lstm_lesson.lessons.n01_sigmoid_and_tanh.exhibits import (
    gates_and_shares,
    squashed_line,
    squashed_noise,
    stretched_sigmoid,
)
from lstm_lesson.lessons.n01_sigmoid_and_tanh.numbers import normal_percentile
from lstm_lesson.lessons.n02_recurrent_recap.exhibits import array_shapes, impulse_response, input_order, unrolled_rnn
from lstm_lesson.lessons.n03_why_rnns_forget.exhibits import (
    clipped_update,
    gradient_of_many_units,
    gradient_of_one_unit,
)
from lstm_lesson.lessons.n04_lstm_cell.exhibits import half_life_dial, lstm_diagram, three_lstms
from lstm_lesson.lessons.n04_lstm_cell.numbers import VERSIONS
from lstm_lesson.lessons.n08_cell_state_flow.challenges import cell_state_challenges
from lstm_lesson.lessons.n08_cell_state_flow.exhibits import cell_state_flow, flow_settings
from lstm_lesson.lessons.n09_gru.exhibits import gru_cell_flow, lstm_beside_gru, lstm_gru_contest, reset_orders
from lstm_lesson.lessons.n10_variants.adding_exhibits import adding_problem, train_adding
from lstm_lesson.lessons.n10_variants.exhibits import race_of_variants, variant_rates, variant_unit
from lstm_lesson.lessons.n11_damped_sine.exhibits import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.lessons.n11_damped_sine.training_exhibits import train_damped_sine
from lstm_lesson.lessons.n12_look_inside.exhibits import all_units_inside, forecast_gradient, one_unit_inside
from lstm_lesson.lessons.n12_look_inside.training_settings_exhibits import training_experiments
from lstm_lesson.lessons.n13_limitations.exhibits import distractor_and_gap, one_window_forecasts, winners_map
from lstm_lesson.lessons.n14_attention.exhibits import attention_by_hand, where_it_looks
from lstm_lesson.lessons.shared.one_gate_exhibits import forget_gate, input_gate, output_gate
from lstm_lesson.lessons.shared.recall_exhibits import recall_after_delay, recall_with_attention
from lstm_lesson.live.exercise import check
from lstm_lesson.live.question import predict, unlock_all
from lstm_lesson.nn.activations import sigmoid, softmax, tanh
from lstm_lesson.nn.attention import attend
from lstm_lesson.nn.cells import GRU, LSTM, RNN
from lstm_lesson.nn.gru_conventions import gru_step, n_weights
from lstm_lesson.nn.one_unit import one_unit
from lstm_lesson.training.forecaster import Forecaster

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "VERSIONS",
    "AutoRegression",
    "Forecaster",
    "adding_problem",
    "all_units_inside",
    "array_shapes",
    "attend",
    "attention_by_hand",
    "cell_state_challenges",
    "cell_state_flow",
    "check",
    "clipped_update",
    "constant",
    "damped_sine",
    "damped_sine_batches",
    "damped_sine_window",
    "distractor_and_gap",
    "flow_settings",
    "forecast_five",
    "forecast_gradient",
    "forecast_scores",
    "forget_gate",
    "gates_and_shares",
    "gradient_of_many_units",
    "gradient_of_one_unit",
    "gru_cell_flow",
    "gru_step",
    "half_life_dial",
    "impulse_response",
    "input_gate",
    "input_order",
    "last_value",
    "lstm_beside_gru",
    "lstm_diagram",
    "lstm_gru_contest",
    "mean_absolute_error",
    "n_weights",
    "normal_percentile",
    "one_period_back",
    "one_unit",
    "one_unit_inside",
    "one_window_forecasts",
    "output_gate",
    "predict",
    "race_of_variants",
    "reading_key",
    "recall_after_delay",
    "recall_with_attention",
    "reset_orders",
    "run_free",
    "sigmoid",
    "softmax",
    "split_sequences",
    "squashed_line",
    "squashed_noise",
    "stretched_sigmoid",
    "tanh",
    "three_lstms",
    "train_adding",
    "train_damped_sine",
    "training_experiments",
    "unlock_all",
    "unrolled_rnn",
    "variant_rates",
    "variant_unit",
    "where_it_looks",
    "windows",
    "winners_map",
]
