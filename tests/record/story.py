"""A small story for the record: two years, a correction, two decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from cultivation.canonical import canonical_json, digest
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.store import Record, Writer
from tests.record.saying import saying

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RULES = b"id: kunshan\n"
FIRST_MOMENT = datetime(2017, 3, 1, 9, 30, tzinfo=UTC)


def ticking_clock() -> Callable[[], datetime]:
    """Every question is answered one second later."""
    moments: Iterator[datetime] = (FIRST_MOMENT + timedelta(seconds=tick) for tick in range(1_000_000))
    return lambda: next(moments)


def application(key: str, name: str, employees: str = "12") -> dict[str, Any]:
    values = {"employees": {"value": employees, "sheet": "表", "cell": "B2", "text": f"{employees} 人"}}
    return {"id": key, "name": name, "values": values}


def receive(
    writer: Writer, year: int, file: str, applications: list[dict[str, Any]], rejected: int = 0
) -> None:
    workbook = f"workbook {file} of {year}".encode()
    found = {"file": file, "sha256": digest(workbook), "applications": applications, "findings": []}
    payload = {"year": year, "file": file, "accepted": len(applications), "rejected": rejected}
    documents = [NewDocument(workbook, file, SHEET), json_document(found, "applications.json")]
    writer.append(saying("workbook_received", payload), documents)


def json_document(content: Any, name: str) -> NewDocument:
    return NewDocument(canonical_json(content), name, JSON)


def open_year(writer: Writer, year: int) -> None:
    payload = {"year": year, "rule_set": "kunshan", "version": "2016", "cutoff": f"{year - 1}-12-31"}
    payload["rules_digest"] = digest(RULES)
    writer.append(saying("year_opened", payload), [NewDocument(RULES, "kunshan.yaml", "application/yaml")])


def score(writer: Writer, year: int, order: list[str]) -> None:
    lines = [
        {"id": key, "name": key, "rank": place, "eligible": True, "total": f"{90 - place}.5"}
        for place, key in enumerate(order, 1)
    ]
    table = json_document({"year": year, "applications": lines}, f"scores_{year}.json")
    payload = {"year": year, "rules_digest": digest(RULES), "scores_digest": digest(table.content)}
    writer.append(saying("year_scored", payload), [table])


def lines_document(year: int, actions: dict[str, str], override: str = "") -> NewDocument:
    lines = [
        {
            "id": key,
            "name": f"企业 {key}",
            "rank": place if action != "exit" else None,
            "action": action,
            "reason_code": "entered_on_rank" if action == "enter" else "stayed",
            "reserve_place": None,
            "override": override,
        }
        for place, (key, action) in enumerate(actions.items(), 1)
    ]
    return json_document({"year": year, "lines": lines}, f"lines_{year}.json")


def propose(writer: Writer, year: int, actions: dict[str, str]) -> None:
    document = lines_document(year, actions)
    review_year = writer.year(year)
    scores = review_year.scores_digest if review_year else None
    payload = {"year": year, "scores_digest": scores, "proposal_digest": digest(document.content)}
    writer.append(saying("year_proposed", payload), [document])


def decide(writer: Writer, year: int, actions: dict[str, str], override: str = "") -> None:
    payload = {
        "year": year,
        "document": f"昆科〔{year}〕1号",
        "date": f"{year}-06-01",
        "proposer": "li",
        "approver": "wang",
        "proposal_digest": digest(lines_document(year, actions).content),
        "entered": [key for key, action in actions.items() if action == "enter"],
        "left": [key for key, action in actions.items() if action == "exit"],
        "overrides": [],
        "pool_size": 2,
    }
    writer.append(saying("year_decided", payload), [lines_document(year, actions, override)])


def tell(record: Record) -> None:
    """Tell the whole story: A and B enter in 2017; in 2018 B leaves, C enters, A has a new name."""
    with record.writing("li") as writer:
        writer.append(saying("workspace_created", {"program": "0.1.0"}))
        open_year(writer, 2017)
        receive(writer, 2017, "一.xlsx", [application("A", "甲公司"), application("B", "乙公司")], rejected=1)
        correct(writer)
        score(writer, 2017, ["A", "B"])
        propose(writer, 2017, {"A": "enter", "B": "enter"})
    with record.writing("wang") as writer:
        decide(writer, 2017, {"A": "enter", "B": "enter"})
    with record.writing("li") as writer:
        open_year(writer, 2018)
        receive(writer, 2018, "二.xlsx", [application("C", "丙公司"), application("A", "甲集团", "20")])
        score(writer, 2018, ["C", "A"])
        propose(writer, 2018, {"C": "enter", "A": "stay", "B": "exit"})
    with record.writing("wang") as writer:
        decide(writer, 2018, {"C": "enter", "A": "stay", "B": "exit"}, override="领导小组决定")


def correct(writer: Writer) -> None:
    payload = {"year": 2017, "enterprise": "A", "field": "employees", "evidence": "社保清单"}
    writer.append(saying("application_corrected", {**payload, "value": "13", "previous": "12"}))
