"""What did it learn to remember? (notebook 12)"""
