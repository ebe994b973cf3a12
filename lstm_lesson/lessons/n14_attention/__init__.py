"""What if a step could look back at every earlier step? (notebook 14)"""
