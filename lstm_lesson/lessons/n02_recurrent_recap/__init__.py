"""How does a network carry something from one step to the next? (notebook 02)"""
