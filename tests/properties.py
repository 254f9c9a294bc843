"""How many examples a property is tried with: a third of them in the suite, all in `make soak`.

The suite draws the same examples each time, so that they prove nothing new from one run to the next; `make
soak` draws others every time.
"""

from __future__ import annotations

import os

SOAK = "SOAK" in os.environ
FEWEST = 10


def examples(number: int) -> int:
    """Return how many of so many examples are tried."""
    return number if SOAK else max(number // 3, min(number, FEWEST))
