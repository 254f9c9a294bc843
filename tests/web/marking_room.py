"""A year whose experts mark in the workbench: twelve firms, six experts, of whom some have accounts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.sources import files_at
from cultivation.queries.panel import Panel, panel_of
from cultivation.queries.year import year_in
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.record.store import Record
from tests.core.panel.firms import EXPERTS, rules_with_panel, write_experts, write_firms

from .staff import Town

YEAR = 2024
SECRETARY, ZHANG, WU, OBSERVER, AUDITOR = (letter * 16 for letter in "szwoa")
NAMED = {ZHANG: "张三", WU: "王五"}  # experts of the list with an account each
FIRMS = 8


def prepared(folder: Path, firms: int = FIRMS, listed: bool = True) -> Record:
    """Score a year, list its experts, and give people their roles."""
    path = folder / "hnte_panel.yaml"
    path.write_text(rules_with_panel(), "utf-8")
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "root")
    review.open_year(record, "root", YEAR, load_file(path), None)
    review.intake(record, "root", YEAR, files_at([write_firms(folder / "firms.csv", firms)]))
    review.score(record, "root", YEAR)
    if listed:
        (experts,) = files_at([write_experts(folder / "experts.xlsx")])
        review.list_experts(record, "root", YEAR, experts)
    with record.writing("root") as writer:
        for account, name, role in (
            (SECRETARY, "秘书", "secretary"),
            (OBSERVER, "领导", "observer"),
            (AUDITOR, "审计", "auditor"),
        ):
            writer.append(AccountOpened(account=account, name=name, unit="科技局"))
            writer.append(RoleGranted(account=account, role=role, document="1号"))
        for account, name in NAMED.items():
            writer.append(AccountOpened(account=account, name=name, unit="评审组"))
            scope = {"year": YEAR, "expert": name}
            writer.append(RoleGranted(account=account, role="expert", document="2号", **scope))  # type: ignore[arg-type]
    return record


def room(folder: Path, blind: bool = True, is_open: bool = True, each: int = 3) -> Iterator[Town]:
    """Make the workbench of such a year, assigned and open where that is wanted."""
    record = prepared(folder)
    review.assign_panel(record, "root", YEAR, each, blind=blind)
    if is_open:
        review.open_marking(record, "root", YEAR)
    record.dispose()
    made = Town(folder)
    yield made
    made.close()


def panel(town: Town) -> Panel:
    with town.desk.record.reading() as reader:
        return panel_of(year_in(reader, YEAR))


def numbers(town: Town, expert: str) -> list[int]:
    """Return the numbers of whom an expert marks, by the record."""
    found = panel(town)
    assert found.assignment is not None
    return [found.assignment.numbers[each] for each in found.firms_of(expert)]


def address(*parts: object) -> str:
    return "/".join(("/years", str(YEAR), "marks", *map(str, parts)))


def declared(town: Town, client: TestClient) -> None:
    status, to, _page = town.send(client, address("declare"), none="yes")
    assert (status, to) == (303, address())


def entered(town: Town, account: str) -> TestClient:
    """Return a browser in which somebody is logged in and reads English."""
    client = town.enter_as(account)
    assert client.get("/own?lang=en").status_code == 200
    return client


def sent_file(town: Town, client: TestClient, path: str, content: bytes, **fields: str) -> tuple[int, str]:
    """Send a file with the token of the session."""
    files = [("files", ("评分.xlsx", io.BytesIO(content)))]
    answer = client.post(path, data={"token": town.token(client), **fields}, files=files)
    return answer.status_code, answer.text


def names_and_codes(town: Town) -> list[str]:
    """Return what nobody who marks blindly may read: names and codes of all applicants."""
    with town.desk.record.reading() as reader:
        known = reader.names_of(YEAR)
    return [*known, *known.values()]


OTHERS = tuple(name for name, *_rest in EXPERTS)
