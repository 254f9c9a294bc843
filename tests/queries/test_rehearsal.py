"""2016 of the town under other rules: 2.5 points a patent, and a pool of four.

ANLAN 85, BIYUN 68, CHENHUI 48.5, ENZE 44, DONGLI 42.5: ENZE is the fourth.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.vocabularies import Vocabulary
from cultivation.errors import Refused
from cultivation.queries.rehearsal import Rehearsed, rehearse
from cultivation.queries.year import year_in
from tests.queries.town import SECOND, Town, rules

FOUR = ("capacity: 3", "capacity: 4")
BUFFER = ("enter_rank: 2, stay_rank: 4", "enter_rank: 1, stay_rank: 5")


def rehearsed(town: Town, loaded: LoadedRules, moment: str = "decided") -> Rehearsed:
    with town.at(moment) as reader:
        return rehearse(year_in(reader, 2016), loaded)


def test_each_firm_under_both_rule_sets(town: Town) -> None:
    found = rehearsed(town, rules(*SECOND, FOUR))
    moved = found.found.moves
    assert [(each.id, each.total_before, each.total, each.rank_before, each.rank) for each in moved] == [
        ("ANLAN", 80, 85, 1, 1),
        ("BIYUN", 64, 68, 2, 2),
        ("CHENHUI", 46, Decimal("48.5"), 3, 3),
        ("ENZE", 40, 44, 4, 4),
        ("DONGLI", 40, Decimal("42.5"), 5, 5),
        ("FENGLIN", 100, 100, None, None),
    ]
    assert [each.id for each in found.found.entering] == ["ENZE"]
    assert found.found.leaving == []
    moves = {each.id: each for each in found.found.moves}
    assert moves["DONGLI"].criteria == (("patents", Decimal("2.5")),)
    assert (moves["FENGLIN"].criteria, len(moves["FENGLIN"].failed)) == ((), 1)
    assert (found.year, found.rules_before.version, found.rules.version, found.missing) == (
        2016,
        "1",
        "2",
        (),
    )


def test_the_members_before_count_under_both(town: Town) -> None:
    """2017: where newcomers need place 1 and members stay down to 5, ENZE stays and DONGLI does not enter."""
    with town.at() as reader:
        found = rehearse(year_in(reader, 2017), rules(*SECOND, BUFFER)).found
    assert {each.id for each in found.moves if each.in_pool_before} == {"ANLAN", "DONGLI", "CHENHUI2"}
    assert [each.id for each in found.leaving] == ["DONGLI"]
    assert [each.id for each in found.entering] == ["ENZE"]


def test_what_nobody_filed_is_named(town: Town) -> None:
    field = "  patents: {type: integer"
    new = f"  exports: {{type: number, blank: unknown, zh: 出口, en: Exports}}\n{field}"
    assert rehearsed(town, rules((field, new))).missing == ("exports",)


def test_without_applications_there_is_nothing_to_rehearse_on(town: Town) -> None:
    with pytest.raises(Refused, match="2016 has no applications to rehearse on"):
        rehearsed(town, rules(), "open")


def test_a_choice_that_is_called_the_same_is_the_same(town: Town) -> None:
    renamed = rules(("optics: {zh: 光电, en: optics}", "photonics: {zh: 光电, en: photonics}"))
    assert rehearsed(town, renamed).found.entering == []


def test_a_choice_that_the_new_rules_do_not_know_is_refused(town: Town) -> None:
    gone = rules(
        ("    optics: {zh: 光电, en: optics}\n", ""),
        ("software: {zh: 软件, en: software}", "other: {zh: 其他, en: other}"),
    )
    with pytest.raises(Refused) as refused:
        rehearsed(town, gone)
    assert str(refused.value).splitlines() == [
        "Sector: the new rules have no choice that is called optics, software",
        "Give the choice that is meant the same id or label, or this label as an alias.",
    ]


def test_a_choice_that_nobody_made_may_go(town: Town) -> None:
    """In 2018 nobody files medicine: ANLAN makes optics, ENZE software."""
    gone = rules(("    medicine: {zh: 医药, en: medicine}\n", ""))
    with town.at() as reader:
        assert rehearse(year_in(reader, 2018), gone).year == 2018
    with pytest.raises(Refused, match="called medicine"):
        rehearsed(town, gone)


def test_quotas_that_no_pool_can_keep_are_refused(town: Town) -> None:
    quota = "pool: {quotas: [{within: sector, at_least: {medicine: 2}}], "
    policy = ("pool: {capacity: 3, enter_rank: 2, stay_rank: 4, reserve: 1", f"{quota}capacity: 3")
    with pytest.raises(Refused, match="No pool satisfies the quotas") as refused:
        rehearsed(town, rules(policy))
    assert "medicine" in str(refused.value)


def test_a_field_with_another_id_is_read_where_the_vocabulary_says_that_it_is_the_same(town: Town) -> None:
    """Without the vocabulary everybody's patents would be blank; with it, nobody moves."""
    changes = (("patents", "grants"), ("identifier: {", "vocabularies: [town]\nidentifier: {"))
    shared = {"type": "integer", "unit": "件", "zh": "有效发明专利", "en": "Patents", "called": ["patents"]}
    said = {"id": "town", "name": {"zh": "小镇", "en": "town"}, "fields": {"grants": shared}}
    vocabulary = Vocabulary.model_validate(said)
    with town.at("decided") as reader:
        year = year_in(reader, 2016)
        found = rehearse(year, rules(*changes), {"town": vocabulary})
        lost = rehearse(year, rules(*changes), {})
    assert (found.missing, dict(found.renamed)) == ((), {"grants": "patents"})
    assert all(each.total == each.total_before for each in found.found.moves)
    assert (lost.missing, dict(lost.renamed)) == (("grants",), {})
    assert found.to_json(0)["renamed_fields"] == {"grants": "patents"}
