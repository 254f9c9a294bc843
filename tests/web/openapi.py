"""`python -m tests.web.openapi` writes the description of the interface into docs."""

from __future__ import annotations

from pathlib import Path

from cultivation.web.api.openapi import written

PLACE = Path(__file__).parents[2] / "docs" / "openapi.json"

if __name__ == "__main__":
    PLACE.write_bytes(written())
