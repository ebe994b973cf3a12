"""What does the LSTM add that keeps a memory alive? (notebook 04)"""
