"""A class for each kind of entry: written as read, told on the page of the record, named nowhere else."""

from __future__ import annotations

import ast
import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cultivation.canonical import canonical_json
from cultivation.queries import entry_names
from cultivation.record.entries import KINDS, Content, NamedDocument, OverrideSaid, recorded
from cultivation.record.log import NOTHING_BEFORE, Entry
from tests.properties import examples

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "docs" / "record.md", ROOT / "docs" / "record.zh-CN.md")
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| (.*?) \|", re.MULTILINE)
ASIDE = re.compile(r"\([^)]*\)|（[^）]*）")
NAME = re.compile(r"`(\w+)`")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)
VALUES = {int: st.integers(-(2**53) + 1, 2**53 - 1), bool: st.booleans(), str: TEXTS, type(None): st.none()}
ITEMS = {NamedDocument: ("media_type", "name", "sha256"), OverrideSaid: ("action", "enterprise", "reason")}

NOT_ALWAYS = {
    ("workspace_created", "pool"),
    ("workspace_created", "name"),
    ("workspace_created", "rule_set"),
    ("workbook_received", "late_by"),
    ("workbook_received", "reader"),
    ("filing_window_set", "document"),
    ("panel_assigned", "blind"),
    ("marking_opened", "until"),
    ("marking_opened", "shows_others"),
    ("year_decided", "despite"),
    ("year_decided", "date_reason"),
    ("year_decided", "signature"),
    ("year_decided", "public_key"),
    ("year_decided", "key_fingerprint"),
    ("veto_list_imported", "on"),
    ("veto_list_imported", "kind_digest"),
    ("decision_reversed", "proposer"),
    ("member_called_up", "reason"),
    ("appeal_filed", "reason"),
    ("panel_assigned", "panels"),
    ("correction_proposed", "total"),
    ("correction_proposed", "above_capacity"),
    ("appeal_upheld", "proposer"),
    ("appeal_upheld", "total"),
    ("appeal_upheld", "above_capacity"),
    *(
        (kind, limit)
        for kind in ("role_asked", "role_granted", "role_ended")
        for limit in ("year", "unit", "enterprise", "expert")
    ),
    ("role_granted", "asked"),
    ("token_issued", "year"),
    ("evidence_received", "paper"),
    ("visits_drawn", "anchored"),
    ("workbook_received", "unit"),
    ("workbook_received", "unit_field"),
    ("workbook_received", "applicant"),
    ("workbook_received", "explained"),
    ("workbook_received", "again"),
    ("veto_list_imported", "left_out"),
    ("register_imported", "left_out"),
    ("application_withdrawn", "unit"),
    ("application_withdrawn", "applicant"),
    ("finding_contested", "unit"),
    ("finding_contested", "applicant"),
    ("opinion_received", "unit"),
    ("meeting_recorded", "scores_digest"),
    ("plan_set", "file"),
    ("opinion_received", "on"),
    ("plan_set", "tasks"),
    ("zone_notified", "until"),
    ("objection_filed", "receipt"),
}


def keys_on(page: Path) -> dict[str, list[str]]:
    """Return the keys of each kind as a page tells them; what is in brackets is said about a key."""
    text = page.read_text("utf-8")
    table = text[text.index("| `workspace_created`") :].partition("\n\n")[0]
    return {
        kind: NAME.findall(ASIDE.sub("", keys))
        for kinds, keys in ROW.findall(table)
        for kind in NAME.findall(kinds)
    }


def keys_of(kind: type[Content]) -> list[str]:
    own = (each for each in fields(kind) if each.name not in ("documents", "more"))
    return [each.metadata.get("key", each.name) for each in own]


def values(made_of: Any) -> st.SearchStrategy[Any]:
    """Return what may stand in a payload where the class has such a field."""
    if made_of in VALUES:
        return VALUES[made_of]
    inner = get_args(made_of)
    if getattr(made_of, "__origin__", None) is not tuple:
        return st.one_of(*map(values, inner))
    if inner[0] in ITEMS:
        return st.lists(st.fixed_dictionaries(dict.fromkeys(ITEMS[inner[0]], TEXTS)), max_size=3)
    return st.lists(values(inner[0]), max_size=3)


