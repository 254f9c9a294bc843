"""Colours that can be read by people and told apart, and elements that a screen reader can name."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import html5lib
import pytest

from cultivation.outputs.html import TEMPLATES

CSS = (TEMPLATES / "base.css").read_text("utf-8")
XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def tokens(theme: str) -> dict[str, tuple[float, float, float]]:
    """Read the colours of a theme."""
    blocks = re.findall(r"\{([^{}]*--paper:[^{}]*)\}", CSS)
    block = blocks[0] if theme == "light" else blocks[1]
    return {
        name: (int(code[:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:], 16) / 255)
        for name, code in re.findall(r"--([a-z-]+): #([0-9a-f]{6})", block)
    }


def luminance(colour: tuple[float, float, float]) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read_on_what_they_stand_on(theme: str) -> None:
    colours = tokens(theme)
    grounds = [("paper", "panel"), ("ink", "soft", "accent", "enter", "stay", "exit", "reserve")]
    pairs = [(text, ground) for ground in grounds[0] for text in grounds[1]]
    pairs += [(name, f"{name}-pale") for name in ("enter", "stay", "exit", "reserve")]
    pairs += [("ink", "grey-zone"), ("accent", "grey-zone"), ("soft", "grey-zone"), ("paper", "accent")]
    pairs += [("paper", name) for name in ("stay", "enter")]  # numbers inside bars
    assert not [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text, ground in pairs
        if contrast(colours[text], colours[ground]) < 4.5
    ]


def test_both_ways_into_the_dark_have_the_same_colours() -> None:
    blocks = [
        re.findall(r"--[a-z-]+: #[0-9a-f]{6}", block)
        for block in re.findall(r"\{([^{}]*--paper:[^{}]*)\}", CSS)
    ]
    assert len(blocks) == 3
    assert blocks[1] == blocks[2]


# Machado, Oliveira and Fernandes (2009), severity 1.0, in linear light.
DEFICIENT = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}


def seen(colour: tuple[float, float, float], kind: str) -> tuple[float, float, float]:
    """Return CIE Lab of a colour as a colour-blind person sees it."""
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in colour]
    red, green, blue = (
        min(1, max(0, sum(factor * each for factor, each in zip(row, linear, strict=True))))
        for row in DEFICIENT[kind]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["protan", "deutan"])
def test_neighbouring_colours_of_bars_can_be_told_apart_by_the_colour_blind(theme: str, kind: str) -> None:
    colours = tokens(theme)
    for one, other in combinations(("stay", "enter", "exit", "other"), 2):
        between = sum(
            (a - b) ** 2 for a, b in zip(seen(colours[one], kind), seen(colours[other], kind), strict=True)
        )
        assert between**0.5 > 12, (one, other, round(between**0.5, 1))


@pytest.mark.parametrize("name", ["kunshan", "panel"])
def test_a_screen_reader_can_name_everything(pages: dict[tuple[str, str], str], name: str) -> None:
    tree = html5lib.parse(pages[name, "en"], treebuilder="etree")
    assert isinstance(tree, ElementTree.Element)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for section in tree.iter(f"{XHTML}section"):
        assert section.get("aria-labelledby") in ids
    for button in tree.iter(f"{XHTML}button"):
        assert button.get("aria-label") or "".join(button.itertext()).strip()
    for svg in tree.iter(f"{SVG}svg"):
        assert svg.get("aria-hidden") == "true" or svg.get("aria-label")
    for header in tree.iter(f"{XHTML}th"):
        assert header.get("scope")
        assert "".join(header.itertext()).strip()
    for box in tree.iter(f"{XHTML}div"):
        if box.get("class") == "scroll" and box.get("tabindex"):
            assert box.get("aria-label")
    headings = [
        int(each.tag[-1]) for each in tree.iter() if re.fullmatch(rf"{re.escape(XHTML)}h[1-6]", str(each.tag))
    ]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    inner = [each.get("href") or "" for each in tree.iter(f"{XHTML}a")]
    assert {link for link in inner if not link.startswith("#firm=")} <= {f"#{key}" for key in ids}
