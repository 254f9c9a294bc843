"""Names of the sheets that we add to a workbook and that hold no applications."""

from __future__ import annotations

import re

META = "_meta"
CHOICES = "_choices"
INSTRUCTIONS = {"zh": "填表说明", "en": "Instructions"}
EXAMPLE = {"zh": "填写示例", "en": "Example"}
FINDINGS = {"zh": "问题清单", "en": "Findings"}
# A number follows where the applicant has a sheet of that name.
OUR_FINDINGS = re.compile(rf"(?:{'|'.join(FINDINGS.values())})(?: \(\d+\))?")


def is_ours(name: str, from_template: bool) -> bool:
    """Tell whether a sheet is one that a template or a returned workbook added.

    In a workbook that is no template of ours, a sheet called Example may hold anything.
    """
    shown = (*INSTRUCTIONS.values(), *EXAMPLE.values()) if from_template else ()
    return name in (META, CHOICES, *shown) or OUR_FINDINGS.fullmatch(name) is not None


# Sheets in which nobody expects enterprises, by the words of their names.
COVER = re.compile(
    r"封面|封皮|封底|扉页|目录|说明|须知|要求|填写示例|样例|范例|模板|字典|选项|下拉|参数"
    r"|cover|contents|instructions?|notes?|read ?me|guide|help",
    re.IGNORECASE,
)


def is_cover(name: str) -> bool:
    """Tell whether a sheet is a cover, a table of contents or an instruction: no enterprise is missed.

    >>> is_cover("封面"), is_cover("填表说明"), is_cover("新材料")
    (True, True, False)
    """
    return COVER.search(name) is not None
