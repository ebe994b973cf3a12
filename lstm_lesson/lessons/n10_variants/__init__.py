"""Which parts of the LSTM earn their place? (notebook 10)"""
