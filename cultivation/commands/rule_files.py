"""The rule set that a person names."""

from __future__ import annotations

from pathlib import Path

from cultivation.commands.context import Context
from cultivation.core.rules.loading import LoadedRules, load_file
from cultivation.core.rules.lookup import find_rules


def rules_of(context: Context, text: str) -> LoadedRules:
    """Return the rule set of a file, or the one that has this id."""
    path = Path(text)
    return load_file(path) if path.is_file() else find_rules(text, context.workspace.rule_files())
