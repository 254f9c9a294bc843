"""A step done again beside its entry: what differs, and what could not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from cultivation.canonical import canonical_json, digest
from cultivation.core.scoring.batch import batch_from_record
from cultivation.intake.reader_version import reader_version
from cultivation.language import _, join_names
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON
from cultivation.record.entries import (
    AnalysisKept,
    Content,
    ExpertsListed,
    MarksReceived,
    OpinionReceived,
    Recorded,
    RegisterImported,
    SupportImported,
    VetoListImported,
    WorkbookReceived,
)
from cultivation.record.reader import Reader
from cultivation.record.repetition import Made
from cultivation.review.editions import as_in_first, computed_otherwise

READ_FROM_FILES = (
    *(WorkbookReceived, ExpertsListed, MarksReceived, OpinionReceived),
    *(SupportImported, VetoListImported, RegisterImported),
)
OF_THE_READER = {
    "rejected",
    "reader",
}  # another reader may find more, though the values are the same


@dataclass(frozen=True, slots=True)
class Outcome:
    """What differs, empty where nothing does; and what could not be compared, empty where all was."""

    problem: str = ""
    note: str = ""


def digest_of(content: Content, documents: Sequence[str]) -> str:
    """Return the digest of the first computed document of a step, of its particulars where it has none."""
    if documents:
        return documents[0]
    payload = content.to_payload()
    return digest(canonical_json({key: payload[key] for key in payload if key != "documents"}))


def compared(entry: Recorded[Any], made: Sequence[Made], reader: Reader) -> Outcome:
    """Compare a step with its entry: byte for byte, but for what another reader of files finds otherwise."""
    if not made:
        return Outcome(_("repeated, the step adds nothing to the record"))
    content, documents = made[0]
    again = [(each.media_type, each.content) for each in documents]
    stored = [(each.media_type, each.sha256) for each in entry.content.documents]
    if [(kind, digest(each)) for kind, each in again] == stored:
        return Outcome(_payloads(entry.content, content, set()))
    if isinstance(content, AnalysisKept):
        bounded = not year_in(reader, content.year).rules.total.is_plain_sum
        return _analyses_compared(content.KIND, reader.document(stored[0][1]), again[0][1], bounded)
    if not isinstance(content, READ_FROM_FILES) or _is_this_reader(entry.content):
        return Outcome(_("the recomputed document differs from the stored one"))
    return _values_compared(entry, content, [each for kind, each in again if kind == JSON], reader)


def _analyses_compared(kind: str, stored: bytes, again: bytes, bounded: bool) -> Outcome:
    """Another version of a library may round otherwise; which it was is said, so that it can be installed.

    What an earlier edition of this program computed otherwise is not compared, all else is.
    """
    then, now = orjson.loads(stored), orjson.loads(again)
    versions, present = then.pop("versions", {}), now.pop("versions", {})
    named = join_names(f"{name} {number}" for name, number in sorted(versions.items()))
    edition, present_edition = then.get("edition", 1), now.get("edition", 1)
    if edition != present_edition:
        if as_in_first(kind, then, bounded) != as_in_first(kind, now, bounded):
            return Outcome(
                _("computed now it comes out otherwise; then by edition {edition}, with {libraries}").format(
                    edition=edition, libraries=named
                )
            )
        return Outcome(
            note=_(
                "computed then by edition {edition} of this analysis, with {libraries}; {parts} are computed "
                "otherwise since and were not compared, all else is the same"
            ).format(
                edition=edition,
                libraries=named,
                parts=join_names(_(each) for each in computed_otherwise(kind, bounded)),
            )
        )
    if versions == present:
        return Outcome(_("the recomputed document differs from the stored one"))
    if then == now:
        return Outcome(
            note=_("computed then with {libraries}; now with others, and the same").format(libraries=named)
        )
    return Outcome(
        _(
            "computed now, with other libraries than then, it comes out otherwise; then it was {libraries}"
        ).format(libraries=named)
    )


def _is_this_reader(content: Content) -> bool:
    return isinstance(content, WorkbookReceived) and content.reader == reader_version()


def _values_compared(
    entry: Recorded[Any], content: Content, again: Sequence[bytes], reader: Reader
) -> Outcome:
    stored = [reader.document(each.sha256) for each in entry.content.documents if each.media_type == JSON]
    values = [[_values(orjson.loads(each)) for each in several] for several in (stored, again)]
    if values[0] != values[1]:
        return Outcome(_("read again, by another reader than then, the file gives other values"))
    problem = _payloads(entry.content, content, OF_THE_READER)
    return Outcome(problem, _("another reader than then gives the same values and other findings"))


def _values(document: Mapping[str, Any]) -> object:
    """Return what was read without the findings; applications in one form, however they are kept."""
    if "blocks" in document or "applications" in document:
        batch = batch_from_record(document)
        fields = sorted(batch.fields)
        return {
            key: [batch.text(field, place) for field in fields] for place, key in enumerate(batch.ids)
        }, fields
    return {key: value for key, value in document.items() if key != "findings"}


def _payloads(stood: Content, made: Content, but: set[str]) -> str:
    ours, theirs = made.to_payload(), stood.to_payload()
    ignored = {"documents", "reader", *but}
    keys = [key for key in ours if key in theirs and key not in ignored and ours[key] != theirs[key]]
    return _("these particulars differ: {keys}").format(keys=join_names(keys)) if keys else ""
