"""requirements.txt, by whose hashes all is installed, keeps step with setup.cfg and constraints.txt."""

from __future__ import annotations

import configparser
import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest

packaging = pytest.importorskip("packaging.requirements", reason="reading requirements needs packaging")
ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
OURS = "cultivation"


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(file: str) -> dict[str, str]:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    found = [PINNED.match(line) for line in lines if not line.startswith(("    ", "#"))]
    assert all(found), f"{file} has lines that pin nothing"
    return {normal(each["name"]): each["version"] for each in found if each}


def declared() -> list[str]:
    """Return what setup.cfg asks for: to run, and to develop with all extras that `development` names."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    extras = settings["options.extras_require"]
    wanted = settings["options"]["install_requires"].split("\n") + extras["development"].split("\n")
    own = next(each for each in wanted if each.startswith(f"{OURS}["))
    for extra in packaging.Requirement(own).extras:
        wanted += extras[extra].split("\n")
    return [each for each in wanted if each and each != own]


def test_what_setup_cfg_asks_for_is_there_in_a_version_that_it_allows() -> None:
    versions = pinned("requirements.txt")
    for text in declared():
        wanted = packaging.Requirement(text)
        version = versions.get(normal(wanted.name))
        assert version, f"{wanted.name} lacks in requirements.txt: make requirements"
        assert wanted.specifier.contains(version), f"{text}, but requirements.txt has {version}"


def test_what_these_need_is_there_too() -> None:
    """Followed through what is installed here, for this platform."""
    versions, seen = pinned("requirements.txt"), set[tuple[str, str]]()
    waiting = [packaging.Requirement(each) for each in declared()]
    while waiting:
        wanted = waiting.pop()
        name = normal(wanted.name)
        assert name in versions, f"{wanted.name} lacks in requirements.txt: make requirements"
        for extra in wanted.extras | {""}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                needed = [packaging.Requirement(each) for each in requires(name) or ()]
            except PackageNotFoundError:
                continue
            waiting += [each for each in needed if not each.marker or each.marker.evaluate({"extra": extra})]
    assert len(seen) > 90


def test_versions_are_those_of_the_constraints() -> None:
    ours, theirs = pinned("requirements.txt"), pinned("constraints.txt")
    shared = ours.keys() & theirs.keys()
    assert len(shared) > 90
    assert {name: ours[name] for name in shared} == {name: theirs[name] for name in shared}


def test_every_package_has_hashes_and_no_address_is_named() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find" not in text
    lines = text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert PINNED.match(line) or HASH.match(line), line
        assert line.endswith("\\") == following.startswith("    ")
        assert not PINNED.match(line) or HASH.match(following), f"{line} has no hash"


def test_what_runs_is_a_part_of_it_with_the_same_hashes() -> None:
    """For `make demo`: what setup.cfg needs and what builds the package, nothing that tests or develops."""
    blocks = {
        file: {
            re.sub(r" ;[^\n]*| \\$", "", each, flags=re.M)  # for whom a package is may differ
            for each in re.split(r"\n(?=\S)", (ROOT / file).read_text("utf-8").rstrip())
        }
        for file in ("requirements.txt", "requirements-runtime.txt")
    }
    assert blocks["requirements-runtime.txt"] <= blocks["requirements.txt"]
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    needed = {
        normal(packaging.Requirement(each).name)
        for each in settings["options"]["install_requires"].split("\n")
        if each
    }
    runtime = pinned("requirements-runtime.txt").keys()
    assert needed | {"setuptools"} <= runtime
    assert not runtime & {"pytest", "mypy", "ruff", "playwright", "starlette", "distributed", "pyarrow"}


def test_make_installs_by_hash() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    runs, ready = (makefile.partition(f"$({name}): ")[2].partition("\n\n")[0] for name in ("RUNS", "READY"))
    assert "--require-hashes --requirement requirements-runtime.txt" in runs
    assert "--no-deps --no-build-isolation --editable ." in runs
    assert "--require-hashes --requirement requirements.txt" in ready
    assert "\ndemo: $(RUNS)\n" in makefile and "\ntest: $(READY) check\n" in makefile
