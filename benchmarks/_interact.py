"""What `interact` of ipywidgets is given in the benchmarks: the figure and sliders of 08, drawn anew at each move."""

FIGURE_AND_SLIDERS = """\
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, IntSlider, interact, interactive
from lstm_lesson import cell_state_flow

recipe = cell_state_flow()
width, height = recipe.size

def show(**values):
    figure = plt.figure(figsize=(width / 100, height / 100), dpi=100)
    state = recipe.compute(**values)
    recipe.picture(figure, state).update(state)
    plt.show()

sliders = {
    name: (IntSlider if c.integer else FloatSlider)(value=c.value, min=c.low, max=c.high, step=c.step)
    for name, c in recipe.controls.items()
}"""
