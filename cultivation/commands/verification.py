"""`audit verify`: the chain, the documents, the anchors that are kept elsewhere, timestamps, and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cultivation.commands.anchors import EXISTING, AnchorFile, anchor_file, check_signed, reason_of
from cultivation.commands.approving import known_approvers
from cultivation.commands.context import Context, command, format_option
from cultivation.commands.printing import print_result
from cultivation.errors import UsageMistake
from cultivation.language import N_, _

if TYPE_CHECKING:
    from cultivation.record.anchors.reached import Reached
    from cultivation.record.anchors.timestamps import Stamped
    from cultivation.record.approvals import Approval
    from cultivation.record.verify import Verification

OUTCOMES = {
    "fits": N_("the record goes on from it"),
    "tail_cut": N_("the record ends before it"),
    "anchor_differs": N_("the record has another entry there"),
    "anchor_contradictory": N_("it contradicts itself"),
}
APPROVALS = {
    "holds": N_("signed, and the signature holds"),
    "forged": N_("the signature does not fit"),
    "other_key": N_("signed, but with no key that is known for this person"),
    "missing": N_("not signed, although it must be"),
    "none": N_("not signed"),
    "unchecked": N_("signed; the signature cannot be checked: pip install 'cultivation[signature]'"),
}
MANY: dict[str, Any] = {"multiple": True, "type": EXISTING, "metavar": "FILE"}


@dataclass(frozen=True)
class Stamp:
    """A timestamp that holds; `ahead` is a later time that an entry before it bears, else empty."""

    name: str
    said: Stamped
    ahead: str


@dataclass(frozen=True)
class Checked:
    """What verify found: of the record, the anchors of each file, timestamps and signed decisions."""

    found: Verification
    reached: Mapping[str, Sequence[Reached]] = field(default_factory=dict)
    stamps: Sequence[Stamp] = ()
    approvals: Sequence[Approval] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing is wrong."""
        fits = all(each.fits for several in self.reached.values() for each in several)
        return self.found.ok and fits and all(each.in_order for each in self.approvals)


@command(
    "verify",
    _("Check every link of the chain, every document, and agreement with the anchors."),
    "cultivation audit verify\n"
    "cultivation audit verify --anchor minutes_2016.txt --anchor anchor_2017.json\n"
    "cultivation audit verify --anchor anchor_2017.json --timestamp anchor_2017.tsr --authority ca.pem\n"
    "cultivation audit verify --approver-key 李强=liqiang_public.pem",
)
@click.option(
    "--anchor",
    "anchors",
    help=_("A file from audit anchor, or a text with lines from the minutes; may be repeated."),
    **MANY,
)
@click.option(
    "--public-key", type=EXISTING, metavar="FILE", help=_("The public key with which the anchors are signed.")
)
@click.option(
    "--witness-key",
    "witness_keys",
    help=_("The public key of an office that cosigned the anchors; may be repeated."),
    **MANY,
)
@click.option(
    "--timestamp",
    "timestamps",
    help=_("The answer of a time-stamping authority for one of the anchor files; may be repeated."),
    **MANY,
)
@click.option(
    "--authority",
    type=EXISTING,
    metavar="FILE",
    help=_("The root certificates of the time-stamping authority (PEM)."),
)
@click.option(
    "--approver-key",
    "approver_keys",
    multiple=True,
    metavar="NAME=FILE",
    help=_(
        "The public key of an approver, by which signatures of decisions are judged; may be repeated. "
        "Default: the keys that cultivation.toml names."
    ),
)
@format_option
@click.pass_context
def verify(
    ctx: click.Context,
    anchors: Sequence[Path],
    public_key: Path | None,
    witness_keys: Sequence[Path],
    timestamps: Sequence[Path],
    authority: Path | None,
    approver_keys: Sequence[str],
    form: str,
) -> None:
    """Verify the record."""
    context = ctx.ensure_object(Context)
    approvers = known_approvers(context.approvers, approver_keys)
    files = [anchor_file(path) for path in anchors]
    for file in files:
        check_signed(file, public_key, witness_keys)
    stamps = _stamps(timestamps, authority, files)
    with context.record.reading() as reader:
        found = reader.verify([each for file in files for each in file.anchors])
        reached = {str(path): reader.reached(file.anchors) for path, file in zip(anchors, files, strict=True)}
        approvals = reader.approvals(approvers)
    checked = Checked(found, reached, stamps, approvals)
    data = _data(checked)
    if form == "table":
        _tell(checked)
    else:
        first = {key: value for key, value in data.items() if not isinstance(value, list)}
        print_result(form, list(first), [list(first.values())], data)
    ctx.exit(0 if checked.ok else 1)


