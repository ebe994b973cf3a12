"""What a notebook's code for an exhibit makes, without running Python: names, literals and calls of the course alone.

Slides are made of notebooks that somebody else may have written, and whoever makes slides does not expect to run them.
"""

import ast
from collections.abc import Mapping
from typing import Any

import lstm_lesson
from lstm_lesson.validate import shown

LONGEST = 1000  # of a list


def value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return what an expression gives, such as half_life_dial(**begin) or [0] * 5 + [1]; or raise ValueError."""
    match node:
        case ast.Constant(constant):
            return constant
        case ast.UnaryOp(ast.USub(), operand):
            return -value(operand, names)
        case ast.Name(name) if name in names:
            return names[name]
        case ast.List(parts):
            return [value(part, names) for part in parts]
        case ast.Dict(keys, parts) if all(keys):
            return {value(key, names): value(part, names) for key, part in zip(keys, parts, strict=True) if key}
        case ast.BinOp(left, ast.Add(), right):
            one, other = value(left, names), value(right, names)
            if isinstance(one, list) and isinstance(other, list):
                return one + other
        case ast.BinOp(left, ast.Mult(), ast.Constant(int(times))) if 0 <= times <= LONGEST:
            if isinstance(part := value(left, names), list):
                return part * times
        case ast.Call(ast.Name(name), arguments, keywords) if name in lstm_lesson.__all__:
            given: dict[str, Any] = {}
            for keyword in keywords:
                one = value(keyword.value, names)
                given |= {keyword.arg: one} if keyword.arg else one
            return getattr(lstm_lesson, name)(*(value(argument, names) for argument in arguments), **given)
    got = shown(ast.unparse(node))
    raise ValueError(f"source must be made of literals, names that are there and calls of the course's; got {got}")
