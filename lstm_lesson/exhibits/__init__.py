"""The live pictures of the notebooks, each a function that makes one."""

from lstm_lesson.exhibits.cell_state_flow import cell_state_flow, flow_settings
from lstm_lesson.exhibits.forecast import damped_sine_window, forecast_five, forecast_scores, run_free
from lstm_lesson.exhibits.reading_key import reading_key
from lstm_lesson.exhibits.squashing import gates_and_shares, squashed_line, squashed_noise, stretched_sigmoid
from lstm_lesson.exhibits.training import train_damped_sine

__all__ = [
    "cell_state_flow",
    "damped_sine_window",
    "flow_settings",
    "forecast_five",
    "forecast_scores",
    "gates_and_shares",
    "reading_key",
    "run_free",
    "squashed_line",
    "squashed_noise",
    "stretched_sigmoid",
    "train_damped_sine",
]
