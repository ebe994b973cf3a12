"""Draw the pictures in assets/ anew, from the package and by nobody's hand.

python tools/assets.py
"""

from pathlib import Path

from lstm_lesson.exhibits import cell_state_flow

ASSETS = Path(__file__).resolve().parents[1] / "assets"


def main() -> None:
    ASSETS.mkdir(exist_ok=True)
    (ASSETS / "cell_state_flow.png").write_bytes(cell_state_flow(t=33).png)
    print("assets/cell_state_flow.png")


if __name__ == "__main__":
    main()
