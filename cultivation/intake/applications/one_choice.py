"""What enterprises chose in one field, read also where the rest of their applications could not be taken."""

from __future__ import annotations

from decimal import Decimal

from cultivation.core.rules.model import FieldType, IdentifierRule, RuleSet, TieKey
from cultivation.intake.formats.book import Book
from cultivation.intake.registers.reading import ListReader


def choices_in(book: Book, name: str, rules: RuleSet, field: str) -> dict[str, str]:
    """Return the choice of each enterprise of a book in a field, by its code and by its name."""
    code, label = rules.identifier.field, rules.name_field
    fields = {key: rules.fields[key] for key in (code, label, field)}
    fields[code] = fields[code].model_copy(update={"type": FieldType.TEXT})
    fields[field] = fields[field].model_copy(update={"blank": "unknown"})
    alone = RuleSet(
        id=rules.id,
        version=rules.version,
        valid_from=rules.valid_from,
        name=rules.name,
        sources={},
        identifier=IdentifierRule(field=code, kind="free_text"),
        name_field=label,
        precision=Decimal(1),
        choices=rules.choices,
        fields=fields,
        ties=(TieKey(by=code, order="ascending"),),
    )
    batch = ListReader(alone).read(book, name).batch
    found = zip(batch.ids, batch.names, batch.texts(field), strict=True)
    return {key: text for own, firm, text in found if text for key in (own, firm)}
