"""Names of the sheets that we add to a workbook and that hold no applications."""

from __future__ import annotations

META = "_meta"
CHOICES = "_choices"
INSTRUCTIONS = {"zh": "填表说明", "en": "Instructions"}
EXAMPLE = {"zh": "填写示例", "en": "Example"}
FINDINGS = {"zh": "问题清单", "en": "Findings"}


def is_ours(name: str) -> bool:
    """Tell whether a sheet is one that a template or a returned workbook added."""
    return name in (META, CHOICES, *INSTRUCTIONS.values(), *EXAMPLE.values(), *FINDINGS.values())
