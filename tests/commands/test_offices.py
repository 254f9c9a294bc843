"""A folder of workbooks as offices make them, taken in by the program: each row is accounted for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.intake.test_offices import OFFICES

from .office import Office

NAMES = {f"{number:03}_{office.file}": office for number, office in enumerate(OFFICES)}


@pytest.mark.slow
def test_every_enterprise_of_every_file_is_accepted_rejected_or_known(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, made in NAMES.items():
        (folder / name).write_bytes(made.make())
    clerk = Office(tmp_path)
    clerk.do("init", str(clerk.workspace))
    clerk.do("open 2016 --rules kunshan_top100_2016")
    done = clerk.do("intake 2016 --format json", str(folder), code=1)
    told = json.loads(done.stdout)
    for each in told["files"]:
        office = NAMES[each["name"]]
        known = each["accepted"] + each["rejected"] + each["unchanged"]
        assert known == len(office.taken) + len(office.refused), each["name"]
        assert len(each["set_aside"]) == office.aside, each["name"]
    account = told["account"]
    assert (account["files"], account["read"]) == (len(OFFICES), len(OFFICES))
    assert account["accepted"] + account["rejected"] + account["unchanged"] == account["enterprises"]
    assert clerk.ask("audit verify")["head"]
