"""What is an LSTM, what can it do, and how do I read the pictures? (notebook 00)"""
