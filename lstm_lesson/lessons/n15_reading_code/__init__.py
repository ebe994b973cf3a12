"""What does an LSTM remember when it reads? (notebook 15)"""
