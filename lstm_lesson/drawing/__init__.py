"""What pictures are made of: the course's look, the live canvas, lanes over time, diagrams of cells.

Imports nn, matplotlib, Pillow.
"""
