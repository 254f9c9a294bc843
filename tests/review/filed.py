"""An application under the panel's rules, as it is on record."""

from __future__ import annotations

from typing import Any


def filed(key: str, patents: int, sector: str = "chem") -> dict[str, Any]:
    texts = {
        "firm": key,
        "firm_name": f"Firm {key}",
        "sector": sector,
        "region": "eu",
        "patents": str(patents),
        "rd_expenditure": "20",
        "rd_expenditure_previous": None,
        "log_spillovers": "9",
    }
    values = {name: {"value": text, "sheet": "s", "cell": "A1"} for name, text in texts.items()}
    return {"id": key, "name": f"Firm {key}", "values": values}
