"""The packages that signatures and timestamps need, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _


@contextmanager
def needed() -> Iterator[None]:
    """Say how to install what cannot be imported."""
    try:
        yield
    except ImportError:
        sentence = _("Signatures need other packages; run: pip install 'cultivation[signature]'")
        raise EnvironmentTrouble(sentence) from None
