"""A course on the LSTM: its numbers, its pictures and its exhibits."""

from lstm_lesson.cells import GRU, LSTM, RNN
from lstm_lesson.signals import damped_sine
from lstm_lesson.training import Forecaster

__all__ = ["GRU", "LSTM", "RNN", "Forecaster", "damped_sine"]