def _stamps(timestamps: Sequence[Path], authority: Path | None, files: Sequence[AnchorFile]) -> list[Stamp]:
    from cultivation.record.anchors.timestamps import stamped

    if bool(timestamps) != (authority is not None):
        raise UsageMistake(_("--timestamp needs --authority, and the other way round."))
    contents = {each.name: each.content for each in files}
    root = authority.read_bytes() if authority else b""
    found = [(path.name, stamped(path.read_bytes(), path.name, contents, root)) for path in timestamps]
    return [Stamp(name, each, _ahead(each, files)) for name, each in found]


def _ahead(stamp: Stamped, files: Sequence[AnchorFile]) -> str:
    """What an authority stamped was recorded before, so a clock that says otherwise was ahead."""
    known = [each.recorded_at for file in files if file.name == stamp.file for each in file.anchors]
    return max((each for each in known if each[:19] > stamp.moment[:19]), default="")


def _data(checked: Checked) -> dict[str, Any]:
    found = checked.found
    return {
        "ok": checked.ok,
        "entries": found.entries,
        "head": found.head,
        "broken_at": found.broken_at,
        "reason": reason_of(found),
        "anchors": [
            {
                "file": file,
                "entry": each.anchor.entries,
                "recorded_at": each.anchor.recorded_at,
                "outcome": each.outcome,
            }
            for file, several in checked.reached.items()
            for each in several
        ],
        "timestamps": [
            {
                "file": each.name,
                "anchor": each.said.file,
                "moment": each.said.moment,
                "authority": each.said.authority,
                "clock_ahead": bool(each.ahead),
            }
            for each in checked.stamps
        ],
        "approvals": [
            {
                "entry": each.entry,
                "year": each.year,
                "approver": each.approver,
                "outcome": str(each.outcome),
                "key": each.fingerprint,
            }
            for each in checked.approvals
        ],
        "times_back": [
            {"entry": each.seq, "recorded_at": each.recorded_at, "before": each.before, "reason": each.reason}
            for each in found.back
        ],
    }


def _tell(checked: Checked) -> None:
    found = checked.found
    if found.ok:
        click.echo(
            _("All {entries} entries and their documents are unchanged.").format(entries=found.entries)
        )
        click.echo(_("Head of the chain: {head}").format(head=found.head))
    else:
        click.echo(_("The record is broken: {reason}").format(reason=reason_of(found)))
    for file, several in checked.reached.items():
        for each in several:
            sentence = _("{file}: entry {entry}, recorded at {recorded_at}: {outcome}")
            at, outcome = each.anchor.recorded_at, _(OUTCOMES[each.outcome])
            click.echo(sentence.format(file=file, entry=each.anchor.entries, recorded_at=at, outcome=outcome))
    for stamp in checked.stamps:
        _tell_stamp(stamp)
    _tell_approvals(checked.approvals)
    _tell_times(found)


def _tell_approvals(approvals: Sequence[Approval]) -> None:
    """Where nobody signs, that need not be said of each decision."""
    if all(each.outcome == "none" for each in approvals):
        return
    for each in approvals:
        sentence = _("Decision on {year} (entry {entry}) by {name}: {outcome}.")
        said = {"entry": each.entry, "name": each.approver, "outcome": _(APPROVALS[each.outcome])}
        key = " " + _("SHA-256 of the key: {key}").format(key=each.fingerprint) if each.fingerprint else ""
        click.echo(sentence.format(year=each.year, **said) + key)


def _tell_stamp(stamp: Stamp) -> None:
    said = stamp.said
    sentence = _("{file} existed at {moment}, by the word of {authority}.")
    click.echo(sentence.format(file=said.file, moment=said.moment, authority=said.authority))
    if stamp.ahead:
        sentence = _("The clock was ahead: an entry before that moment bears {recorded_at}.")
        click.echo(sentence.format(recorded_at=stamp.ahead))


def _tell_times(found: Verification) -> None:
    for each in found.back:
        if each.reason:
            sentence = _(
                "Time runs backwards at entry {seq}: {recorded_at} after {before}. Recorded reason: {reason}"
            )
        else:
            sentence = _(
                "Time runs backwards at entry {seq}: {recorded_at} after {before}. No reason is on record."
            )
        said = {"recorded_at": each.recorded_at, "before": each.before, "reason": each.reason}
        click.echo(sentence.format(seq=each.seq, **said))
