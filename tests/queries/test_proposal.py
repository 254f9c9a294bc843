"""Filter and order of a proposal against a second, slower way to say the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cultivation.core.pool.proposal import Action
from cultivation.queries.proposal import ORDERS, Placed, Sought, chosen

NAMES = ("昆山安澜", "苏州安澜", "ＡＢＣ", "abc", "=1+1")
ACTIONS = ("", *map(str, Action))


@st.composite
def lines(draw: st.DrawFn) -> list[Placed]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        rank = draw(st.none() | st.integers(1, 30))
        units = draw(st.none() | st.integers(0, 100))
        found.append(
            Placed(
                f"C{number}",
                draw(st.sampled_from(NAMES)),
                rank,
                draw(st.none() | st.integers(1, 30)),
                units,
                None if units is None else str(units),
                draw(st.sampled_from(ACTIONS)),
                "",
                False,
                override=draw(st.sampled_from(("", "why"))),
                share=draw(st.none() | st.floats(0, 1)),
                choices={"zone": draw(st.sampled_from(("", "a", "b")))},
            )
        )
    return found


@given(
    lines(),
    st.sampled_from(("", "pool", "enter", "exit", "grey", "override")),
    st.sampled_from(("", "a", "b")),
)
def test_the_filters_keep_who_is_meant(several: list[Placed], among: str, zone: str) -> None:
    sought = Sought(among=among, choices=(("zone", zone),) if zone else ())
    kept = {each.id for each in chosen(several, sought)}
    for each in several:
        expected = {
            "": True,
            "pool": each.action in ("enter", "stay"),
            "enter": each.action == "enter",
            "exit": each.action == "exit",
            "grey": each.share is not None and 0.05 < each.share < 0.95,
            "override": each.override == "why",
        }[among]
        assert (each.id in kept) is (expected and zone in ("", each.choices["zone"]))


@given(lines(), st.sampled_from(sorted(ORDERS)), st.booleans())
def test_every_order_keeps_everybody_and_puts_the_unknown_last(
    several: list[Placed], order: str, backwards: bool
) -> None:
    found = chosen(several, Sought(order=order, backwards=backwards))
    assert sorted(each.id for each in found) == sorted(each.id for each in several)
    value = {
        "place": lambda each: each.rank,
        "change": lambda each: (
            None if None in (each.rank, each.rank_before) else each.rank - each.rank_before
        ),
        "name": lambda each: each.name,
        "total": lambda each: None if each.units is None else -each.units,
        "outcome": lambda each: ACTIONS.index(each.action) or None,
        "share": lambda each: None if each.share is None else -each.share,
    }[order]
    values = [value(each) for each in found]
    known = [each for each in values if each is not None]
    assert values[: len(known)] == known
    assert known == sorted(known, reverse=backwards)


def test_a_name_is_found_in_any_width_and_case() -> None:
    several = [
        Placed(f"C{number}", name, 1, None, 1, "1", "", "", False) for number, name in enumerate(NAMES)
    ]
    assert [each.name for each in chosen(several, Sought(find=" aBc "))] == ["ＡＢＣ", "abc"]
    assert [each.name for each in chosen(several, Sought(find="c3"))] == ["abc"]
    assert [each.name for each in chosen(several, Sought(find="安澜"))] == ["昆山安澜", "苏州安澜"]
