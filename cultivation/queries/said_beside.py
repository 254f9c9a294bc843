"""What others say of an applicant beside its own claims, in sentences: every face shows the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cultivation.queries.opinions import opinion_sentence, opinions_about
from cultivation.queries.verification import is_doubt, of_enterprise
from cultivation.queries.verification_tables import difference_sentence
from cultivation.queries.year import Year


def said_beside(year: Year, key: str, hidden: Collection[str] = ()) -> Iterator[str]:
    """Yield what zones and departments think of it, then where registers differ, but of hidden fields."""
    for opinion in opinions_about(year, key):
        yield opinion_sentence(opinion)
    for each in of_enterprise(year, key):
        if is_doubt(each) and each.compared.field not in hidden:
            yield difference_sentence(each, year)
