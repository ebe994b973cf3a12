"""What gets written, and how much of it? (notebook 06)"""
