"""A small town for the workbench: four firms in two districts, and one person for each role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import yaml
from sqlalchemy import select
from starlette.testclient import TestClient

from cultivation import review
from cultivation.access.sealing import Key, token_digest
from cultivation.access.signing_in import Access
from cultivation.access.store import KEY_FILE, store_beside
from cultivation.access.tables import session
from cultivation.core.roles import Role
from cultivation.core.rules.loading import load_file
from cultivation.intake.formats.incoming import Incoming
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.record.store import Record
from tests.access.conftest import HERE, QUICK
from tests.commands.test_every_state import RULES

from .conftest import ORIGIN, Face

OWN, OTHER = "ANLAN", "BIYUN"  # of two districts
DISTRICT, OTHER_DISTRICT = "千灯镇", "张浦镇"
REPRESENTATIVE = "周法人"  # personal, in the own firm's application
HEAD = (
    *("企业代码", "企业名称", "营业收入", "研发费用", "有效发明专利", "重大安全事故"),
    *("所属区镇", "法定代表人"),
)
FIRMS = (
    (OWN, "<script>alert('x')</script>有限公司", 900, DISTRICT, REPRESENTATIVE),
    (OTHER, '"><img src=x onerror=alert(1)>有限公司', 890, OTHER_DISTRICT, "吴法人"),
    ("CHENHUI", '=HYPERLINK("http://x")有限公司', 880, DISTRICT, "郑法人"),
    ("DONGLI", "{{ 7*7 }}{% raw %}有限公司", 870, OTHER_DISTRICT, "孙法人"),
)
NOTICED, HELD_BACK = 2016, 2017  # 2016 is decided; 2017 is proposed, without a notice
SCOPES: Mapping[Role, Mapping[str, object]] = {
    Role.FIRM: {"enterprise": OWN},
    Role.DISTRICT: {"unit": DISTRICT},
    Role.EXPERT: {"year": HELD_BACK, "expert": "专家甲"},
}
SPARE = "zzzzzzzzzzzzzzzz"  # an account without a role, that may lose its sessions
NAMES = dict(zip(Role, "赵钱孙李周吴郑王冯陈褚卫", strict=True))


def account_of(role: Role) -> str:
    """Return the account that has one role: its name in letters, filled up."""
    return role.value.replace("_", "").ljust(16, "q")[:16]


def name_of(role: Role) -> str:
    return f"{NAMES[role]}{list(Role).index(role)}号"


def town(folder: Path, staffed: bool = True) -> Record:
    """Review two years, and give each role to a person where the town is to be staffed."""
    rules = yaml.safe_load(RULES.read_text("utf-8"))
    rules["fields"]["zone"] = {"type": "text", "zh": "所属区镇", "en": "Town"}
    person = {"type": "text", "blank": "unknown", "zh": "法定代表人", "en": "Legal representative"}
    rules["fields"]["legal_representative"] = person
    rules["pool"] |= {"notice_days": 0}
    path = folder / "town.yaml"
    path.write_text(yaml.safe_dump(rules, allow_unicode=True), "utf-8")
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    review.create(record, "root")
    for year in (NOTICED, HELD_BACK):
        review.open_year(record, "root", year, load_file(path), None)
        review.intake(record, "root", year, [incoming(folder, year)])
        review.score(record, "root", year)
        review.propose_year(record, "王芳", year)
        if year == NOTICED:
            review.decide(record, "李强", year, "昆新兴〔2016〕1号", date(2017, 3, 1), {})
    if staffed:
        give_roles(record)
    return record


def give_roles(record: Record) -> None:
    """Put one person for each role on record."""
    with record.writing("root") as writer:
        writer.append(AccountOpened(account=SPARE, name="闲人", unit="科技局"))
        for role in Role:
            said = {
                "account": account_of(role),
                "document": "1号",
                "role": role.value,
                **SCOPES.get(role, {}),
            }
            writer.append(AccountOpened(account=account_of(role), name=name_of(role), unit="科技局"))
            writer.append(RoleGranted(**said))


def incoming(folder: Path, year: int) -> Incoming:
    """Write names as texts: a text that begins with = is none that is computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEAD))
    for number, (code, name, spent, zone, person) in enumerate(FIRMS, 2):
        sheet.append([code, name, 10000, spent, 10, "否", zone, person])
        sheet.cell(number, 2).data_type = "s"
    path = folder / f"<i>{year}.xlsx"
    book.save(path)
    return Incoming(path.name, path.read_bytes())


class Town(Face):
    """The workbench of a town; people enter by sessions that the access room begins for them."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / 'cultivation.db'}"
        self.now = datetime.now(UTC)
        access = Access(store_beside(url), Key(folder / KEY_FILE), lambda: self.now, cost=QUICK)
        super().__init__(folder, url, access)
        self.access = access

    def enter_as(self, account: str) -> TestClient:
        """Return a browser in which an account is logged in."""
        known = self.access.known(account)
        with self.access.store.changing() as connection:
            outcome = self.access.let_in(connection, known, "password+totp", HERE)
        client = self.stranger()
        client.cookies["cultivation"] = outcome.secret
        client.headers.update(ORIGIN)
        return client

    def token(self, client: TestClient) -> str:
        """Return the token that each form of a session carries."""
        return str(self.access.session_of(client.cookies["cultivation"]).form_token)  # type: ignore[union-attr]

    def send(self, client: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
        """Send a form with the session's token; return status, place, page."""
        answer = client.post(path, data={"token": self.token(client), **fields})
        return answer.status_code, answer.headers.get("location", ""), answer.text

    def send_lost(self, client: TestClient, path: str, **fields: str) -> tuple[int, str, str]:
        """Send a form of a session that has run out, with the token that stood in its page."""
        with self.access.store.looking() as connection:
            by_digest = session.c.digest == token_digest(client.cookies["cultivation"])
            token = connection.execute(select(session.c.form_token).where(by_digest)).scalar()
        answer = client.post(path, data={"token": str(token), **fields})
        return answer.status_code, answer.headers.get("location", ""), answer.text

    def entries(self) -> int:
        with self.desk.record.reading() as reader:
            return sum(1 for _entry in reader.entries())

    def events(self) -> int:
        return len(self.access.events())


def opened(folder: Path) -> Iterator[Town]:
    """Make a town and its workbench."""
    town(folder).dispose()
    made = Town(folder)
    yield made
    made.close()


def without_numbers(page: str) -> str:
    """Leave out of a page what differs from session to session."""
    return re.sub(r'name="token" value="[^"]*"|data-ends="[0-9]*"', "", page)
