"""Keep the tests, and the notebooks that nbval runs, away from the maintainer's own progress.

Here and not in tests/, because pytest must read it also when it is given a notebook alone.
"""

import os

os.environ["LSTM_LESSON_PROGRESS"] = ""
