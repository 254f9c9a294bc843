"""Programs of other systems: a token on record, and what they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from starlette.testclient import TestClient

from cultivation.access.sealing import Key
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, store_beside
from cultivation.core.roles import Role
from cultivation.record.entries import AccountOpened, RoleGranted, TokenIssued
from cultivation.record.store import Record
from tests.access.conftest import QUICK

from .conftest import HOST, Face
from .staff import account_of, name_of

LASTS = timedelta(days=30)


class Program:
    """A program with a token: what it asks, and what it is answered."""

    def __init__(self, client: TestClient, secret: str, number: str = "") -> None:
        self.client, self.secret, self.number = client, secret, number
        self.headers = {"authorization": f"Bearer {secret}"} if secret else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def said(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.json()

    def send(self, year: int, *files: tuple[str, bytes], **fields: str) -> Any:
        sent = [("file", (name, content, "application/octet-stream")) for name, content in files]
        path = f"/api/v1/years/{year}/files"
        return self.client.post(path, headers=self.headers, files=sent, data=fields)


def issued(
    face: Face, account: str, *roles: Role, year: int | None = None, until: datetime | None = None
) -> Program:
    """Put a token of an account on record and return the program that has it."""
    access = face.desk.door.access
    number, ends = f"{len(access.tokens_used()):016x}", until or access.now() + LASTS
    new = access.new_token(number, ends)
    with face.desk.record.writing("root") as writer:
        said = {"token": number, "account": account, "purpose": "一体化平台", "document": "1号"}
        names = tuple(str(each) for each in roles)
        writer.append(TokenIssued(**said, roles=names, year=year, until=ends.isoformat()))
    return Program(TestClient(face.app, base_url=f"http://{HOST}"), new.secret, number)


@contextmanager
def copied(folder: Path, to: Path) -> Iterator[tuple[Face, Program]]:
    """Open a copy of a workspace, with a program that may look at everything of a review, and at the log."""
    copytree(folder, to)
    url = f"sqlite:///{to / 'cultivation.db'}"
    record = Record(url, clock=lambda: datetime.now(UTC))
    with record.writing("root") as writer:
        for role in (Role.AUDITOR, Role.CLERK):
            writer.append(AccountOpened(account=account_of(role), name=name_of(role), unit="科技局"))
            writer.append(RoleGranted(account=account_of(role), role=role.value, document="1号"))
    record.dispose()
    access = Access(store_beside(url), Key(to / KEY_FILE), lambda: datetime.now(UTC), cost=QUICK)
    access.invite(account_of(Role.AUDITOR))
    face = Face(to, url, access)
    try:
        yield face, issued(face, account_of(Role.AUDITOR), Role.AUDITOR)
    finally:
        face.close()
