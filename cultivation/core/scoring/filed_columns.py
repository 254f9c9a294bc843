"""What all applicants of a year filed, column by column, in the order of their ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cultivation.canonical import exact_text
from cultivation.core.rules.model import RuleSet
from cultivation.core.scoring.application import Application, FiledValue, type_of, typed_value

Texts = Sequence[str | None]


@dataclass(frozen=True)
class FiledColumns:
    """Ids, which rise, names, and the exact texts of fields and text matches, None where nothing is known."""

    ids: Sequence[str]
    names: Sequence[str]
    texts: Mapping[str, Texts]

    @classmethod
    def of(cls, applications: Sequence[Application], rules: RuleSet) -> FiledColumns:
        """Lay the values of applications in columns."""
        ordered = sorted(applications, key=lambda application: application.id)
        texts = {
            key: [exact_text(each.values[key].value) if key in each.values else None for each in ordered]
            for key in (*rules.fields, *rules.text_matches)
        }
        return cls([each.id for each in ordered], [each.name for each in ordered], texts)

    def applications(self, rules: RuleSet) -> list[Application]:
        """Return the applications one by one, their values without the cells they stood in."""
        kinds = {key: type_of(rules, key) for key in self.texts}
        rows = zip(*self.texts.values(), strict=True) if self.texts else [()] * len(self.ids)
        return [
            Application(
                key,
                name,
                {
                    field: FiledValue(typed_value(text, kinds[field]))
                    for field, text in zip(self.texts, row, strict=True)
                },
            )
            for key, name, row in zip(self.ids, self.names, rows, strict=True)
        ]
