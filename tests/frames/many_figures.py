"""A rule set of many figures that may all be blank, so that an array of any width can be scored."""

from __future__ import annotations

NUMBER = 60

HEAD = """\
id: many_figures
version: "1"
valid_from: 2016-01-01
name: {zh: 多项数据（虚构）, en: Many figures (fictional)}
sources: {judgement: {zh: 虚构, en: fictional}}
identifier: {field: code, kind: free_text}
name_field: name
precision: 0.01
fields:
  code: {type: identifier, zh: 代码, en: Code}
  name: {type: text, zh: 名称, en: Name}
"""
FIELD = "  f{0}: {{type: number, blank: unknown, zh: 数据{0}, en: Figure {0}}}\n"
CRITERION = """\
      c{0}:
        indicator: f{0}
        maximum: 10
        method: goalposts
        points: [[-5, 0], [5, 10]]
        when_undefined: zero
        source: {{document: judgement}}
"""


def many_figures(number: int = NUMBER) -> bytes:
    """Write the rule set."""
    fields = "".join(FIELD.format(place) for place in range(number))
    criteria = "".join(CRITERION.format(place) for place in range(number))
    dimension = f"dimensions:\n  all:\n    zh: 全部\n    en: All\n    maximum: {10 * number}\n    criteria:\n"
    return f"{HEAD}{fields}{dimension}{criteria}ties:\n  - {{by: code, order: ascending}}\n".encode()
