"""What does not change when it is moved in a sweep, and why: by notebook, a pattern for the cell and the move.

A sweep fails if an entry is not needed any more.
"""

OTHER_QUANTITY = "the sentence is about a gate, and c_prev only goes into the picture"
LATER_STEPS = "the sentence is about one step, and this changes the steps after it"
NO_INPUT = "as the exhibit starts, nothing that the sentence tells depends on the input"

STILL: dict[str, dict[str, str]] = {
    "03_why_rnns_forget": {
        "clipping-picture: threshold.*": "the map begins in the plain, where no gradient is long enough to be clipped",
    },
    "04_lstm_cell": {"stepper-picture: c_prev: readout": OTHER_QUANTITY},
    "05_forget_gate": {
        "in-the-cell-picture: c_prev: readout": OTHER_QUANTITY,
        "clearing-picture: (period|decay): readout": NO_INPUT,
        "own-content-picture: (period|decay): readout": NO_INPUT,
        "own-content-picture: length: readout": LATER_STEPS,
        "exercise-picture: (period|decay): readout": NO_INPUT,
        "exercise-picture: w_xf: readout": "x is 0 at the step that the sentence is about",
        "exercise-picture: length: readout": LATER_STEPS,
    },
    "06_input_gate": {
        "in-the-cell-picture: c_prev: readout": OTHER_QUANTITY,
        "(negative|crests|once|no-gate|exercise)-picture: length: readout": LATER_STEPS,
    },
    "07_output_gate": {
        "in-the-cell-picture: c_prev: readout": OTHER_QUANTITY,
        "bounded-picture: (period|decay): readout": NO_INPUT,
        "bounded-picture: input: step at t = 5": "neither impulse nor step has begun in the three steps shown",
        "(bounded|shut|back|exercise)-picture: length: readout": LATER_STEPS,
    },
    "08_cell_state_flow": {"exercise-picture: length: readout": LATER_STEPS},
    "09_gru": {
        "counting-picture: b_z: readout": "both states are so near their limits that the differences are the same",
        "exercise-picture: w_(x|h)r: readout": "with w_hn at its start the reset gate changes less than is told",
        "exercise-picture: length: readout": LATER_STEPS,
    },
    "10_variants": {"hundred-steps-picture: seed: readout": "the sentence counts all seeds, and the picture shows one"},
    "13_limitations": {"winners-picture: shown: readout": "the sentence tells all that the map can show"},
    "15_reading_code": {
        "one-unit-picture: example: your own text": "the text in the box stays until something is typed",
        "writes-picture: example Arrow.*": "the text in the box stays until something is typed",
    },
}
