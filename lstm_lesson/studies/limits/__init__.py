"""Where an LSTM loses: waves with something in the way, every forecaster of them, and the recorded scores."""
