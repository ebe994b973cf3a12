"""Run JupyterHub's idle culler, and end with the hub that has started it, however that ends.

A hub that is killed leaves its services behind, and the next one starts them anew.
"""

import os
import threading
import time

from jupyterhub_idle_culler import main

LOOK_EVERY = 2.0  # seconds


def end_with(parent: int) -> None:
    """End this process when its parent is no longer the one that started it."""
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    main()
