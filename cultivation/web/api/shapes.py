"""What the answers look like, as JSON Schema; a test holds each against what is really answered."""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]
TEXT: Shape = {"type": "string"}
INTEGER: Shape = {"type": "integer"}
YES_OR_NO: Shape = {"type": "boolean"}
NOTHING: Shape = {"type": "null"}
ANY_OBJECT: Shape = {"type": "object"}


def record(more: Shape | None = None, /, **properties: Shape) -> Shape:
    """Return an object with these keys and no other; those of `more` may be missing."""
    return {
        "type": "object",
        "properties": {**properties, **(more or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def listing(of: Shape) -> Shape:
    """Return a list."""
    return {"type": "array", "items": of}


def mapping(to: Shape) -> Shape:
    """Return an object whose keys are data, such as the criteria of a rule set."""
    return {"type": "object", "additionalProperties": to}


def one_of(*shapes: Shape) -> Shape:
    """Return one of some shapes."""
    return {"anyOf": list(shapes)}


def either(*shapes: Shape) -> Shape:
    """Return one of some shapes, or null."""
    return one_of(*shapes, NOTHING)


MAYBE_TEXT, MAYBE_INTEGER = either(TEXT), either(INTEGER)
STEP = record(act=TEXT, year=MAYBE_INTEGER, number=MAYBE_INTEGER)
NOTICE = either(record(**{"from": TEXT, "until": TEXT}))
NAMED = record(id=TEXT, name=TEXT)

PUBLIC_YEAR = record(
    year=INTEGER,
    rule_set=TEXT,
    version=TEXT,
    cutoff=TEXT,
    state=TEXT,
    decision=either(record(document=TEXT, date=TEXT)),
    notice=NOTICE,
    appeals_until=MAYBE_TEXT,
)
DECISION = record(document=TEXT, date=TEXT, proposer=TEXT, approver=TEXT, entry=INTEGER)
DEMONSTRATIONS = record(
    enterprises=listing(TEXT), top=MAYBE_INTEGER, reason=TEXT, document=TEXT, on=TEXT, actor=TEXT
)
WHOLE_YEAR = record(
    year=INTEGER,
    rule_set=TEXT,
    version=TEXT,
    cutoff=TEXT,
    state=TEXT,
    applications=INTEGER,
    members=MAYBE_INTEGER,
    scores_digest=MAYBE_TEXT,
    decision=either(DECISION),
    notice=NOTICE,
    demonstrations=either(DEMONSTRATIONS),
    open_objections=listing(INTEGER),
    listed=listing(TEXT),
    seal=MAYBE_TEXT,
    open_appeals=listing(INTEGER),
    appeals_until=MAYBE_TEXT,
    next=STEP,
)
YEAR = one_of(WHOLE_YEAR, PUBLIC_YEAR)
YEARS = record(years=listing(YEAR))

FINDING = record(
    code=TEXT,
    severity={"type": "string", "enum": ["error", "doubt", "note"]},
    file=TEXT,
    sheet=TEXT,
    cell=TEXT,
    field=TEXT,
    value=TEXT,
    message=TEXT,
)
FILING = record(
    id=TEXT, name=TEXT, state=TEXT, file=TEXT, entry=INTEGER, doubts=INTEGER, corrections=INTEGER, told=TEXT
)
APPLICATIONS = record(year=INTEGER, number=INTEGER, at=INTEGER, applications=listing(FILING))
FILED_VALUE = record(
    field=TEXT,
    label=TEXT,
    filed=MAYBE_TEXT,
    counts=MAYBE_TEXT,
    sheet=TEXT,
    cell=TEXT,
    remark=TEXT,
    is_corrected=YES_OR_NO,
)
APPLICATION = record(
    year=INTEGER,
    id=TEXT,
    name=TEXT,
    file=TEXT,
    entry=INTEGER,
    values=listing(FILED_VALUE),
    findings=listing(FINDING),
)

RECEIPT = {
    "entry": INTEGER,
    "name": TEXT,
    "sha256": TEXT,
    "received_at": TEXT,
    "filed_for": TEXT,
    "accepted": INTEGER,
    "rejected": INTEGER,
    "doubts": INTEGER,
}
FILES = record(year=INTEGER, number=INTEGER, at=INTEGER, files=listing(record(**RECEIPT)))
FILE = record(**RECEIPT, findings=listing(FINDING))
ANSWER = record(
    name=TEXT,
    sha256=TEXT,
    state={"type": "string", "enum": ["read", "not_read", "passed_over"]},
    accepted=INTEGER,
    rejected=INTEGER,
    unchanged=INTEGER,
    explained=INTEGER,
    set_aside=listing(record(sheet=TEXT, place=TEXT, reason=TEXT)),
    findings=listing(FINDING),
    fixed=listing(record(enterprise=TEXT, field=TEXT, before=TEXT, now=TEXT)),
    understood=listing(record(sheet=TEXT, cell=TEXT, heading=TEXT, field=TEXT, unit=TEXT)),
    entry=MAYBE_INTEGER,
)
ACCOUNT = record(
    files=INTEGER,
    read=INTEGER,
    not_read=INTEGER,
    passed_over=INTEGER,
    enterprises=INTEGER,
    accepted=INTEGER,
    rejected=INTEGER,
    unchanged=INTEGER,
)
ANSWERS = record(year=INTEGER, files=listing(ANSWER), account=ACCOUNT)

LINE = record(
    id=TEXT,
    name=TEXT,
    rank=MAYBE_INTEGER,
    rank_before=MAYBE_INTEGER,
    total=MAYBE_TEXT,
    action=TEXT,
    reason=TEXT,
    reserve_place=MAYBE_INTEGER,
    override=TEXT,
)
PROPOSAL = record(
    year=INTEGER, state=TEXT, scores_digest=MAYBE_TEXT, proposal_digest=MAYBE_TEXT, lines=listing(LINE)
)

APPEAL = record(
    number=INTEGER,
    enterprise=TEXT,
    text=TEXT,
    on=TEXT,
    papers=listing(TEXT),
    state=TEXT,
    stands=YES_OR_NO,
    action=TEXT,
    document=TEXT,
    reason=TEXT,
    answered_on=TEXT,
    total=MAYBE_TEXT,
    sentence=TEXT,
)
OBJECTION = record(
    number=INTEGER, enterprise=TEXT, text=TEXT, upheld=either(YES_OR_NO), answer=TEXT, papers=listing(TEXT)
)
OBJECTIONS = record(year=INTEGER, notice=NOTICE, objections=listing(OBJECTION), appeals=listing(APPEAL))

SHARE = record(total=MAYBE_TEXT, places=MAYBE_TEXT)
RIVALS = listing(record(id=TEXT, name=TEXT, rank_before=MAYBE_INTEGER, rank=MAYBE_INTEGER))
CHANGE = record(
    {
        "split": record(own_data=SHARE, rules=SHARE, competitors=SHARE, own_values=mapping(SHARE)),
        "rivals": record(entered_ahead=RIVALS, gone_from_ahead=RIVALS, overtook=RIVALS, overtaken=RIVALS),
    },
    previous_year=INTEGER,
    total_before=TEXT,
    total_change=TEXT,
    rank_before=MAYBE_INTEGER,
    criteria=mapping(TEXT),
)
TURNING = one_of(
    record(criterion=TEXT, points=TEXT),
    record(**{"from": MAYBE_TEXT}, field=TEXT, to=MAYBE_TEXT, step=MAYBE_TEXT, steps=either(INTEGER, TEXT)),
)
SOURCE = record(
    {"text": MAYBE_TEXT, "note": ANY_OBJECT},
    field=TEXT,
    value=MAYBE_TEXT,
    file=MAYBE_TEXT,
    sheet=MAYBE_TEXT,
    cell=MAYBE_TEXT,
    sha256=MAYBE_TEXT,
)
WHY = record(
    {"share_of_best": TEXT},
    id=TEXT,
    name=TEXT,
    year=INTEGER,
    outcome=MAYBE_TEXT,
    reason_code=MAYBE_TEXT,
    reason=TEXT,
    total=MAYBE_TEXT,
    rank=MAYBE_INTEGER,
    decided_by=MAYBE_TEXT,
    cut_line=MAYBE_TEXT,
    entry_line=MAYBE_TEXT,
    contributions=listing(record(criterion=TEXT, points=TEXT, max=TEXT, lost=TEXT)),
    year_on_year=one_of(record(), CHANGE),
    would_change=listing(TURNING),
    not_computed=listing(TEXT),
    cell=either(ANY_OBJECT),
    neighbours=listing(record(id=TEXT, name=TEXT, rank=INTEGER, total=TEXT, decided_by=MAYBE_TEXT)),
    sources=listing(SOURCE),
    decision=one_of(record(), DECISION),
    appeals=listing(APPEAL),
)
OUTCOME = record(
    year=INTEGER,
    action=TEXT,
    outcome=TEXT,
    reason=TEXT,
    document=MAYBE_TEXT,
    place=MAYBE_INTEGER,
    total=MAYBE_TEXT,
)
OWN_WHY = record(year=INTEGER, id=TEXT, name=TEXT, outcome=either(OUTCOME))

CELL = record(file=TEXT, sheet=TEXT, cell=TEXT)
STANDING = either(record(total=MAYBE_TEXT, rank=MAYBE_INTEGER, in_pool=either(YES_OR_NO)))
DIFFERENCE = record(
    id=TEXT,
    name=TEXT,
    field=TEXT,
    register=TEXT,
    measure=TEXT,
    as_of=TEXT,
    newer_than_cutoff=YES_OR_NO,
    outcome=TEXT,
    why=TEXT,
    filed=MAYBE_TEXT,
    registered=MAYBE_TEXT,
    unsettled=MAYBE_TEXT,
    turns=YES_OR_NO,
    by_claim=STANDING,
    by_register=STANDING,
    claim=CELL,
    cells=listing(CELL),
    rows=INTEGER,
    explained=either(ANY_OBJECT),
    settled=either(record(by=TEXT, reason=TEXT, evidence=TEXT, entry=INTEGER)),
)
REGISTERS = record(year=INTEGER, counts=mapping(INTEGER), differences=listing(DIFFERENCE))

CHECKS = record(year=INTEGER, flags=either(listing(record(id=TEXT, kind=TEXT, evidence=TEXT, visit=TEXT))))
OF_ZONE = listing(record(id=TEXT, name=TEXT, file=TEXT, problems=listing(TEXT)))
ZONE = record(
    zone=TEXT,
    label=TEXT,
    handed_in=INTEGER,
    accepted=OF_ZONE,
    corrected=OF_ZONE,
    returned=OF_ZONE,
    missing=OF_ZONE,
    missing_listed=OF_ZONE,
)
LEDGER = record(year=INTEGER, zones=listing(ZONE))
OWED = record(kind=TEXT, key=TEXT, name=TEXT, what=TEXT, until=MAYBE_TEXT, late=YES_OR_NO)
DUE = record(year=INTEGER, on=TEXT, due=listing(OWED))

MEMBER = record(
    {"suspended": YES_OR_NO, "demonstration": YES_OR_NO, "on_appeal": TEXT},
    id=TEXT,
    name=TEXT,
    since=one_of(INTEGER, TEXT),
    rank=MAYBE_INTEGER,
)
POOL = record(year=MAYBE_INTEGER, on=MAYBE_TEXT, members=listing(MEMBER))
FIRMS = record(number=INTEGER, at=INTEGER, firms=listing(NAMED))
YEAR_OF_FIRM = record(
    year=INTEGER,
    name=TEXT,
    rank=MAYBE_INTEGER,
    total=MAYBE_TEXT,
    action=TEXT,
    outcome=TEXT,
    decided=YES_OR_NO,
    reason_code=TEXT,
    reason=TEXT,
    document=MAYBE_TEXT,
)
EVENT = record(kind=TEXT, text=TEXT, on=TEXT, document=TEXT, detail=TEXT, detail_text=TEXT, actor=TEXT)
FIRM = record(id=TEXT, name=TEXT, years=listing(YEAR_OF_FIRM), events=listing(EVENT))
OWN_FIRM = record(id=TEXT, name=TEXT, years=listing(OUTCOME))

ENTRY = record(seq=INTEGER, recorded_at=TEXT, actor=TEXT, kind=TEXT, payload=ANY_OBJECT, prev=TEXT, hash=TEXT)
LOG = record(head=TEXT, entries=listing(ENTRY))
