"""Import what every notebook needs, and draw once, before the first cell asks for it.

The kernel comes first: ipywidgets joins the one that it finds.
"""

import pyodide_kernel  # isort: skip
import start_matplotlib  # isort: skip
import matplotlib.backends.backend_agg
import PIL.PngImagePlugin

import lstm_lesson.live.exercise
import lstm_lesson.live.exhibit
import lstm_lesson.live.progress
import lstm_lesson.live.question
import lstm_lesson.training.background

pyodide_kernel.ipython_shell.Completer.use_jedi = False  # it is left out; IPython completes by what there is

figure = matplotlib.figure.Figure()
figure.text(0, 0, "$c_t$")
matplotlib.backends.backend_agg.FigureCanvasAgg(figure).draw()
