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
