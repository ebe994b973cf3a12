"""When should you not use an LSTM? (notebook 13)"""
