"""What makes a picture answer: sliders, sharing, questions, the check of an exercise, a training's row.

And what is made of the answers: the self-tests, and the record of what a student has done.

Imports drawing, training, ipywidgets.
"""