@st.composite
def payloads(draw: st.DrawFn, kind: type[Content]) -> dict[str, Any]:
    """Return a payload with all that every version wrote, and perhaps what only some wrote."""
    hints = get_type_hints(kind, localns={"list": list})
    needed, possible = {}, {}
    for each in fields(kind):
        if each.name != "more":
            key = each.metadata.get("key", each.name)
            (possible if each.name == "documents" or each.default is None else needed)[key] = values(
                hints[each.name]
            )
    of_later = draw(st.dictionaries(st.text("abc_", min_size=9, max_size=12), TEXTS, max_size=2))
    return {**draw(st.fixed_dictionaries(needed, optional=possible)), **of_later}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_the_page_tells_the_keys_of_each_kind(page: Path) -> None:
    told = {kind: sorted(keys) for kind, keys in keys_on(page).items()}
    assert told == {kind: sorted(keys_of(made_of)) for kind, made_of in KINDS.items()}


def test_both_pages_tell_the_keys_in_one_order() -> None:
    english, chinese = map(keys_on, PAGES)
    assert english == chinese and list(english) == list(chinese)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_the_page_tells_what_items_hold(page: Path) -> None:
    text = page.read_text("utf-8")
    for made_of, keys in ITEMS.items():
        own = {each.name for each in fields(made_of) if each.name != "more"}
        assert own == set(keys)
        assert all(f"`{key}`" in text for key in keys)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.KIND))
@settings(max_examples=examples(40))  # of each of sixty kinds
@given(data=st.data())
def test_a_payload_is_written_as_it_was_read(kind: type[Content], data: st.DataObject) -> None:
    payload = data.draw(payloads(kind))
    said = kind.from_payload(payload)
    assert said.to_payload() == payload
    assert canonical_json(said.to_payload()) == canonical_json(payload)
    assert kind.from_payload(said.to_payload()) == said


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: str(kind.KIND))
@settings(max_examples=examples(40))  # of each of sixty kinds
@given(data=st.data())
def test_each_field_says_what_stands_under_its_key(kind: type[Content], data: st.DataObject) -> None:
    payload = data.draw(payloads(kind))
    said = kind.from_payload(payload)
    for each in fields(kind):
        key = each.metadata.get("key", each.name)
        value = getattr(said, each.name)
        if each.name in ("documents", "overrides"):
            names = ITEMS[NamedDocument if each.name == "documents" else OverrideSaid]
            assert [{name: getattr(item, name) for name in names} for item in value] == payload.get(key, [])
        elif each.name != "more":
            assert (list(value) if isinstance(value, tuple) else value) == payload.get(key)


@pytest.mark.parametrize("kind", [*filter(keys_of, KINDS.values())], ids=lambda kind: str(kind.KIND))
@settings(max_examples=examples(40))  # of each of sixty kinds
@given(data=st.data())
def test_a_key_that_every_version_wrote_is_missed(kind: type[Content], data: st.DataObject) -> None:
    payload = data.draw(payloads(kind))
    key = data.draw(st.sampled_from([key for key in keys_of(kind) if (kind.KIND, key) not in NOT_ALWAYS]))
    del payload[key]
    with pytest.raises(KeyError, match=key):
        kind.from_payload(payload)


def test_what_a_later_version_adds_to_an_item_is_kept() -> None:
    document = {"sha256": "0" * 64, "name": "a.xlsx", "media_type": "text/plain", "size": 3}
    payload = {"year": 2016, "documents": [document]}
    said = KINDS["year_closed"].from_payload(payload)
    assert said.documents[0].name == "a.xlsx"
    assert said.to_payload() == payload


def test_a_kind_of_a_later_version_stays_a_plain_entry() -> None:
    entry = Entry(1, "2030-01-01T00:00:00.000000Z", "li", "year_praised", {"year": 1}, NOTHING_BEFORE, "")
    assert recorded(entry) is None


def test_nothing_that_was_recorded_can_be_changed() -> None:
    said: Any = KINDS["year_closed"].from_payload({"year": 2016})
    with pytest.raises(FrozenInstanceError):
        said.year = 2017


def test_each_kind_has_a_name_for_people() -> None:
    assert entry_names.BY_KIND.keys() == KINDS.keys()


def test_no_kind_is_written_out_beside_the_classes() -> None:
    """The checker is a program of its own, on purpose."""
    program = ROOT / "cultivation"
    apart = (program / "record" / "entries", program / "record" / "checker.py")
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"
        for path in sorted(program.rglob("*.py"))
        if not any(path.is_relative_to(each) for each in apart)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in KINDS
    ]
    assert found == []
