"""Can an LSTM forecast a damped sine wave? (notebook 11)"""
