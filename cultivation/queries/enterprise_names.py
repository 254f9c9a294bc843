"""The enterprises on record, under every code and every name that they ever had."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from cultivation.core.register_codes import normal_form
from cultivation.errors import UsageMistake
from cultivation.language import _
from cultivation.queries.succession import recoded
from cultivation.record.entries import EnterpriseRenamed, Recorded
from cultivation.record.reader import Reader

NEAR = 0.7
NO_OTHERS: Mapping[str, str] = MappingProxyType({})
folded = normal_form  # by which names are compared


class Names:
    """Finds an enterprise by its code or its whole name; answers with its present code and name."""

    def __init__(
        self, reader: Reader, until: int | None = None, others: Mapping[str, str] = NO_OTHERS
    ) -> None:
        """Take the names on record; with `until` without those that a renaming or recoding later brought.

        `others` are enterprises that are not on record, names by code.
        """
        renamings = list(reader.entries_of(EnterpriseRenamed))
        later = [each.content for each in renamings if until is not None and each.seq > until]
        known = reader.enterprises() | {each.enterprise: each.previous for each in reversed(later)}
        self.now = {**others, **known}
        self._later = recoded(reader, until)
        self._by_code = {normal_form(key): key for key in self.now}
        self.codes = {key: self._later.get(key, key) for key in self.now}
        self._by_name: dict[str, set[str]] = {}
        for key, name in self._names(reader, renamings):
            self._by_name.setdefault(normal_form(name), set()).add(self._later.get(key, key))

    def by_code(self, code: str) -> str | None:
        """Return the present code of the enterprise that has or had this code."""
        key = self._by_code.get(normal_form(code))
        return None if key is None else self._later.get(key, key)

    def by_name(self, name: str) -> list[str]:
        """Return the present codes of all that bear or bore this name, by code."""
        return sorted(self._by_name.get(normal_form(name), ()))

    def has_borne(self, key: str, name: str) -> bool:
        """Tell whether an enterprise bears or bore a name."""
        return key in self._by_name.get(normal_form(name), ())

    def all_names(self) -> dict[str, list[str]]:
        """Return every name on record, folded, with the present codes of those that bear or bore it."""
        return {name: sorted(keys) for name, keys in self._by_name.items()}

    def _names(
        self, reader: Reader, renamings: Sequence[Recorded[EnterpriseRenamed]]
    ) -> Iterator[tuple[str, str]]:
        """Yield each enterprise with each of its names: of now, of each application, before each renaming."""
        yield from self.now.items()
        for year in reader.years():
            yield from reader.names_of(year.year).items()
        for entry in renamings:
            yield entry.content.enterprise, entry.content.previous

    def near(self, name: str) -> str:
        """Return the name on record that comes nearest, empty where none is near."""
        found = difflib.get_close_matches(normal_form(name), list(self._by_name), n=1, cutoff=NEAR)
        return self.now[sorted(self._by_name[found[0]])[0]] if found else ""


def find_enterprise(reader: Reader, text: str) -> tuple[str, str]:
    """Return id and name of the one enterprise that `text` means: an id, a name, or a part of one name."""
    found = _under_present_code(reader, reader.find_enterprises(text))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageMistake(_("No enterprise with the code or name '{text}' is on record.").format(text=text))
    names = "\n".join(f"  {key}  {name}" for key, name in found[:10])
    more = _("  ... and {number} more").format(number=len(found) - 10) if len(found) > 10 else ""
    raise UsageMistake(
        _("'{text}' may mean {number} enterprises; give the code or more of the name:").format(
            text=text, number=len(found)
        )
        + "\n"
        + "\n".join(part for part in (names, more) if part)
    )


def _under_present_code(reader: Reader, found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the earlier codes of enterprises that are found under a later one, too."""
    if len(found) < 2:
        return found
    keys, present = {key for key, _name in found}, recoded(reader)
    return [each for each in found if present.get(each[0], each[0]) not in keys - {each[0]}]


def matches_name(wanted: str, name: str, code: str) -> bool:
    """Tell whether name or code contains what is looked for, whatever the width or case of its letters."""
    text = normal_form(wanted)
    return text in normal_form(name) or text in normal_form(code)
