"""The live pictures of the notebooks, each a function that makes one."""

from lstm_lesson.exhibits.adding import adding_problem, train_adding
from lstm_lesson.exhibits.attention import attention_by_hand, where_it_looks
from lstm_lesson.exhibits.cell_state_flow import cell_state_flow, flow_settings
from lstm_lesson.exhibits.challenges import cell_state_challenges
from lstm_lesson.exhibits.experiments import training_experiments
from lstm_lesson.exhibits.forecast import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.exhibits.forgetting import clipped_update, gradient_of_many_units, gradient_of_one_unit
from lstm_lesson.exhibits.gru import gru_cell_flow, lstm_beside_gru, lstm_gru_contest, reset_orders
from lstm_lesson.exhibits.limits import distractor_and_gap, one_window_forecasts, winners_map
from lstm_lesson.exhibits.look_inside import all_units_inside, forecast_gradient, one_unit_inside
from lstm_lesson.exhibits.lstm_cell import half_life_dial, lstm_diagram, three_lstms
from lstm_lesson.exhibits.one_gate import forget_gate, input_gate, output_gate
from lstm_lesson.exhibits.reading_key import reading_key
from lstm_lesson.exhibits.recalling import recall_after_delay, recall_with_attention
from lstm_lesson.exhibits.recurrence import array_shapes, impulse_response, input_order, unrolled_rnn
from lstm_lesson.exhibits.squashing import gates_and_shares, squashed_line, squashed_noise, stretched_sigmoid
from lstm_lesson.exhibits.training import train_damped_sine
from lstm_lesson.exhibits.variants import race_of_variants, variant_rates, variant_unit

__all__ = [
    "adding_problem",
    "all_units_inside",
    "array_shapes",
    "attention_by_hand",
    "cell_state_challenges",
    "cell_state_flow",
    "clipped_update",
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
    "half_life_dial",
    "impulse_response",
    "input_gate",
    "input_order",
    "lstm_beside_gru",
    "lstm_diagram",
    "lstm_gru_contest",
    "one_unit_inside",
    "one_window_forecasts",
    "output_gate",
    "race_of_variants",
    "reading_key",
    "recall_after_delay",
    "recall_with_attention",
    "reset_orders",
    "run_free",
    "squashed_line",
    "squashed_noise",
    "stretched_sigmoid",
    "three_lstms",
    "train_adding",
    "train_damped_sine",
    "training_experiments",
    "unrolled_rnn",
    "variant_rates",
    "variant_unit",
    "where_it_looks",
    "winners_map",
]
