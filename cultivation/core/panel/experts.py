"""Experts, and why one must not mark an enterprise: what is declared, and what is found by names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cultivation.core.panel.named_persons import named_in
from cultivation.core.rules.headers import normalise
from cultivation.language import N_

SHORTEST_PART = 4  # letters of a name that is found within another one
LEGAL_FORMS = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|总公司|公司|集团)|"
    r"(?:companylimited|coltd|company|limited|ltd|inc|corporation|corp|llc)$"
)
ASIDE = re.compile(r"[（(][^）)]*[）)]")
SHARES = re.compile(r"[\d.]+\s*[%％]?")
BETWEEN_NAMES = re.compile(r"[、,，;；/|\n]+")

KINDS = {
    "declared": N_("declared by the expert"),
    "recused": N_("recused"),
    "employer": N_("employed there"),
    "relation": N_("holds shares or an office there"),
    "legal_representative": N_("is its legal representative"),
    "shareholder": N_("is among its shareholders"),
    "employer_shareholder": N_("the employer is among its shareholders"),
    "relation_named": N_("a relation is named in its application"),
    "employer_similar": N_("the employer has a similar name"),
    "relation_similar": N_("a relation has a similar name"),
}
POSSIBLE = ("employer_similar", "relation_similar")  # for a person to look at; nobody is barred by them


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert as listed: key (number, or name), employer, relations, enterprises declared, and the row.

    `panel` is the one that the expert sits on, where there are several.
    """

    key: str
    name: str
    employer: str = ""
    relations: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    row: int = 0
    panel: str = ""

    def to_record(self) -> dict[str, object]:
        """Return what is stored."""
        return {
            "key": self.key,
            "name": self.name,
            "employer": self.employer,
            "relations": list(self.relations),
            "declared": list(self.declared),
            "row": self.row,
            **({"panel": self.panel} if self.panel else {}),
        }


def expert_from_record(record: Mapping[str, object]) -> Expert:
    """Read an expert back."""
    relations, declared = ([*map(str, _listed(record[key]))] for key in ("relations", "declared"))
    texts = (str(record["key"]), str(record["name"]), str(record["employer"]))
    panel = str(record.get("panel", ""))
    return Expert(*texts, tuple(relations), tuple(declared), int(str(record["row"])), panel)


