"""The rule sets: those that years were opened with and those in files, each set out, and what changed."""

from __future__ import annotations

from starlette.responses import Response

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.wording.rule_changes import PARTS, differences
from cultivation.core.wording.rule_page import rule_page
from cultivation.language import _
from cultivation.pools import workspace_at
from cultivation.queries.rule_sets import KnownRules, known_rules
from cultivation.queries.year import State
from cultivation.web.asking import Asked, NotFound
from cultivation.web.showing import page


def rules(asked: Asked, state: State) -> Response:
    """List the rule sets, those of the years first."""
    return page(asked, "rules.html", several=_known(asked, state), key_of=key_of)


def rule_set(asked: Asked, state: State) -> Response:
    """Set a rule set out, and say what differs from another one where that is asked."""
    several = _known(asked, state)
    found = _meant(several, asked.parts["rules"])
    other = _meant(several, asked.text("against")) if asked.text("against") else None
    return page(
        asked,
        "rule_set.html",
        found=found,
        key_of=lambda loaded: key_of(several, loaded),
        shown_page=rule_page(found.loaded.rules),
        several=[each for each in several if each is not found],
        years=[each.number for each in reversed(state.years) if each.is_scored],
        other=other,
        differences=differences(other.loaded.rules, found.loaded.rules) if other else [],
        parts=PARTS,
    )


def _known(asked: Asked, state: State) -> list[KnownRules]:
    """Return what is known; files are read anew once one of them changes."""
    files = list(workspace_at(asked.desk.folder).rule_files())
    stand = tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path, _origin in files)
    return asked.keep(state, ("rules", stand), lambda: known_rules(state, files))


def _meant(several: list[KnownRules], text: str) -> KnownRules:
    """Return the rule set of an id, or of the beginning of a digest; of several with an id, the latest."""
    for each in several:
        if each.loaded.rules.id == text or (each.loaded.digest.startswith(text) and len(text) >= DIGITS):
            return each
    raise NotFound(_("There is no rule set '{name}' on record or in the workspace.").format(name=text[:60]))


DIGITS = 12  # of a digest, as it is shown


def key_of(several: list[KnownRules], loaded: LoadedRules) -> str:
    """Return what names a rule set in an address: its id, or its digest where another one has the id too."""
    ids = [each.loaded.rules.id for each in several]
    return loaded.rules.id if ids.count(loaded.rules.id) == 1 else loaded.digest[:DIGITS]
