"""A town whose year is decided in the browser: its clock is turned on, each role is a person."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from starlette.testclient import TestClient

from cultivation import review
from cultivation.core.roles import Role
from cultivation.record.store import Record
from cultivation.review.replay import replay

from .conftest import ORIGIN
from .staff import HELD_BACK, Town, account_of, town

YEAR = HELD_BACK
HERE = f"/years/{YEAR}"
NOTICE_DAYS = 5
HTML = "<script>alert('x')</script><b>“&”</b>"  # in what an objector writes


class Deciding(Town):
    """The town, in which the record goes by the same clock as the sessions."""

    def __init__(self, folder: Path) -> None:
        town(folder).dispose()
        super().__init__(folder)
        self.desk.record.dispose()
        self.desk.record = Record(self.desk.url, clock=lambda: self.now, receipts=self.access.receipts)
        self.desk.people = type(self.desk.people)(self.desk.record)
        self.access.people = self.desk.people

    def role(self, role: Role) -> TestClient:
        """Return a browser of the person with a role, who has just proved who it is."""
        return self.enter_as(account_of(role))

    def later(self, days: int = 0, seconds: int = 0) -> None:
        self.now += timedelta(days=days, seconds=seconds)

    def day(self, days: int = 0) -> str:
        return (self.now.astimezone().date() + timedelta(days=days)).isoformat()

    def field(self, client: TestClient, path: str, name: str) -> str:
        """Return what a hidden field of a page holds."""
        text = client.get(path).text
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        assert found, (path, name, text[-1500:])
        return found[1]

    def noticed(self, days: int = NOTICE_DAYS) -> None:
        """Publish the notice from today on."""
        client = self.role(Role.PROPOSER)
        client.get("/?lang=en")
        seen = self.field(client, f"{HERE}/decision", "expected")
        status, _to, page = self.send(
            client, f"{HERE}/notice", **{"from": self.day(), "until": self.day(days - 1), "expected": seen}
        )
        assert status == 303, page

    def objected(self, **fields: str) -> tuple[str, str]:
        """Have a citizen object; return number and code of the receipt."""
        stranger = self.stranger()
        begun = self.field(stranger, f"/object/{YEAR}?lang=en", "begun")
        self.later(seconds=30)
        said = {"enterprise": "ANLAN", "text": HTML, "by": "张三", "contact": "13800000000", **fields}
        answer = stranger.post(f"/object/{YEAR}/send?lang=en", data={"begun": begun, **said}, headers=ORIGIN)
        assert answer.status_code == 200, answer.text[-2000:]
        number, code = re.findall(r'<dd class="digest">([^<]*)', answer.text)
        return number, code

    def form(self, client: TestClient, **fields: str) -> dict[str, str]:
        """Return the form of a decision as its page gives it, filled in."""
        seen = self.field(client, f"{HERE}/decision", "seen")
        return {"seen": seen, "document": "昆新兴〔2017〕3号", "on": self.day(), **fields}

    def kinds(self, year: int = YEAR) -> list[str]:
        with self.desk.record.reading() as reader:
            return [each.kind for each in reader.entries() if each.payload.get("year") == year]

    def holds(self) -> None:
        """Verify, replay and rebuild; every entry of the browser says by which account it came to be."""
        record = self.desk.record
        with record.reading() as reader:
            assert reader.verify().ok
            acting = [each.payload.get("acting") or {} for each in reader.entries()]
            made = [each for each in acting if each.get("via") == "web"]
            assert all(each["account"] and each["role"] for each in made)
        assert made
        steps = [each for each in replay(record, None) if not each.kind.startswith(("account_", "role_"))]
        wrong = [(each.seq, each.kind, each.problem) for each in steps if not each.same]
        assert wrong == [], wrong
        assert review.rebuild(record, "root", dry_run=True).same