def _listed(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


@dataclass(frozen=True, slots=True)
class Named:
    """An enterprise with its names, and whom its application names: (kind, field, text as filed)."""

    id: str
    names: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why an expert must not mark an enterprise, by a kind of KINDS, with the text that shows it.

    `field` is the field of the application that names somebody.
    """

    expert: str
    enterprise: str
    kind: str
    evidence: str
    field: str = ""

    @property
    def bars(self) -> bool:
        """Tell whether it keeps the expert from marking; a similar name alone does not."""
        return self.kind not in POSSIBLE


@dataclass(frozen=True, slots=True)
class Recusal:
    """A recusal put on record during the review, with its reason."""

    expert: str
    enterprise: str
    reason: str


def conflicts(
    experts: Sequence[Expert], firms: Sequence[Named], recusals: Sequence[Recusal] = ()
) -> list[Conflict]:
    """Return every conflict, in the order of experts and enterprises; one of each kind for a pair."""
    forms = [_Forms.of(firm) for firm in sorted(firms, key=lambda firm: firm.id)]
    found: dict[tuple[str, str, str], Conflict] = {}
    for expert in sorted(experts, key=lambda expert: expert.key):
        declared = {text: meant(text, [form.firm for form in forms]) for text in expert.declared}
        for form in forms:
            for each in (*_declared(expert, form, declared), *_found(expert, form)):
                found.setdefault((each.expert, each.enterprise, each.kind), each)
    for recusal in recusals:
        each = Conflict(recusal.expert, recusal.enterprise, "recused", recusal.reason)
        found.setdefault((each.expert, each.enterprise, each.kind), each)
    return sorted(
        found.values(), key=lambda each: (each.expert, each.enterprise, list(KINDS).index(each.kind))
    )


def barred(found: Sequence[Conflict]) -> frozenset[tuple[str, str]]:
    """Return the pairs (expert, enterprise) that must not be."""
    return frozenset((each.expert, each.enterprise) for each in found if each.bars)


@dataclass(frozen=True)
class _Forms:
    """The names of an enterprise in the form in which they are compared."""

    firm: Named
    names: frozenset[str]
    whole: frozenset[str]  # with the legal form: nobody writes these by chance
    people: tuple[tuple[str, str, str, str], ...] = field(default=())

    @classmethod
    def of(cls, firm: Named) -> _Forms:
        people = tuple(
            (kind, key, one, core(one)) for kind, key, text in firm.people for one in named_in(text)
        )
        whole = frozenset(each for name in firm.names if (each := normalise(name)) != core(name))
        return cls(firm, frozenset(core(name) for name in firm.names), whole, people)


def meant(text: str, firms: Sequence[Named]) -> str | None:
    """Return the applicant that somebody means by a code, a name, or a part of one applicant's name."""
    wanted = core(text)
    exact = [firm.id for firm in firms if text == firm.id or wanted in {core(name) for name in firm.names}]
    parts = [firm.id for firm in firms if any(wanted in core(name) for name in firm.names)]
    found = exact or parts
    return found[0] if len(found) == 1 else None


def _declared(expert: Expert, form: _Forms, declared: Mapping[str, str | None]) -> Iterator[Conflict]:
    for text, firm in declared.items():
        if firm == form.firm.id:
            yield Conflict(expert.key, firm, "declared", text)


def _found(expert: Expert, form: _Forms) -> Iterator[Conflict]:
    yield from _found_by_employer(expert, form)
    yield from _found_by_relations(expert, form)
    own = core(expert.name)
    for kind, key, text, person in form.people:
        if person == own:
            yield Conflict(expert.key, form.firm.id, kind, text, key)


def _found_by_employer(expert: Expert, form: _Forms) -> Iterator[Conflict]:
    employers = _cores(expert.employer)
    if employers & form.names:
        yield Conflict(expert.key, form.firm.id, "employer", expert.employer)
    elif any(_within(employer, form.names) for employer in employers):
        yield Conflict(expert.key, form.firm.id, "employer_similar", expert.employer)
    for kind, key, text, person in form.people:
        if kind == "shareholder" and person in employers:
            yield Conflict(expert.key, form.firm.id, "employer_shareholder", text, key)


def _found_by_relations(expert: Expert, form: _Forms) -> Iterator[Conflict]:
    for relation in expert.relations:
        related, plain = _cores(relation), normalise(relation)
        if relation == form.firm.id or related & form.names or any(each in plain for each in form.whole):
            yield Conflict(expert.key, form.firm.id, "relation", relation)
        elif any(_within(each, form.names) for each in related):
            yield Conflict(expert.key, form.firm.id, "relation_similar", relation)
        for _kind, key, text, person in form.people:
            if person in related:
                yield Conflict(expert.key, form.firm.id, "relation_named", text, key)


def _cores(text: str) -> frozenset[str]:
    """Return the names in a text in the form in which they are compared."""
    return frozenset(found for name in named_in(text) if (found := core(name)))


def _within(one: str, names: frozenset[str]) -> bool:
    """Tell whether a name is a part of another one, or the other way round."""
    return any(min(len(one), len(name)) >= SHORTEST_PART and (one in name or name in one) for name in names)


def core(name: str) -> str:
    """Return a name without what does not tell firms apart: width, case, spaces, punctuation, legal form.

    >>> core("昆山 ＡＢ 科技有限公司") == core("昆山ab科技股份有限公司")
    True
    """
    whole = normalise(name)
    return LEGAL_FORMS.sub("", whole) or whole


def split_names(text: str) -> list[str]:
    """Return the names in a text such as 张三 51%、李四（49%）."""
    plain = ASIDE.sub("", unicodedata.normalize("NFC", text))
    parts = (SHARES.sub("", part).strip(" :：") for part in BETWEEN_NAMES.split(plain))
    return [part for part in parts if part]
