"""The approver's own signature goes into a decision; where signatures are demanded, none is taken without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cultivation.errors import Refused
from cultivation.language import _
from cultivation.record.anchors.keys import (
    PublicKey,
    encoded_signature,
    fingerprint,
    has_signed,
    private_key,
    public_key,
)
from cultivation.record.approvals import Approvers, Signed, approval_message, outcome_of
from cultivation.record.entries import YearDecided

Approve = Callable[[YearDecided], YearDecided]


def unsigned(said: YearDecided) -> YearDecided:
    """Return the decision as it is: a name approves it, and no key."""
    return said


def signed_with(key: bytes, passphrase: bytes = b"") -> Approve:
    """Have a decision signed with a private key in PEM; raise UsageMistake where it is none."""
    private = private_key(key, passphrase)

    def sign(said: YearDecided) -> YearDecided:
        return _with(said, encoded_signature(private.sign(message_of(said))), private.public)

    return sign


def signed_elsewhere(signature: bytes, key: bytes) -> Approve:
    """Take a signature that another program made over what `message_of` gives, with the public key in PEM."""
    public, text = public_key(key), encoded_signature(signature)

    def take(said: YearDecided) -> YearDecided:
        if not has_signed(public, text, message_of(said)):
            raise Refused(
                _(
                    "The signature is not over this decision, or is by another key. What is signed must be "
                    "written out with the same document, date, overrides and approver."
                )
            )
        return _with(said, text, public)

    return take


def as_on_record(entry: YearDecided) -> Approve:
    """Put the signature that stands on record beside what comes out again; `audit verify` checks it."""
    return lambda said: replace(
        said,
        signature=entry.signature,
        public_key=entry.public_key,
        key_fingerprint=entry.key_fingerprint,
    )


class Noting:
    """In a dry run, notes what there is to sign, and asks for no signature."""

    def __init__(self) -> None:
        self.said: YearDecided | None = None

    def __call__(self, said: YearDecided) -> YearDecided:
        """Note what the decision would say."""
        self.said = said
        return said

    @property
    def decision(self) -> YearDecided:
        """Return what was noted."""
        assert self.said is not None, "the dry run comes first"
        return self.said


def demanded(approve: Approve, approvers: Approvers, dry_run: bool = False) -> Approve:
    """Refuse what is not signed where it must be, or is signed with none of the approver's keys."""
    if dry_run and isinstance(approve, Noting):
        return approve

    def approved(said: YearDecided) -> YearDecided:
        made = approve(said)
        _check(made, outcome_of(made.to_payload(), approvers))
        return made

    return approved


def _check(said: YearDecided, outcome: Signed) -> None:
    if outcome is Signed.MISSING:
        raise Refused(
            _(
                "Decisions on {year} must be signed by {name}: with a private key here, or by a signature "
                "made elsewhere with its public key."
            ).format(year=said.year, name=said.approver)
        )
    if outcome is Signed.OTHER_KEY:
        raise Refused(
            _(
                "The decision is signed, but with none of the keys that cultivation.toml names for {name}."
            ).format(name=said.approver)
        )


def message_of(said: YearDecided) -> bytes:
    """Return the bytes to sign."""
    return approval_message(said.to_payload())


def _with(said: YearDecided, signature: str, key: PublicKey) -> YearDecided:
    encoded = encoded_signature(key.encoded)
    return replace(said, signature=signature, public_key=encoded, key_fingerprint=fingerprint(key))
