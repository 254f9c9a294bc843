"""Whatever a year waits for has a name, in both languages."""

from __future__ import annotations

import inspect
import re

import pytest

from cultivation import language
from cultivation.queries import status
from cultivation.steps import Act, Step
from cultivation.web.next_steps import waits_for

NAMED = {Act[name] for name in re.findall(r"Act\.([A-Z_]+)", inspect.getsource(status))}


@pytest.mark.parametrize("act", sorted(NAMED))
def test_what_a_year_waits_for_has_a_name(act: Act) -> None:
    assert len(NAMED) > 6
    with language.speaking("en"):
        english = waits_for(Step(act, 2016, 3))
    with language.speaking("zh"):
        chinese = waits_for(Step(act, 2016, 3))
    assert english and chinese and english != chinese
    assert "{" not in english + chinese
