"""Workspaces as the workbench serves them, and browsers that were let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest

pytest.importorskip("starlette", reason="the extra `web` is not installed")

from starlette.testclient import TestClient

from cultivation import language
from cultivation.access.signing_in import Access
from cultivation.record.entries import AccountOpened, RoleGranted
from cultivation.record.store import Record
from cultivation.web.application import application
from cultivation.web.desk import Desk
from cultivation.web.sessions import Sessions
from tests.access.conftest import LI, WANG
from tests.commands.office import HEAD, Office
from tests.commands.test_every_state import RULES
from tests.outputs.report.conftest import KUNSHAN, reviewed

from .full_year import town as full_town

HOST = "127.0.0.1:8765"
ORIGIN = {"origin": f"http://{HOST}"}
HOSTILE = {
    "ANLAN": "<script>alert('x')</script>有限公司",
    "BIYUN": '"><img src=x onerror=alert(1)>有限公司',
    "CHENHUI": '=HYPERLINK("http://x")有限公司',
    "DONGLI": "{{ 7*7 }}{% raw %}有限公司",
}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English before and after each test."""
    language.activate("en")
    yield
    language.activate("en")


class Face:
    """A browser without a window, on one desk; `codes` are those that the program told."""

    def __init__(
        self, folder: Path, url: str = "", access: Access | None = None, secure: bool = False
    ) -> None:
        self.folder, self.codes = folder, list[str]()
        url = url or f"sqlite:///{folder / 'cultivation.db'}"
        record = Record(url, clock=lambda: datetime.now(UTC))
        self.desk = Desk(record, url, folder, Sessions(self.codes.append), access=access, secure=secure)
        self.app = application(self.desk, [HOST, "localhost:8765"])
        self.client = self.stranger()

    def stranger(self, host: str = HOST) -> TestClient:
        """Return a browser that was not let in."""
        return TestClient(self.app, base_url=f"http://{host}", follow_redirects=False)

    def enter(self) -> None:
        answer = self.client.post("/enter", data={"code": self.codes[-1]}, headers=ORIGIN)
        assert answer.status_code == 303

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text[-2000:])
        return answer.text

    def post(self, path: str, **fields: str) -> str:
        """Send a form and return where it leads."""
        answer = self.client.post(path, data=fields, headers=ORIGIN)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def close(self) -> None:
        self.desk.close()


@pytest.fixture(scope="session")
def kunshan_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample years of Kunshan: 2016 is decided, 2017 is proposed and looked into."""
    folder = tmp_path_factory.mktemp("workbench")
    reviewed(folder, KUNSHAN, (2016, 2017), undecided=2017).dispose()
    return folder


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year of firms with names that attack a page, with the doubts of a year that is only open."""
    office = Office(tmp_path_factory.mktemp("hostile"))
    office.do("init", str(office.workspace))
    (office.workspace / "rules" / "small_pool.yaml").write_bytes(RULES.read_bytes())
    office.do("open 2016 --rules small_pool")
    office.do("intake 2016", _workbook(office))
    office.do("score 2016")
    office.do("propose 2016", by="<b>王芳</b>")
    office.do("open 2017 --rules small_pool")
    return office.workspace


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town in which everything happened: registers, opinions, papers, visits, a vote, an appeal."""
    return full_town(tmp_path_factory.mktemp("full")).workspace


@pytest.fixture(scope="session")
def auditors_folder(hostile_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same year with people on record, all of them auditors: who may look at all of it."""
    folder = tmp_path_factory.mktemp("auditors") / "workspace"
    copytree(hostile_folder, folder)
    record = Record(f"sqlite:///{folder / 'cultivation.db'}", clock=lambda: datetime.now(UTC))
    with record.writing("root") as writer:
        for account, name in ((WANG, "王芳"), (LI, "李强"), ("z" * 16, "赵敏")):
            writer.append(AccountOpened(account=account, name=name, unit="科技局"))
            writer.append(RoleGranted(account=account, role="auditor", document="1号"))
    record.dispose()
    return folder


def _workbook(office: Office) -> str:
    """Write names as texts: a text that begins with = is none that is computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEAD))
    for number, (code, name) in enumerate(HOSTILE.items(), 2):
        sheet.append([code, name, 10000, 900 - number, 10, "否"])
        sheet.cell(number, 2).data_type = "s"
    path = office.folder / "<i>2016.xlsx"
    book.save(path)
    return str(path)


@pytest.fixture(scope="module")
def face(kunshan_folder: Path) -> Iterator[Face]:
    made = Face(kunshan_folder)
    made.enter()
    yield made
    made.close()


@pytest.fixture(scope="module")
def full(full_folder: Path) -> Iterator[Face]:
    made = Face(full_folder)
    made.enter()
    yield made
    made.close()


@pytest.fixture(scope="module")
def attacked(hostile_folder: Path) -> Iterator[Face]:
    made = Face(hostile_folder)
    made.enter()
    yield made
    made.close()


@pytest.fixture
def door(hostile_folder: Path) -> Iterator[Face]:
    """A face at which nobody was let in yet."""
    made = Face(hostile_folder)
    yield made
    made.close()


@pytest.fixture(scope="module")
def firm(face: Face) -> Callable[[str], str]:
    """Return the code of the first firm of 2017 to which something happens."""

    def find(action: str) -> str:
        with face.desk.record.reading() as reader:
            return next(line.enterprise_id for line in reader.lines(2017) if line.action == action)

    return find
