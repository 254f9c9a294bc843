"""Notices, objections, lists and the past of members: in the town, and by a pond with a buffer.

The pond has two places; newcomers need place 1, members stay down to place 3, for two reviews at most beyond
place 2. ANLAN is first each year, BIYUN second in 2016 and third in 2017 and 2018, behind CHENHUI.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from cultivation import review
from cultivation.core.pool.proposal import Past
from cultivation.core.rules.list_kinds import shipped_kinds
from cultivation.core.rules.loading import LoadedRules
from cultivation.core.rules.policy import PoolPolicy
from cultivation.intake.formats.sources import files_at
from cultivation.queries.events import (
    events_of,
    is_unsettled,
    notice_of,
    objections_of,
    past_of,
    suspended,
)
from cultivation.queries.succession import codes_before
from cultivation.queries.year import Year, year_in
from cultivation.record.entries import MemberRemoved
from cultivation.record.reader import Reader
from tests.queries.town import Town, open_later, reading_here, rules

POND = rules(
    (
        "capacity: 3, enter_rank: 2, stay_rank: 4",
        "capacity: 2, enter_rank: 1, stay_rank: 3, buffer_years: 2, term_years: 5",
    )
)
POLICY = POND.rules.pool


@pytest.fixture(scope="module")
def pond(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("pond"))
    review.create(town.record, "王芳")
    first, then = (
        {"ANLAN": (90, 1), "BIYUN": (80, 1)},
        {"ANLAN": (90, 1), "CHENHUI": (85, 1), "BIYUN": (70, 1)},
    )
    with reading_here():
        for year, firms in ((2016, first), (2017, then), (2018, then)):
            town.do(review.open_year, year, POND, None)
            town.file(year, f"{year}.xlsx", firms)
            town.do(review.score, year)
            town.do(review.propose_year, year)
            town.do(review.give_notice, year, date(year + 1, 1, 1), date(year + 1, 1, 5))
            town.mark(f"noticed {year}")
            if year == 2016:
                a_second_proposal(town)
            town.do(review.decide, year, f"No. {year}", date(year + 1, 3, 1), {}, by="李强")
    town.do(review.open_year, 2019, POND, None)
    yield town
    town.record.dispose()


def a_second_proposal(town: Town) -> None:
    """An objection is upheld, so all is proposed and made public again; in between BIYUN is on a list."""
    town.do(review.file_objection, 2016, "BIYUN", "张三", "wrong")
    town.do(review.file_objection, 2016, "ANLAN", "李四", "wrong, too")
    town.mark("objected")
    town.do(review.resolve_objection, 2016, 2, True, "so it is")
    town.do(review.resolve_objection, 2016, 1, False, "it is right")
    town.mark("upheld")
    town.do(review.propose_year, 2016)
    town.mark("proposed again")
    for name, firm in (("nobody", "NOBODY"), ("somebody", "BIYUN"), ("nobody again", "NOBODY")):
        path = town.workbook(f"{name}.xlsx", [("企业代码", "企业名称"), (firm, "x")])
        town.do(review.import_veto_list, shipped_kinds()["tax"], *files_at([path]), name)
        town.mark(name)
    town.do(review.give_notice, 2016, date(2017, 2, 1), date(2017, 2, 7))
    town.mark("noticed again")


def under(reader: Reader, number: int, policy: PoolPolicy = POLICY) -> Year:
    """Return a year as if it had been opened with another policy."""
    year = year_in(reader, number)
    year.loaded = LoadedRules(year.rules.model_copy(update={"pool": policy}), b"")
    return year


def test_a_notice_counts_for_the_proposal_that_it_was_given_for(pond: Town) -> None:
    days = {}
    for moment in ("noticed 2016", "upheld", "proposed again", "noticed again"):
        with pond.at(moment) as reader:
            found = notice_of(year_in(reader, 2016))
            days[moment] = found and (found.first.day, found.last.day, found.last.month)
    assert days == {
        "noticed 2016": (1, 5, 1),
        "upheld": (1, 5, 1),
        "proposed again": None,
        "noticed again": (1, 7, 2),
    }


def test_objections_have_their_number_and_their_end(town: Town) -> None:
    with town.at("objected") as reader:
        waiting = objections_of(year_in(reader, 2016))
    assert [(each.upheld, each.answer, each.resolved_seq) for each in waiting] == [(None, "", None)] * 2
    with town.at() as reader:
        first, second = objections_of(year_in(reader, 2016))
        (later,) = objections_of(year_in(reader, 2017))
    assert (first.number, first.enterprise, first.by, first.text, first.evidence, first.seq) == (
        *(1, "CHENHUI", "张三", "figures are wrong", ("letter.pdf",), 9),
    )
    assert (first.upheld, first.answer, first.resolved_seq) == (False, "audited", 12)
    assert (second.number, second.evidence, second.answer, second.resolved_seq) == (2, (), "licence seen", 11)
    assert (later.number, later.enterprise, later.answer) == (1, "DONGLI", "new figures")


def test_an_upheld_objection_unsettles_the_proposal_before_it_alone(pond: Town) -> None:
    found = {}
    for moment in ("noticed 2016", "objected", "upheld", "proposed again"):
        with pond.at(moment) as reader:
            found[moment] = is_unsettled(year_in(reader, 2016))
    assert found == {"noticed 2016": False, "objected": False, "upheld": True, "proposed again": False}


def test_a_list_unsettles_where_somebody_concerned_is_on_it(pond: Town) -> None:
    unsettled = {}
    for moment in ("nobody", "somebody", "nobody again"):
        with pond.at(moment) as reader:
            unsettled[moment] = is_unsettled(year_in(reader, 2016))
    assert unsettled == {"nobody": False, "somebody": True, "nobody again": False}
    with pond.at("somebody") as reader:
        assert not is_unsettled(under(reader, 2016, POLICY.model_copy(update={"veto_lists": ()})))


def test_a_change_of_members_unsettles(town: Town) -> None:
    with town.at("objected 2017") as reader:
        assert not is_unsettled(year_in(reader, 2017))
    with town.record.writing("王芳", dry_run=True) as writer:
        left = MemberRemoved(year=2017, enterprise="ANLAN", cause="tax", document="d", on="2018-08-01")
        writer.append(left, [])
        assert is_unsettled(year_in(writer, 2017))


def test_reviews_and_reviews_in_the_buffer_are_counted(pond: Town) -> None:
    listed = {"NOBODY": Past(vetoed=True)}
    with pond.at() as reader:
        assert past_of(under(reader, 2016)) == listed
        assert past_of(under(reader, 2017)) == listed | {"ANLAN": Past(1, 0), "BIYUN": Past(1, 0)}
        assert past_of(under(reader, 2018)) == listed | {"ANLAN": Past(2, 0), "BIYUN": Past(2, 1)}
        assert past_of(under(reader, 2019)) == listed | {"ANLAN": Past(3, 0), "BIYUN": Past(3, 2)}
        without = POLICY.model_copy(update={"buffer_years": None, "veto_lists": ()})
        assert past_of(under(reader, 2019, without)) == {"ANLAN": Past(3, 0), "BIYUN": Past(3, 0)}
        alone = without.model_copy(update={"term_years": None, "barred_years": 0})
        assert past_of(under(reader, 2019, alone)) == {}


def test_who_was_removed_for_false_figures_is_barred_for_two_years(town: Town) -> None:
    """BIYUN was removed in 2017: 2018 and 2019 are barred. ANLAN, CHENHUI and FENGLIN are on a list since."""
    with town.at() as reader:
        year = year_in(reader, 2017)
        assert past_of(year, 35) == {
            "ANLAN": Past(1),
            "ENZE": Past(1),
            "CHENHUI2": Past(1),
            "BIYUN": Past(barred=True),
        }
        assert past_of(year, 22) == {"ANLAN": Past(1), "ENZE": Past(1), "CHENHUI2": Past(1)}
    with town.record.writing("王芳", dry_run=True) as writer:
        open_later(writer, 2019, 2020)
        later = {number: past_of(year_in(writer, number)) for number in (2018, 2019, 2020)}
    assert [later[year].get("BIYUN") for year in later] == [Past(barred=True), Past(barred=True), None]
    assert later[2018]["ANLAN"] == Past(2, vetoed=True)
    assert later[2018]["DONGLI1"] == Past(1)
    assert later[2018]["FENGLIN"] == Past(vetoed=True)
    assert "ENZE" not in later[2018]


def test_who_is_suspended_is_known_with_the_reason_until_it_ends(town: Town) -> None:
    with town.at("between") as reader:
        assert suspended(reader) == {"ANLAN": "audit"}
    with town.at() as reader:
        assert suspended(reader) == {}


def test_events_name_whoever_is_concerned(town: Town) -> None:
    with town.at() as reader:
        found = {key: events_of(reader, key) for key in ("GUANLAN", "DONGLI2", "FENGLIN", "CHENHUI")}
        assert codes_before(reader, "CHENHUI2") == ["CHENHUI"]
        assert codes_before(reader, "CHENHUI") == []
    (merged,) = found["GUANLAN"]
    assert (merged.kind, merged.on, merged.document, merged.detail, merged.actor, merged.year) == (
        *("enterprise_merged", "2018-06-01", "No. 10", "Anlan Optics", "王芳", 2017),
    )
    (split,) = found["DONGLI2"]
    assert split.detail == "Dongli One, Dongli Two"
    assert found["FENGLIN"] == []
    assert [each.detail for each in found["CHENHUI"]] == ["CHENHUI2"]
