"""Names that can be taken for each other: of persons, of enterprises, of an enterprise through the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from cultivation.canonical import visible
from cultivation.language import _, bracketed
from cultivation.queries.succession import recoded
from cultivation.record.entries import EnterpriseRenamed
from cultivation.record.reader import Reader

LEAST = 3  # letters of a name of which one may differ: of two, that would be half of it
MOST_SHARED = 20  # names that differ in the same place only: numbered names, not slips


@dataclass(frozen=True, slots=True)
class Alike:
    """Names that can be taken for each other, whose they are, and how they are alike."""

    whose: str
    names: tuple[str, ...]
    how: str


def alike(reader: Reader) -> Iterator[Alike]:
    """Yield names that look the same, those of which one letter differs, and several names of one code."""
    later = recoded(reader)
    persons = {entry.actor: entry.actor for entry in reader.entries()}
    firms = {f"{name}{bracketed(key)}": name for key, name in reader.enterprises().items()}
    present = {
        f"{name}{bracketed(key)}": name for key, name in reader.enterprises().items() if key not in later
    }
    for whose, named in ((_("persons"), persons), (_("several enterprises"), firms)):
        for names in same_to_the_eye(named):
            yield Alike(whose, names, _("look the same"))
    for names in several_names(reader):
        yield Alike(_("one code"), names, _("another name, and no renaming on record"))
    for whose, named in ((_("persons"), persons), (_("several enterprises"), present)):
        for names in one_letter_apart(named):
            yield Alike(whose, names, _("one letter differs"))


def same_to_the_eye(named: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the groups of several that only letters which show nothing, or their width, tell apart.

    `named` gives for what is shown the name that is compared.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for shown, name in named.items():
        groups[_form(name)].add(shown)
    yield from (tuple(sorted(group)) for _key, group in sorted(groups.items()) if len(group) > 1)


def one_letter_apart(named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of which one has a letter more, or another letter in one place.

    Digits do not count: numbered names differ on purpose. Nor does a place in which many differ.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    for shown, name in named.items():
        if len(form := _form(name)) >= LEAST:
            forms[form].append(shown)
    masks: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        for place, letter in enumerate(form):
            if not letter.isdigit():
                masks[f"{form[:place]}\0{form[place + 1 :]}"].add(form)
    pairs = {pair for group in masks.values() for pair in _few(group)}
    pairs |= {(form, longer) for form, longer in _with_a_letter_more(forms)}
    for first, second in sorted(tuple(sorted(pair)) for pair in pairs):
        yield forms[first][0], forms[second][0]


def _few(group: set[str]) -> Iterable[tuple[str, str]]:
    return combinations(sorted(group), 2) if 1 < len(group) <= MOST_SHARED else ()


def _with_a_letter_more(forms: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for form in forms:
        for place, letter in enumerate(form):
            shorter = form[:place] + form[place + 1 :]
            if shorter in forms and not letter.isdigit():
                yield shorter, form


def several_names(reader: Reader) -> Iterator[tuple[str, ...]]:
    """Yield for each code the names under which it applied, where no renaming was recorded."""
    renamed = {entry.content.enterprise for entry in reader.entries_of(EnterpriseRenamed)}
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for year in reader.years():
        for key, name in reader.names_of(year.year).items():
            names[key].setdefault(_form(name), f"{name}{bracketed(f'{key}, {year.year}')}")
    for key, several in sorted(names.items()):
        if len(several) > 1 and key not in renamed:
            yield tuple(several.values())


def _form(name: str) -> str:
    return visible(name).casefold()
