"""A checked formula as plain data: a list for each part, its name first; interpreted without `eval`."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from cultivation.core.rules.formulas import last_year_name

Tree = list[Any]
OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def formula_tree(text: str) -> Tree:
    """Return the tree of a formula that the rules' own compiler has accepted; numbers are exact ratios."""
    stripped = text.strip()
    return _tree(ast.parse(stripped, mode="eval").body, stripped)


def _tree(node: ast.expr, text: str) -> Tree:
    match node:
        case ast.Constant():
            return _constant(node, text)
        case ast.Name(id=name):
            return ["name", name]
        case ast.BinOp(left=left, op=operator, right=right):
            return [OPERATORS[type(operator)], _tree(left, text), _tree(right, text)]
        case ast.UnaryOp(op=sign, operand=operand):
            return ["negative" if isinstance(sign, ast.USub) else "not", _tree(operand, text)]
        case ast.BoolOp(op=joint, values=values):
            return ["and" if isinstance(joint, ast.And) else "or", *_trees(values, text)]
        case ast.Compare(left=left, ops=operators, comparators=others):
            return [
                "compare",
                [COMPARISONS[type(each)] for each in operators],
                *_trees([left, *others], text),
            ]
        case ast.Call(func=ast.Name(id=name), args=arguments):
            before = last_year_name(node)
            return ["name", before] if before else [name, *_trees(arguments, text)]
    raise AssertionError(ast.dump(node))  # the compiler lets nothing else through


def _trees(nodes: list[ast.expr], text: str) -> list[Tree]:
    return [_tree(each, text) for each in nodes]


def _constant(node: ast.Constant, text: str) -> Tree:
    """Take a number from the source: 0.1 must not pass through binary floating point."""
    if isinstance(node.value, bool | str):
        return ["constant", node.value]
    source = ast.get_source_segment(text, node)
    assert source is not None
    return ["number", str(Fraction(source))]
