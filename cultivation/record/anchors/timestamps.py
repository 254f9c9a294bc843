"""RFC 3161: a time-stamping authority signs that the bytes of an anchor file existed at a moment.

Requests and answers are files, so the program needs no network: they are carried to the authority and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from cultivation.errors import Refused, UsageMistake
from cultivation.language import _
from cultivation.record.anchors.packages import needed


@dataclass(frozen=True, slots=True)
class Stamped:
    """Which anchor file existed at which moment, by whose word."""

    file: str
    moment: str
    authority: str


def request_for(content: bytes) -> bytes:
    """Return the request for a timestamp over these bytes, with SHA-256 and a nonce."""
    with needed():
        from rfc3161_client import HashAlgorithm, TimestampRequestBuilder
    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    return builder.build().as_bytes()


def stamped(answer: bytes, name: str, files: Mapping[str, bytes], authority: bytes) -> Stamped:
    """Check the answer of an authority whose root certificates are in PEM; find its file.

    Raises UsageMistake where something is of another kind, Refused where the answer does not hold.
    """
    roots = _certificates(authority)
    response = _response(answer, name)
    file = _file_of(response, name, files)
    with needed():
        from rfc3161_client import VerificationError, VerifierBuilder
    builder = VerifierBuilder(roots=roots)
    try:
        builder.build().verify_message(response, files[file])
    except (VerificationError, ValueError) as error:
        sentence = _("The timestamp {file} does not hold under these certificates: {problem}")
        raise Refused(sentence.format(file=name, problem=error)) from None
    moment = response.tst_info.gen_time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Stamped(file, moment, _signer(response))


def _certificates(content: bytes) -> list[Any]:
    with needed():
        from cryptography.x509 import load_pem_x509_certificates
    try:
        return load_pem_x509_certificates(content)
    except ValueError:
        sentence = _("The certificates of the authority cannot be read: they are not in PEM.")
        raise UsageMistake(sentence) from None


def _response(answer: bytes, name: str) -> Any:
    with needed():
        from rfc3161_client import decode_timestamp_response
    try:
        response = decode_timestamp_response(answer)
        response.tst_info.gen_time.astimezone(UTC)
    except ValueError as error:
        sentence = _(
            "{file} is not the answer of a time-stamping authority (RFC 3161), or a refusal: {problem}"
        )
        raise UsageMistake(sentence.format(file=name, problem=error)) from None
    return response


def _file_of(response: Any, name: str, files: Mapping[str, bytes]) -> str:
    wanted = bytes(response.tst_info.message_imprint.message)
    for file, content in files.items():
        if sha256(content).digest() == wanted:
            return file
    sentence = _("The timestamp {file} is over none of the anchor files given; give the file, byte for byte.")
    raise Refused(sentence.format(file=name))


def _signer(response: Any) -> str:
    signers: Iterable[Any] = response.signed_data.signer_infos
    return ", ".join(f"{each.issuer.rfc4514_string()} {each.serial_number:x}" for each in signers)
