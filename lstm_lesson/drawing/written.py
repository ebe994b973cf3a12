"""Numbers as pictures and readouts write them."""

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def minus(text: str) -> str:
    """Write the minus sign of print for each hyphen: −0.52."""
    return text.replace("-", "−")


def power_of_ten(size: float, digits: int = 1) -> str:
    """Write a size as a power of ten: 3·10⁻⁹, with two digits 2.7·10⁻⁹."""
    digit, exponent = f"{size:.{digits - 1}e}".split("e")
    return f"{digit}·10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def steps(count: float) -> str:
    """Write a number of steps that may be endless: 6.6 steps, more than 1000 steps."""
    return "more than 1000 steps" if count > 1000 else f"{count:.1f} steps"
