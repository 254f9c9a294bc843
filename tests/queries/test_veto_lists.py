"""Who of the town stands on lists: ANLAN (member and applicant) and, as CHENHUI, CHENHUI2 for taxes; ENZE."""

from __future__ import annotations

from cultivation.queries.events import listed, vetoed
from cultivation.queries.veto_lists import Match, list_on_record, matches
from tests.queries.town import Town, rules

ANLAN = Match("ANLAN", "Anlan Optics", ("tax",), True, (2018,), ("tax",))
ENZE = Match("ENZE", "Enze Code", ("dishonest_debtor",), False, (2018,), ())


def test_members_and_applicants_of_open_years_are_matched(town: Town) -> None:
    """The rules veto tax offenders, not debtors; FENGLIN and CHENHUI2 neither are members nor applied."""
    with town.at() as reader:
        assert matches(reader) == [ANLAN, ENZE]
    with town.at("decided 2017") as reader:
        assert matches(reader) == []


def test_a_list_counts_under_the_code_of_now(town: Town) -> None:
    with town.at() as reader:
        assert listed(reader) == {
            "ANLAN": {"tax"},
            "CHENHUI": {"tax"},
            "CHENHUI2": {"tax"},
            "FENGLIN": {"tax"},
            "ENZE": {"dishonest_debtor"},
        }
        assert vetoed(reader, rules().rules.pool) == {"ANLAN", "CHENHUI", "CHENHUI2", "FENGLIN"}
        imported = list_on_record(reader, "tax")
        assert imported is not None
        assert listed(reader, imported.seq - 1) == {}
        assert set(listed(reader, imported.seq)) == {"ANLAN", "CHENHUI", "CHENHUI2", "FENGLIN"}


def test_the_last_import_of_each_list_is_known(town: Town) -> None:
    with town.at() as reader:
        found = [list_on_record(reader, kind) for kind in ("tax", "dishonest_debtor", "abnormal_operation")]
    assert [each and each.content.document for each in found] == ["T1", "T2", None]
