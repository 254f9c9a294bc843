"""`audit anchor` and `audit cosign`: heads of the chain for files outside this office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.context import Context, command, pass_command_context
from cultivation.commands.key_files import passphrase
from cultivation.commands.output_files import write_whole
from cultivation.commands.steps import hint, joined
from cultivation.errors import Refused, UsageMistake
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.record.anchors.anchor import Anchor
    from cultivation.record.verify import Verification

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """A file that was given as one with anchors."""

    name: str
    content: bytes
    anchors: Sequence[Anchor]


def anchor_file(path: Path) -> AnchorFile:
    """Read a file of anchors, or a text with their lines."""
    from cultivation.record.anchors.reading import read_anchors

    content = path.read_bytes()
    return AnchorFile(path.name, content, read_anchors(content, path.name))


def reason_of(found: Verification) -> str:
    """Say what is wrong with the record and what mends it; empty where nothing is wrong."""
    return joined(found.reason, [hint(found.step)] if found.step else [])


@command(
    "anchor",
    _("Write the head of the chain to a file, and as a line for the minutes."),
    "cultivation audit anchor -o anchor_2017.json --since anchor_2016.json\n"
    "cultivation audit anchor -o anchor_2017.json --key private.pem --timestamp-request anchor_2017.tsq\n"
    "cultivation audit anchor -o anchors.jsonl --every day",
)
@click.option("-o", "--output", required=True, type=NEW, metavar="FILE", help=_("The file to write."))
@click.option(
    "--key", type=EXISTING, metavar="FILE", help=_("Sign with this private key (Ed25519 or SM2, PEM).")
)
@click.option(
    "--since",
    type=EXISTING,
    metavar="FILE",
    help=_("An earlier anchor; the new one holds the proof that it follows from it."),
)
@click.option(
    "--every",
    type=click.Choice(["day", "decision"]),
    help=_("Add to the file, a line each, the anchors of all days or decisions since its last one."),
)
@click.option(
    "--timestamp-request",
    type=NEW,
    metavar="FILE",
    help=_("Also write a request to a time-stamping authority (RFC 3161)."),
)
@pass_command_context
def anchor(
    context: Context,
    output: Path,
    key: Path | None,
    since: Path | None,
    every: str | None,
    timestamp_request: Path | None,
) -> None:
    """Write an anchor; only of a record that is in order and goes on from the anchors before."""
    from cultivation.record.anchors.timestamps import request_for

    if every and since:
        raise UsageMistake(_("--since and --every exclude each other: the file itself says since when."))
    grown = output if every and output.exists() else None
    source = grown or since
    before = anchor_file(source) if source else None
    made = [_signed(each, key) for each in _made(context, before, every)]
    content = (before.content if before and grown else b"") + b"".join(each.content for each in made)
    request = request_for(content) if timestamp_request else b""
    if made:
        write_whole(output, content)
    if timestamp_request:
        write_whole(timestamp_request, request)
    for each in made:
        click.echo(each.line)
    _say_written(context, output, bool(made))


def _made(context: Context, before: AnchorFile | None, every: str | None) -> list[Anchor]:
    from cultivation.record.anchors.making import Due, Every, anchors_due
    from cultivation.record.anchors.witness import newest

    with context.record.reading() as reader:
        found = reader.verify(before.anchors if before else ())
        if not found.ok or not found.entries:
            raise Refused(_("The record is broken: {reason}").format(reason=reason_of(found)))
        due = Due(Every(every) if every else None, newest(before.anchors) if before else None)
        return anchors_due(reader, datetime.now(UTC), due)


def _signed(made: Anchor, key: Path | None) -> Anchor:
    from cultivation.record.anchors.signatures import sign

    return sign(made, key.read_bytes(), passphrase()) if key else made


def _say_written(context: Context, output: Path, made: bool) -> None:
    if made:
        sentence = _(
            "{file} is written. Print the line in the minutes, or keep the file outside this office."
        )
    else:
        sentence = _("Nothing to add: {file} holds all that are due.")
    context.say(sentence.format(file=output))


@command(
    "cosign",
    _("As a second office: sign that an anchor follows from the one you saw last. Needs no record."),
    "cultivation audit cosign anchor_2017.json --seen anchor_2016.json --key witness.pem -o signed.json\n"
    "cultivation audit cosign anchor_2016.json --first --key witness.pem -o signed_2016.json",
)
@click.argument("file", type=EXISTING)
@click.option("--seen", type=EXISTING, metavar="FILE", help=_("The anchor you saw last, as you kept it."))
@click.option("--first", is_flag=True, help=_("You have seen none of this record before."))
@click.option(
    "--key",
    type=EXISTING,
    required=True,
    metavar="FILE",
    help=_("Sign with this private key (Ed25519 or SM2, PEM)."),
)
@click.option(
    "--public-key", type=EXISTING, metavar="FILE", help=_("The public key with which the anchor is signed.")
)
@click.option("-o", "--output", required=True, type=NEW, metavar="FILE", help=_("The file to write."))
@pass_command_context
def cosign(
    context: Context,
    file: Path,
    seen: Path | None,
    first: bool,
    key: Path,
    public_key: Path | None,
    output: Path,
) -> None:
    """Witness an anchor."""
    from cultivation.record.anchors.witness import newest, witnessed

    if (seen is not None) == first:
        raise UsageMistake(_("Give the anchor that you saw last with --seen, or say --first."))
    given = anchor_file(file)
    check_signed(given, public_key)
    last = newest(anchor_file(seen).anchors) if seen else None
    now, own = datetime.now(UTC), key.read_bytes()
    made = witnessed(given.anchors, last, context.actor, own, now, passphrase())
    write_whole(output, made.content)
    click.echo(made.line)
    context.say(_("{file} is written. Send it back, and keep it: you saw it last.").format(file=output))


def check_signed(file: AnchorFile, public_key: Path | None, witness_keys: Sequence[Path] = ()) -> None:
    """Refuse a file with an anchor that is not signed with the key, or not cosigned with one of a witness."""
    from cultivation.record.anchors.signatures import cosignatures_by, is_signed_by

    for each in file.anchors:
        if public_key and not is_signed_by(each, public_key.read_bytes()):
            raise Refused(_("The anchor {file} is not signed with this key.").format(file=file.name))
        for witness in witness_keys:
            if not cosignatures_by(each, witness.read_bytes()):
                sentence = _("The anchor {file} is not cosigned with the key {key}.")
                raise Refused(sentence.format(file=file.name, key=witness.name))
