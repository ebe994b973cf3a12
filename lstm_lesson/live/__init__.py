"""What makes a picture answer: sliders, sharing, questions, the check of an exercise, a training's row.

Imports drawing, training, ipywidgets.
"""
