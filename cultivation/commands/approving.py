"""What the commands that sign share: the key, its passphrase, and a signature made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cultivation.commands.anchors import EXISTING, NEW
from cultivation.commands.context import AnyFunction, Context
from cultivation.commands.key_files import passphrase
from cultivation.commands.output_files import write_whole
from cultivation.errors import UsageMistake
from cultivation.language import _

if TYPE_CHECKING:
    from cultivation.record.approvals import Approvers
    from cultivation.record.entries import YearDecided
    from cultivation.review.approval import Approve


@dataclass(frozen=True, slots=True)
class Signing:
    """How a decision is signed, as the options say it."""

    sign: Path | None = None
    passphrase_file: Path | None = None
    signature: Path | None = None
    public_key: Path | None = None
    to_sign: Path | None = None

    def approve(self) -> Approve:
        """Return what puts the signature into the decision; raise UsageMistake where options contradict."""
        from cultivation.review.approval import signed_elsewhere, signed_with, unsigned

        if (self.signature is None) != (self.public_key is None):
            raise UsageMistake(_("--signature needs --public-key, and the other way round."))
        if sum(each is not None for each in (self.sign, self.signature, self.to_sign)) > 1:
            raise UsageMistake(_("--sign, --signature and --to-sign exclude each other."))
        if self.sign:
            return signed_with(self.sign.read_bytes(), passphrase(self.passphrase_file))
        if self.signature and self.public_key:
            return signed_elsewhere(self.signature.read_bytes(), self.public_key.read_bytes())
        return unsigned


def write_to_sign(context: Context, file: Path, said: YearDecided) -> None:
    """Write the bytes to sign, no more and no fewer."""
    from cultivation.review.approval import message_of

    write_whole(file, message_of(said))
    click.echo(_("{file} is written.").format(file=file))
    context.say(
        _(
            "Sign it, then decide with the same words and --date {date} --signature FILE --public-key FILE."
        ).format(date=said.date)
    )


def known_approvers(settings: Callable[[], Approvers], given: Sequence[str]) -> Approvers:
    """Return whose keys are known: those given as NAME=FILE, else those of the settings."""
    from cultivation.record.anchors.keys import public_key
    from cultivation.record.approvals import Approvers

    if not given:
        return settings()
    keys: dict[str, tuple[bytes, ...]] = {}
    for each in given:
        name, equals, file = each.partition("=")
        if not (name.strip() and equals and Path(file).is_file()):
            raise UsageMistake(
                _("--approver-key {text}: write NAME=FILE, where the file is there.").format(text=each)
            )
        content = Path(file).read_bytes()
        public_key(content)
        keys[name] = (*keys.get(name, ()), content)
    return Approvers(keys, settings().signed_from)


def signing_options(function: AnyFunction) -> AnyFunction:
    """Add the options by which an approver signs."""
    options = (
        click.option(
            "--sign",
            type=EXISTING,
            metavar="FILE",
            help=_("Sign the decision with your private key (Ed25519 or SM2, PEM)."),
        ),
        click.option(
            "--passphrase-file",
            type=EXISTING,
            metavar="FILE",
            help=_(
                "The file whose first line is the passphrase of the key; else that of "
                "CULTIVATION_KEY_PASSPHRASE is taken."
            ),
        ),
        click.option(
            "--signature", type=EXISTING, metavar="FILE", help=_("A signature that another program made.")
        ),
        click.option(
            "--public-key", type=EXISTING, metavar="FILE", help=_("The public key of that signature (PEM).")
        ),
        click.option(
            "--to-sign",
            type=NEW,
            metavar="FILE",
            help=_("Record nothing; write the bytes that the approver has to sign with another program."),
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function
