"""What the secretary of the review does: lists experts, draws the assignment, opens and closes marking."""

from __future__ import annotations

from datetime import date

from starlette.responses import RedirectResponse, Response

from cultivation.findings import SEVERITIES
from cultivation.intake.formats.sources import files_at
from cultivation.intake.panel.experts import write_experts_template
from cultivation.language import _, join_names
from cultivation.queries.panel_desk import pairs_of
from cultivation.queries.year import State, Year
from cultivation.review import (
    PanelAssigned,
    assign_panel,
    close_marking,
    list_experts,
    open_marking,
    recuse,
)
from cultivation.web.asking import Asked, BadParameter
from cultivation.web.pages.files import XLSX
from cultivation.web.pages.panel import who
from cultivation.web.pages.sheet import attachment
from cultivation.web.pages.years import of_year
from cultivation.web.showing import page
from cultivation.web.uploads import on_disk

MOST_TEXT = 400


def _year(asked: Asked) -> int:
    with asked.desk.record.reading() as reader:
        return asked.year(State(reader)).number


def _seen(asked: Asked) -> int:
    """Return the last change of the panel that the form rested on."""
    return _number(asked, "seen", least=0) or 0


def _number(asked: Asked, name: str, least: int = 1) -> int | None:
    text = asked.form.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise BadParameter(_("'{value}' is not a whole number.").format(value=text[:40]))
    return int(text)


def _text(asked: Asked, name: str) -> str:
    return asked.form.get(name, "").strip()[:MOST_TEXT]


def _to(asked: Asked, year: int, tab: str) -> Response:
    return RedirectResponse(asked.at("years", year, tab), 303)


def template(asked: Asked) -> Response:
    """Return an empty list of experts to fill in."""
    year = _year(asked)
    return attachment(write_experts_template(asked.language, year), f"experts_{year}.xlsx", XLSX)


def list_of_experts(asked: Asked) -> Response:
    """Take a list of experts and say what was found in it."""
    year = _year(asked)
    if len(asked.files) != 1:
        raise BadParameter(_("Choose one workbook, then submit it."))
    record, actor = asked.acting
    with on_disk(asked.files) as paths:
        (given,) = files_at(paths, asked.desk.limits)
        taken = list_experts(record, actor, year, given, readers=asked.desk.readers, expected=_seen(asked))
    with record.reading() as reader:
        return page(
            asked,
            "experts_taken.html",
            taken=taken,
            barred=sum(each.bars for each in taken.conflicts),
            similar=sum(not each.bars for each in taken.conflicts),
            severities=SEVERITIES,
            **of_year(asked.year(State(reader))),
        )


def withdraw(asked: Asked) -> Response:
    """Record that an expert must not mark an enterprise."""
    year = _year(asked)
    record, actor = asked.acting
    said = (_text(asked, "expert"), _text(asked, "enterprise"), _text(asked, "reason"))
    recuse(record, actor, year, *said, expected=_seen(asked))
    return _to(asked, year, "conflicts")


def draw(asked: Asked) -> Response:
    """Draw the assignment: at first only shown, then on record as it was shown."""
    year = _year(asked)
    record, actor = asked.acting
    on_record = asked.form.get("step") == "record"
    done = assign_panel(
        record,
        actor,
        year,
        _number(asked, "each"),
        _text(asked, "seed"),
        _number(asked, "top"),
        dry_run=not on_record,
        expected=_seen(asked),
        blind=asked.form.get("blind") == "yes",
    )
    if on_record:
        return _to(asked, year, "assignment")
    with record.reading() as reader:
        return _preview(asked, asked.year(State(reader)), done)


def _preview(asked: Asked, year: Year, done: PanelAssigned) -> Response:
    return page(
        asked,
        "assignment_preview.html",
        done=done,
        pairs=pairs_of(done.panel),
        loads=sorted(done.loads.items(), key=lambda each: (-each[1], each[0])),
        who=lambda key: who(asked, year, done.panel, key),
        join=join_names,
        fields={name: _text(asked, name) for name in ("each", "seed", "top", "blind", "seen")},
        **of_year(year),
    )


def open_(asked: Asked) -> Response:
    """Open marking, until a day that experts are told."""
    year = _year(asked)
    record, actor = asked.acting
    text = _text(asked, "until")
    try:
        until = date.fromisoformat(text) if text else None
    except ValueError:
        sentence = _("'{value}' is not a date; write it as 2017-12-31.")
        raise BadParameter(sentence.format(value=text[:40])) from None
    shows = asked.form.get("shows_others") == "yes"
    open_marking(record, actor, year, until, shows, expected=_seen(asked))
    return _to(asked, year, "panel")


def close(asked: Asked) -> Response:
    """Close marking, with the reason that experts read."""
    year = _year(asked)
    record, actor = asked.acting
    close_marking(record, actor, year, _text(asked, "reason"), expected=_seen(asked))
    return _to(asked, year, "panel")
