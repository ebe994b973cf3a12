"""How much of the LSTM can you merge away? (notebook 09)"""
