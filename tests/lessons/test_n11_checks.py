"""The exercise of notebook 11 knows a right run in any form, and names each likely mistake."""

import numpy as np
from cases import every_verdict


def student(move=lambda old, new: np.concatenate([old[5:], new]), cut=True, form=np.array):
    def free_run(forecaster, window, length):
        forecasts: list[float] = []
        while len(forecasts) < length:
            five = forecaster.predict(window[:, None])
            forecasts.extend(five)
            window = move(window, five)
        return form(forecasts[:length] if cut else forecasts)

    return free_run


ANSWERS = {
    "right: ": student(),
    "right: the same": student(form=list),
    "right: the same 22": student(form=np.float32),
    "right: the same 22 forecasts": student(form=lambda forecasts: np.array(forecasts)[:, None]),
    "not attempted yet: there is no forecast": lambda *_: [],
    "not yet: 25 forecasts, where 22 are asked for: cut": student(cut=False),
    "does not move on": student(move=lambda old, new: old),
    "by one value": student(move=lambda old, new: np.concatenate([old[1:], new[:1]])),
    "newest stands last": student(move=lambda old, new: np.concatenate([new, old[:-5]])),
    "the window grows": student(move=lambda old, new: np.concatenate([old, new])),
    "right for five steps, wrong after": student(move=lambda old, new: np.concatenate([old[5:], new[::-1]])),
    "the first five": lambda forecaster, window, length: np.zeros(length),
    "stopped with ValueError": lambda forecaster, window, length: forecaster.predict(window),
}
test_answer_gets_its_verdict = every_verdict("11_damped_sine/free_run", ANSWERS)
