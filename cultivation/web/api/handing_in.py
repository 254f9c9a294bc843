"""Handing in by a program: files in, the answer to each as JSON."""

from __future__ import annotations

from typing import Any

from cultivation.intake.formats.sources import files_at
from cultivation.language import _
from cultivation.queries.intake_json import account_json, file_json
from cultivation.queries.received_files import last_received, received_files
from cultivation.queries.year import State
from cultivation.review import intake
from cultivation.web.api.own_looks import own_files
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.files import handling_of
from cultivation.web.rights import SUBMITTING, Decision
from cultivation.web.uploads import on_disk


def take(asked: Asked) -> dict[str, Any]:
    """Take in what was sent, and answer each file; what cannot be read is answered, too.

    `entry` is the receipt of a file that is on record, null of one that is not.
    """
    record, actor = asked.acting
    limits, readers = asked.desk.limits, asked.desk.readers
    with record.reading() as reader:
        number = asked.year(State(reader)).number
    if not asked.files:
        raise BadParameter(_("No file was sent. Send workbooks as multipart/form-data."))
    with on_disk(asked.files) as paths:
        files = files_at(paths, limits)
        answers = intake(record, actor, number, files, handling=handling_of(asked), readers=readers)
    with record.reading() as reader:
        year = asked.year(State(reader))
        is_office = asked.decision(SUBMITTING, number) is Decision.ALLOWED
        known = received_files(year) if is_office else own_files(asked, year)
        entries = [last_received(known, each.sha256) for each in answers]
    said = zip(answers, entries, strict=True)
    return {
        "year": number,
        "files": [{**file_json(each), "entry": found and found.entry.seq} for each, found in said],
        "account": account_json(answers),
    }
