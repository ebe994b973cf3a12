"""Numbers as the sentences of the exhibits write them, for tests that compute a sentence's numbers in their own way."""

from math import inf, log


def said(value: float, digits: int = 2) -> str:
    """Write a number with so many decimals, with the minus sign of print, and 0 without a sign."""
    return f"{value:z.{digits}f}".replace("-", "−")


def gate_said(name: str, share: float, digits: int = 4) -> str:
    """Write what a gate lets through: f = 0.9933, and f > 0.9999 or f < 0.0001 where rounding would give 1 or 0."""
    least = 10**-digits
    if share >= 1 - least / 2:
        return f"{name} > {1 - least:.{digits}f}"
    return f"{name} < {least:.{digits}f}" if share < least / 2 else f"{name} = {share:.{digits}f}"


def half_life_said(share: float) -> str:
    """Write after how many steps half is gone if this share stays at each: 0.0 where nothing stays."""
    steps = inf if share == 1 else log(0.5) / log(share) if share else 0.0
    return "more than 1000 steps" if steps > 1000 else f"{steps:.1f} steps"


def steps_said(count: int) -> str:
    """Write a whole number of steps: 1 step, 7 steps."""
    return "1 step" if count == 1 else f"{count} steps"
