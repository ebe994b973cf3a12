"""Why is a plain RNN hard to train, and quick to forget? (notebook 03)"""
