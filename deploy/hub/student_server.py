"""Start one student's server: bring the course into the student's folder, then JupyterHub's single-user server."""

import logging
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def main() -> None:
    """Pull, and run the server that JupyterHub has asked for."""
    from pull import pull

    logging.basicConfig(level=logging.INFO)
    address, branch = os.environ["LSTM_HUB_COURSE"], os.environ.get("LSTM_HUB_BRANCH") or None
    pull(address, branch, Path.home() / "course")
    from jupyterhub.singleuser import main as run_server

    run_server()


if __name__ == "__main__":
    main()
