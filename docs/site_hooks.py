"""What the site needs beside the pages: links to files that are not pages become their names."""

from __future__ import annotations

import re
from typing import Any

OUTSIDE = re.compile(r"\[([^\]]*)\]\((?:\.\./[^)]*|rules\.schema\.json)\)")


def on_page_markdown(markdown: str, **_others: Any) -> str:
    """Keep the words of a link to a file outside docs/, which the site does not have."""
    return OUTSIDE.sub(r"\1", markdown)
