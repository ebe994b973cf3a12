"""Numbers as pictures and readouts write them."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def minus(text: str) -> str:
    """Write the minus sign of print for each hyphen: −0.52."""
    return text.replace("-", "−")


def percent(share: float, digits: int = 0) -> str:
    """Write a share in percent: 22.3 %."""
    return f"{100 * share:.{digits}f} %"


def gate(share: float, digits: int = 4) -> str:
    """Write what a gate says, with its sign: = 0.9933. σ never gets to 0 or 1, and no rounding says so: > 0.9999."""
    told, last = f"{share:.{digits}f}", 10**-digits
    if 0 < share < 1 and float(told) in (0, 1):
        return f"> {1 - last:.{digits}f}" if share > 0.5 else f"< {last:.{digits}f}"
    return f"= {told}"


def power_of_ten(size: float, digits: int = 1) -> str:
    """Write a size as a power of ten: 3·10⁻⁹, with two digits 2.7·10⁻⁹."""
    digit, exponent = f"{size:.{digits - 1}e}".split("e")
    return f"{digit}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def two_digits(size: float) -> str:
    """Write a size with two digits, from 100 on as a whole number: 0.52, 14, 117."""
    return f"{size:.2g}" if size < 99.5 else f"{size:.0f}"


def whole_steps(count: int) -> str:
    """Write a whole number of steps: 1 step, 7 steps."""
    return "1 step" if count == 1 else f"{count} steps"


def steps(count: float) -> str:
    """Write a number of steps that may be endless: 6.6 steps, more than 1000 steps."""
    return "more than 1000 steps" if count > 1000 else f"{count:.1f} steps"
