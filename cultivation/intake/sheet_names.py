"""Names of the sheets that we add to a workbook and that hold no applications."""

from __future__ import annotations

META = "_meta"
CHOICES = "_choices"
INSTRUCTIONS = {"zh": "填表说明", "en": "Instructions"}
EXAMPLE = {"zh": "填写示例", "en": "Example"}
FINDINGS = {"zh": "问题清单", "en": "Findings"}


def is_ours(name: str, from_template: bool) -> bool:
    """Tell whether a sheet is one that a template or a returned workbook added.

    In a workbook that is no template of ours, a sheet called Example may hold anything.
    """
    shown = (*INSTRUCTIONS.values(), *EXAMPLE.values()) if from_template else ()
    return name in (META, CHOICES, *FINDINGS.values(), *shown)
