"""Headings that were not understood: a clerk says once what each stands for, and files are read again."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from cultivation.core.rules.fields import NOT_FILED
from cultivation.core.rules.headers import normalise
from cultivation.errors import Refused
from cultivation.intake.formats.incoming import Incoming
from cultivation.language import _, join_sentences
from cultivation.queries.earlier_filings import FileReceived
from cultivation.queries.headings import headings_explained
from cultivation.queries.received_files import ReceivedFile, last_received, received_files
from cultivation.queries.unknown_headings import UnknownHeading, unknown_headings
from cultivation.queries.year import State, Year
from cultivation.record.store import Record
from cultivation.review import IntakeOptions, explain_heading, forget_heading, intake
from cultivation.web.asking import Asked, BadParameter, NotFound
from cultivation.web.pages.answers import answers_page
from cultivation.web.pages.years import of_year
from cultivation.web.sheets import place_of, raw_text
from cultivation.web.showing import page

MOST_SAMPLES, BELOW = 5, 60
UNUSED = "-"  # a column that stands for no field


def headings(asked: Asked, state: State) -> Response:
    """List what was not understood with samples of values, and what was explained."""
    return _list(asked, state, asked.year(state))


def _list(asked: Asked, state: State, year: Year, told: str = "") -> Response:
    found = asked.keep_of(year, ("headings", state.reader.head()), lambda: unknown_headings(year))
    return page(
        asked,
        "headings.html",
        unknown=found,
        samples={each.key: samples_of(asked, state, each) for each in found[:MOST_SHOWN]},
        most=MOST_SHOWN,
        fields=[
            (key, rule.text(asked.language))
            for key, rule in year.rules.fields.items()
            if rule.filled_by not in NOT_FILED
        ],
        explained=[(each, each.label(state)) for each in headings_explained(state.reader).values()],
        may_act=asked.may("correcting", year.number) and not year.is_decided,
        unused=UNUSED,
        told=told,
        **of_year(year),
    )


MOST_SHOWN = 40  # headings whose files are opened for samples


def samples_of(asked: Asked, state: State, heading: UnknownHeading) -> list[str]:
    """Return the first different values below a heading where it stands; none of what cannot be shown."""
    place = heading.places[0]
    at = place_of(place.cell)
    try:
        book = asked.desk.sheets.book(place.file.sha256, lambda: state.reader.document(place.file.sha256))
    except Refused:
        return []
    sheet = next((each for each in book.sheets if each.name == place.sheet), None)
    if sheet is None or at is None:
        return []
    below = (sheet.at(row, at[1]) for row in range(at[0] + 1, at[0] + BELOW))
    texts = (raw_text(cell.value) for cell in below if cell is not None)
    return list(dict.fromkeys(text for text in texts if text.strip()))[:MOST_SAMPLES]


def explain(asked: Asked) -> Response:
    """Put on record what a heading stands for, and read the files again that were ticked."""
    record, actor = asked.acting
    heading, field = asked.form.get("heading", ""), asked.form.get("field", "")
    if not field:
        raise BadParameter(_("It is not said which field the heading stands for."))
    with record.reading() as reader:
        year = asked.year(State(reader))
        number, files = year.number, _ticked(asked, year, heading)
    explain_heading(record, actor, number, heading, None if field == UNUSED else field)
    said, answers = _("{heading} is explained.").format(heading=heading), []
    try:
        answers = [_again(asked, record, actor, number, each) for each in files]
    except Refused as error:  # the heading is explained all the same
        said = join_sentences([said, _("No file was read again:"), *error.message.splitlines()])
    with record.reading() as reader:
        state = State(reader)
        year = asked.year(state)
        if not answers:
            return _list(asked, state, year, said)
        known = received_files(year)
        shown = [(each, last_received(known, each.sha256)) for several in answers for each in several]
        return answers_page(asked, year, shown)


def _ticked(asked: Asked, year: Year, heading: str) -> Sequence[ReceivedFile]:
    """Return the files that are to be read again, of those that may be."""
    if asked.form.get("again") != "yes":
        return ()
    key = normalise(heading)
    return next((each.again for each in unknown_headings(year) if each.key == key), ())


def _again(asked: Asked, record: Record, actor: str, year: int, file: ReceivedFile) -> list[FileReceived]:
    """Read a file again as it was received; it stays that of who submitted it."""
    said = file.entry.content
    with record.reading() as reader:
        content = reader.document(file.sha256)
    handling = IntakeOptions(
        supersede=True,
        late_by=said.late_by or "",
        again=file.entry.seq,
    )
    incoming = Incoming(file.name, content)
    return intake(record, actor, year, [incoming], handling=handling, readers=asked.desk.readers)


def forget(asked: Asked) -> Response:
    """Take back what was said of a heading."""
    record, actor = asked.acting
    heading = asked.form.get("heading", "")
    with record.reading() as reader:
        asked.year(State(reader))
        if normalise(heading) not in headings_explained(reader):
            sentence = _("Nothing is on record about the heading {heading}.")
            raise NotFound(sentence.format(heading=heading[:40]))
    forget_heading(record, actor, heading)
    with record.reading() as reader:
        state = State(reader)
        said = _("{heading} is read by the rules alone again.").format(heading=heading)
        return _list(asked, state, asked.year(state), said)
