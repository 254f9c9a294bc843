"""The results of a year are sealed under one root, so that each enterprise can check its own."""

from __future__ import annotations

import secrets

from cultivation.canonical import canonical_json
from cultivation.queries.prerequisites import check_proposed
from cultivation.queries.seals import Seal, make_seal, seal_of
from cultivation.queries.year import year_in
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import LinesSealed
from cultivation.record.store import Record

SECRET_BYTES = 32


def seal_lines(
    record: Record, actor: str, year: int, secret: bytes | None = None, dry_run: bool = False
) -> Seal:
    """Seal the lines of the proposal, or of the decision once there is one, and return what is published.

    What is sealed already stays so, and nothing is added to the record. `secret` is drawn by the system's
    generator unless it is given, as where the step is done again.
    """
    with record.writing(actor, dry_run) as writer:
        own = year_in(writer, year)
        check_proposed(own.review_year)
        if (found := seal_of(own)) is not None:
            return found
        drawn = secret or secrets.token_bytes(SECRET_BYTES)
        made = make_seal(own, drawn)
        content = canonical_json({"year": year, "entry": made.entry, "secret": drawn.hex()})
        said = LinesSealed(
            year=year,
            about=made.about,
            entry=made.entry,
            lines=made.lines,
            members=made.members,
            root=made.root,
        )
        writer.append(said, [NewDocument(content, f"seal_{year}.json", JSON)])
    return made
