"""Other weights and places over a proposal, tried by sliders or numbers: nothing is recorded.

All that is tried stands in the address, so whoever is given it sees the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from starlette.responses import RedirectResponse, Response

from cultivation.core.rules.policy import UNLIMITED
from cultivation.errors import Refused
from cultivation.language import _
from cultivation.queries.what_if import PLACES, Settings, check_weight, most_of, trials, what_if
from cultivation.queries.year import State, Year
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.papers import begin
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.work import Order

MOST_OF_RULES = 256 * 1024  # bytes of a draft


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing that can be moved: its name in the address, what it is, where it stands and stood."""

    name: str
    label: str
    value: str
    own: str
    most: str
    step: str


def tried(asked: Asked, state: State) -> Response:
    """Show what comes of the weights and places in the address."""
    year = asked.year(state)
    over = asked.keep_of(year, "trials", lambda: trials(year))
    settings = _settings(asked, year)
    found = what_if(year, over, settings)
    is_part = asked.query.get("part") == "1"
    return page(
        asked,
        "what_if_part.html" if is_part else "what_if.html",
        found=found,
        sliders=() if is_part else _sliders(asked, year, settings),
        places=() if is_part else _places(year, settings),
        weight_sum=sum(found.weights.values(), Decimal(0)),
        own_sum=sum((each.maximum for each in year.rules.criteria.values()), Decimal(0)),
        digest=(year.review_year.proposal_digest or "")[:12],
        quotas=bool(year.rules.pool.quotas),
        changed=bool(settings.weights or settings.places),
        **of_year(year),
    )


def _settings(asked: Asked, year: Year) -> Settings:
    weights = {}
    for key, criterion in year.rules.criteria.items():
        text = asked.text(f"w_{key}")
        if text and criterion.maximum:
            weight = _number(text)
            check_weight(year, key, weight)
            if weight != criterion.maximum:
                weights[key] = weight
    places = {name: number for name in PLACES if (number := asked.number(name, 0)) is not None}
    own = year.rules.pool
    return Settings(weights, {name: each for name, each in places.items() if each != getattr(own, name)})


def _number(text: str) -> Decimal:
    try:
        made = Decimal(text)
    except InvalidOperation:
        made = Decimal("NaN")
    if not made.is_finite() or len(text) > 12:
        raise BadParameter(_("'{value}' is not a number of points.").format(value=text[:20]))
    return made


def _sliders(asked: Asked, year: Year, settings: Settings) -> list[tuple[str, list[Slider]]]:
    """Return the sliders of the weights, by dimension."""
    rules = year.rules
    return [
        (
            dimension.text(asked.language),
            [
                Slider(
                    f"w_{key}",
                    rules.criterion_label(key).text(asked.language),
                    f"{settings.weights.get(key, each.maximum):f}",
                    f"{each.maximum:f}",
                    f"{max(most_of(year, key), settings.weights.get(key, Decimal(0))):f}",
                    f"{rules.precision:f}",
                )
                for key, each in dimension.criteria.items()
                if each.maximum
            ],
        )
        for dimension in rules.dimensions.values()
    ]


def _places(year: Year, settings: Settings) -> list[Slider]:
    own, size = year.rules.pool, len(year.table.lines)
    labels = {
        "capacity": _("places in the pool"),
        "enter_rank": _("newcomers enter down to place"),
        "stay_rank": _("members stay down to place"),
    }
    found = []
    for name in PLACES:
        said = getattr(own, name)
        if said < UNLIMITED:
            value = settings.places.get(name, said)
            found.append(Slider(name, labels[name], str(value), str(said), str(max(size, value)), "1"))
    return found


def rehearse(asked: Asked) -> Response:
    """Rehearse a draft of the rules that is sent: a job scores the year anew; nothing is recorded."""
    from cultivation.core.rules.loading import load_rules

    with asked.desk.record.reading() as reader:
        number = asked.year(State(reader)).number
    if not asked.files:
        raise BadParameter(_("No file was chosen. Choose a rule set (.yaml)."))
    asked.files[0].content.seek(0)
    content = asked.files[0].content.read(MOST_OF_RULES + 1)
    if len(content) > MOST_OF_RULES:
        raise Refused(_("A rule set has {kilobytes} KB at most.").format(kilobytes=MOST_OF_RULES // 1024))
    loaded = load_rules(content, asked.files[0].name)  # all its mistakes at once
    who = asked.person.account if asked.person else ""
    text = content.decode("utf-8")
    order = Order("rehearse", asked.language, number, rules=loaded.digest, by=who, draft=text)
    return RedirectResponse(begin(asked, order), 303)
