"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from cultivation.resources import shipped
from cultivation.rules.loading import load_file
from cultivation.rules.model import RuleSet

settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")


@pytest.fixture(scope="session")
def kunshan() -> RuleSet:
    return load_file(shipped("scoring_rules") / "kunshan_top100_2016.yaml").rules


@pytest.fixture(scope="session")
def panel() -> RuleSet:
    return load_file(shipped("scoring_rules") / "patents_rd_panel.yaml").rules
