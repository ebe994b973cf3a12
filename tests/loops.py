"""An event loop of one's own, as a notebook has one; or none.

Both in a thread: playwright keeps a loop running in the main one for as long as its browser is open.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run_in_loop(scene: Coroutine) -> Any:
    """Run a coroutine to its end in a new event loop."""
    return run_without_loop(lambda: asyncio.run(scene))


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until something is true."""
    while not condition():
        await asyncio.sleep(0)


def run_without_loop(scene: Callable[[], Any]) -> Any:
    """Run a function where no event loop is running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(scene).result()
