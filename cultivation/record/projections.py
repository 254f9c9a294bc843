"""From entries to tables: the same functions when an entry is appended and when all is rebuilt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from cultivation.canonical import canonical_json
from cultivation.record import tables
from cultivation.record.documents import JSON
from cultivation.record.log import Entry

Load = Callable[[str], Any]


def apply(connection: Connection, entry: Entry, load: Load) -> None:
    """Bring the projections up to date with an entry; a kind that no projection needs changes none."""
    if projection := BY_KIND.get(entry.kind):
        projection(connection, entry, load)


def _open_year(connection: Connection, entry: Entry, _load: Load) -> None:
    payload = entry.payload
    row = {
        "year": payload["year"],
        "rule_set": payload["rule_set"],
        "version": payload["version"],
        "rules_digest": payload["documents"][0]["sha256"],
        "cutoff": payload["cutoff"],
        "state": "open",
        "opened_by": entry.actor,
    }
    connection.execute(insert(tables.review_year).values(row))


def _receive_workbook(connection: Connection, entry: Entry, load: Load) -> None:
    """A workbook replaces what the same enterprises filed before for that year."""
    if not entry.payload["accepted"]:
        return
    year, received = entry.payload["year"], load(_json_document(entry))
    filed = {each["id"]: each for each in received["applications"]}
    _name_enterprises(connection, year, {key: each["name"] for key, each in filed.items()})
    _delete_applications(connection, year, filed)
    rows = [
        (year, key, each["name"], received["file"], received["sha256"], entry.seq, _part_text(each))
        for key, each in filed.items()
    ]
    columns = tables.application.c.keys()
    connection.execute(insert(tables.application), [dict(zip(columns, row, strict=True)) for row in rows])
    _update_year(connection, year, applications_seq=entry.seq, state="collecting")


def _name_enterprises(connection: Connection, year: int, names: Mapping[str, str]) -> None:
    """Add new enterprises; give known ones the name of their latest year."""
    table = tables.enterprise
    known = {row.id: row for row in connection.execute(select(table))}
    new = [{"id": key, "name": name, "first_year": year} for key, name in names.items() if key not in known]
    if new:
        connection.execute(insert(table), new)
    later = _with_later_application(connection, year)
    changed = [
        {
            "key": key,
            "name": known[key].name if key in later else name,
            "first_year": min(known[key].first_year, year),
        }
        for key, name in names.items()
        if key in known
    ]
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("key")), changed)


def _with_later_application(connection: Connection, year: int) -> set[str]:
    table = tables.application
    return set(connection.scalars(select(table.c.enterprise_id).where(table.c.year > year)))


def _delete_applications(connection: Connection, year: int, keys: Iterable[str]) -> None:
    table = tables.application
    statement = delete(table).where(table.c.year == year, table.c.enterprise_id == bindparam("key"))
    connection.execute(statement, [{"key": key} for key in keys])


def _correct_application(connection: Connection, entry: Entry, _load: Load) -> None:
    payload, table = entry.payload, tables.application
    this_one = (table.c.year == payload["year"], table.c.enterprise_id == payload["enterprise"])
    record = json.loads(connection.execute(select(table.c.record).where(*this_one)).scalar_one())
    before = record["values"].get(payload["field"], {"value": None, "sheet": "", "cell": ""})
    note = {
        "correction": entry.seq,
        "evidence": payload["evidence"],
        "previous": payload["previous"],
        "filed": before.get("note", {}).get("filed", before["value"]),
    }
    record["values"][payload["field"]] = {**before, "value": payload["value"], "note": note}
    connection.execute(update(table).where(*this_one).values(record=canonical_json(record).decode()))
    _update_year(connection, payload["year"], applications_seq=entry.seq, state="collecting")


def _score_year(connection: Connection, entry: Entry, load: Load) -> None:
    year, table = entry.payload["year"], tables.assessment
    rows = [
        {
            "year": year,
            "enterprise_id": each["id"],
            "rank": each["rank"],
            "eligible": each["eligible"],
            "total": each["total"],
        }
        for each in load(_json_document(entry))["applications"]
    ]
    connection.execute(delete(table).where(table.c.year == year))
    if rows:
        connection.execute(insert(table), rows)
    digest = entry.payload["scores_digest"]
    _update_year(connection, year, scored_seq=entry.seq, scores_digest=digest, state="scored")


def _propose_year(connection: Connection, entry: Entry, load: Load) -> None:
    _replace_lines(connection, entry, load)
    _update_year(
        connection,
        entry.payload["year"],
        proposed_seq=entry.seq,
        proposal_digest=entry.payload["proposal_digest"],
        proposer=entry.actor,
        state="proposed",
    )


def _decide_year(connection: Connection, entry: Entry, load: Load) -> None:
    _replace_lines(connection, entry, load)
    _change_members(connection, entry)
    _update_year(
        connection,
        entry.payload["year"],
        decided_seq=entry.seq,
        decision_document=entry.payload["document"],
        decision_date=entry.payload["date"],
        approver=entry.payload["approver"],
        state="decided",
    )


def _replace_lines(connection: Connection, entry: Entry, load: Load) -> None:
    year, table = entry.payload["year"], tables.proposal_line
    rows = [
        {
            "year": year,
            "enterprise_id": each["id"],
            "name": each["name"],
            "rank": each["rank"],
            "action": each["action"],
            "reason": each["reason_code"],
            "reserve_place": each["reserve_place"],
            "override": each["override"],
        }
        for each in load(_json_document(entry))["lines"]
    ]
    connection.execute(delete(table).where(table.c.year == year))
    if rows:
        connection.execute(insert(table), rows)


def _change_members(connection: Connection, entry: Entry) -> None:
    """End the stays of those that leave, begin one for each that enters."""
    year, table = entry.payload["year"], tables.membership
    if left := entry.payload["left"]:
        ending = update(table).where(table.c.enterprise_id == bindparam("key"), table.c.left_seq.is_(None))
        ending = ending.values(left_year=year, left_seq=entry.seq)
        connection.execute(ending, [{"key": key} for key in left])
    if entered := entry.payload["entered"]:
        rows = [{"enterprise_id": key, "entered_year": year, "entered_seq": entry.seq} for key in entered]
        connection.execute(insert(table), rows)


def _update_year(connection: Connection, year: int, **values: object) -> None:
    table = tables.review_year
    connection.execute(update(table).where(table.c.year == year).values(**values))


def _json_document(entry: Entry) -> str:
    """Return the digest of the one JSON document of an entry."""
    return next(str(each["sha256"]) for each in entry.payload["documents"] if each["media_type"] == JSON)


def _part_text(part: Any) -> str:
    """Write a part of a canonical document; in the order in which it was read it is canonical, too."""
    return json.dumps(part, ensure_ascii=False, separators=(",", ":"))


BY_KIND: dict[str, Callable[[Connection, Entry, Load], None]] = {
    "year_opened": _open_year,
    "workbook_received": _receive_workbook,
    "application_corrected": _correct_application,
    "year_scored": _score_year,
    "year_proposed": _propose_year,
    "year_decided": _decide_year,
}
