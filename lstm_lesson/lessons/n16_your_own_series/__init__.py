"""Will it work on my data? (notebook 16)"""
