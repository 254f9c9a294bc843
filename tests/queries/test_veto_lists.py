"""Who of the town stands on lists: ANLAN (member and applicant) and, as CHENHUI, CHENHUI2 for taxes; ENZE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cultivation.canonical import canonical_json, digest
from cultivation.queries.events import listed, vetoed
from cultivation.queries.veto_lists import Match, lists_on_record, matches
from cultivation.record.documents import JSON, NewDocument
from cultivation.record.entries import VetoListImported
from cultivation.record.reader import Reader
from tests.queries.town import Town, rules

CUTOFF = date(2017, 12, 31)
ANLAN = Match("ANLAN", "Anlan Optics", ("tax",), True, (2018,), ("tax",))
ENZE = Match("ENZE", "Enze Code", ("dishonest_debtor",), False, (2018,), ())


def bare(reader: Reader) -> list[Match]:
    """Return who is on lists, without the rows."""
    return [replace(each, rows=()) for each in matches(reader)]


def test_members_and_applicants_of_open_years_are_matched(town: Town) -> None:
    """The rules veto tax offenders, not debtors; FENGLIN and CHENHUI2 neither are members nor applied."""
    with town.at() as reader:
        assert bare(reader) == [ANLAN, ENZE]
    with town.at("decided 2017") as reader:
        assert bare(reader) == []


def test_a_list_counts_under_the_code_of_now(town: Town) -> None:
    with town.at() as reader:
        assert listed(reader, CUTOFF) == {
            "ANLAN": {"tax"},
            "CHENHUI": {"tax"},
            "CHENHUI2": {"tax"},
            "FENGLIN": {"tax"},
            "ENZE": {"dishonest_debtor"},
        }
        assert vetoed(reader, rules().rules.pool, CUTOFF) == {"ANLAN", "CHENHUI", "CHENHUI2", "FENGLIN"}
        imported = lists_on_record(reader)[1].entry
        assert listed(reader, CUTOFF, imported.seq - 1) == {}
        assert set(listed(reader, CUTOFF, imported.seq)) == {"ANLAN", "CHENHUI", "CHENHUI2", "FENGLIN"}


def test_the_last_import_of_each_list_is_known(town: Town) -> None:
    with town.at() as reader:
        debtors, tax = (each.to_json() for each in lists_on_record(reader))
    assert (debtors["list"], debtors["document"], debtors["enterprises"]) == ("dishonest_debtor", "T2", 1)
    assert {key: tax[key] for key in tax if key not in ("codes_digest", "recorded_at")} == {
        "list": "tax",
        "document": "T1",
        "file": "tax.xlsx",
        "enterprises": 3,
        "rejected": 0,
        "actor": "王芳",
        "entry": 45,
        "on": None,
    }
    assert ANLAN.to_json() == {
        "id": "ANLAN",
        "name": "Anlan Optics",
        "lists": ["tax"],
        "member": True,
        "years": [2018],
        "vetoing": ["tax"],
        "rows": [],
    }


def test_a_later_list_takes_the_place_of_an_earlier_one_and_names_nobody_else(town: Town) -> None:
    """CHENHUI2, with a code of before, is on no list then, and is told of by none."""
    codes = NewDocument(
        canonical_json({"enterprises": [{"code": "FENGLIN", "name": "y"}]}), "codes.json", JSON
    )
    said = VetoListImported(
        list="tax",
        document="T3",
        file="f.xlsx",
        enterprises=1,
        rejected=0,
        codes_digest=digest(codes.content),
    )
    with town.record.writing("王芳", dry_run=True) as writer:
        writer.append(said, [codes])
        assert listed(writer, CUTOFF) == {"FENGLIN": {"tax"}, "ENZE": {"dishonest_debtor"}}
        assert bare(writer) == [ENZE]
