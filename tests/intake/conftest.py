from __future__ import annotations

from pathlib import Path

import pytest

from cultivation.core.rules.loading import load_file
from cultivation.core.rules.model import RuleSet


@pytest.fixture(scope="session")
def small() -> RuleSet:
    """The rule set of the examples of errors: one field of each type."""
    return load_file(Path(__file__).parents[1] / "errors" / "rules.yaml").rules
