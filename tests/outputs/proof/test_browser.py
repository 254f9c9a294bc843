"""The page checks itself in a real browser: every right proof holds, and whatever is forged does not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cultivation import language
from cultivation.canonical import canonical_json
from cultivation.core.merkle import MerkleTree
from cultivation.core.rules.loading import load_file
from cultivation.outputs.proof.page import proof_page
from cultivation.queries.seals import LINE, Proof, Seal, salt_of
from cultivation.resources import shipped
from tests.browsing import CHROMIUM
from tests.commands.test_proofs import forgeries, published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
RULES = load_file(shipped("scoring_rules") / "patents_rd_panel.yaml").rules
HOSTILE = "</script><img src=x onerror=alert(1)> 有限公司"
CHECK = "([proof, seal]) => Proof.check(proof, seal)"


def line(number: int, members: int) -> bytes:
    """Return the line of the firm on a place."""
    inside = number < members
    return canonical_json(
        {
            "format": LINE,
            "about": "decision",
            "year": 1984,
            "enterprise": f"F{number:03d}",
            "name": HOSTILE if number == 0 else f"企业{number}",
            "place": number + 1,
            "total": f"{90 - number}.50",
            "points": {"patents": "30.25", "rd_growth": "15.00"},
            "not_met": [],
            "action": "stay" if inside else "none",
            "reason_code": "stayed" if inside else "not_selected",
            "reserve_place": None,
            "override": "",
            "salt": salt_of(b"secret", 1984, f"F{number:03d}"),
        }
    )


def proofs(size: int, members: int) -> list[Proof]:
    """Return the proofs of so many firms."""
    lines = [line(number, members) for number in range(size)]
    tree = MerkleTree(lines)
    seal = Seal(1984, "decision", 7, size, members, tree.root().hex())
    return [
        Proof(seal, each.decode(), at, tuple(step.hex() for step in tree.inclusion_proof(at)))
        for at, each in enumerate(lines)
    ]


@contextmanager
def opened(browser: Browser, path: Path, proof: Proof, spoken: str = "en") -> Iterator[Page]:
    """Open the page of a proof; whatever it asks for or complains of is a failure."""
    with language.speaking(spoken):
        path.write_bytes(proof_page(proof, RULES))
    page = browser.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
    page.on("request", lambda request: trouble.append(request.url))
    page.goto(path.as_uri())
    yield page
    page.close()
    assert trouble == [path.as_uri()]


def test_its_hash_is_sha_256(browser: Browser, tmp_path: Path) -> None:
    texts = ["", "abc", "核验", *("a" * length for length in (55, 56, 63, 64, 65, 119, 120, 1000))]
    with opened(browser, tmp_path / "a.html", proofs(3, 1)[0]) as page:
        found = page.evaluate("(texts) => texts.map(Proof.sha256)", texts)
    assert found == [hashlib.sha256(each.encode()).hexdigest() for each in texts]


def test_every_line_of_a_tree_of_any_size_is_proved(browser: Browser, tmp_path: Path) -> None:
    sizes = (1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 100)
    every = [each for size in sizes for each in proofs(size, size // 2)]
    given: list[Any] = [[each.to_json(), f"核验码：{each.seal.text}。"] for each in every]
    with opened(browser, tmp_path / "a.html", every[0]) as page:
        found = [page.evaluate(CHECK, each) for each in given]
    assert len(found) > 180
    assert all(each == dict.fromkeys(("form", "path", "place", "published"), True) for each in found)


@pytest.mark.parametrize("size", [2, 7, 100])
def test_whatever_part_is_forged_the_page_says_so(size: int, browser: Browser, tmp_path: Path) -> None:
    several = proofs(size, max(1, size // 3))
    mine, other = several[size // 2], several[0]
    seal = mine.seal.text
    with opened(browser, tmp_path / "a.html", mine) as page:
        for part, forged in forgeries(mine.to_json(), other.to_json()):
            if forged != mine.to_json():
                found = page.evaluate(CHECK, [forged, seal])
                assert not all(found.values()), part
        for part, another in published(seal):
            assert page.evaluate(CHECK, [mine.to_json(), another])["published"] is False, part
            # Printed into the file, too, it is found out by the published one.
            found = page.evaluate(CHECK, [{**mine.to_json(), "seal": another}, seal])
            assert found["published"] is False, part
        assert page.evaluate(CHECK, [mine.to_json(), ""])["published"] is None


def test_more_members_than_were_published_cannot_be_proved(browser: Browser, tmp_path: Path) -> None:
    """The tree holds six members, five are announced: the sixth cannot be shown to be one."""
    lines = [line(number, 6) for number in range(9)]
    tree = MerkleTree(lines)
    seal = Seal(1984, "decision", 7, 9, 5, tree.root().hex())
    given = [
        Proof(seal, each.decode(), at, tuple(step.hex() for step in tree.inclusion_proof(at)))
        for at, each in enumerate(lines)
    ]
    with opened(browser, tmp_path / "a.html", given[0]) as page:
        found = [page.evaluate(CHECK, [each.to_json(), seal.text])["place"] for each in given]
    assert found == [True] * 5 + [False] + [True] * 3


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_person_enters_the_published_seal_and_reads_the_verdict(
    spoken: str, browser: Browser, tmp_path: Path
) -> None:
    words = {
        "en": ("The proof holds together", "Proved", "Not proved"),
        "zh": ("文件前后一致", "证明成立", "证明不成立"),
    }[spoken]
    proof = proofs(9, 3)[0]
    with opened(browser, tmp_path / "a.html", proof, spoken) as page:
        verdict, entered = page.locator("#verdict"), page.locator("#published")
        assert verdict.inner_text().startswith(words[0])
        entered.fill(f"  {proof.seal.text.upper().replace(' ', chr(10))} ")
        assert verdict.inner_text().startswith(words[1])
        entered.fill(proof.seal.text[:-1] + "x")
        assert verdict.inner_text().startswith(words[2])
        shown = page.locator("#facts").inner_text()
        assert HOSTILE in shown and "90.50" in shown and "stayed" in shown
        assert page.locator("img").count() == 0
