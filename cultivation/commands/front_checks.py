"""What of the options of `serve` would be unsafe, or could not be reached."""

from __future__ import annotations

import ssl
from pathlib import Path

from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _
from cultivation.web.front import Front, is_address


def check(front: Front) -> None:
    """Refuse what would be unsafe, or could not be reached."""
    if front.tls is not None and front.proxy:
        raise UsageMistake(_("--tls and --behind-proxy do not go together: one of them speaks TLS."))
    if not front.is_for_this_machine and front.tls is None:
        raise UsageMistake(
            _(
                "Without TLS only this machine is served. Give certificate and key (--tls), or serve "
                "127.0.0.1 behind a proxy that speaks TLS (--behind-proxy)."
            )
        )
    if not front.names and (front.proxy or not front.is_for_this_machine):
        raise UsageMistake(_("Say under which name browsers reach it: --name cultivation.example.gov.cn"))
    if front.proxy and not is_address(front.proxy):
        sentence = _("'{value}' is not the address of a proxy; write one such as 127.0.0.1.")
        raise UsageMistake(sentence.format(value=front.proxy))
    if front.tls is not None:
        check_certificate(*front.tls)


def check_certificate(certificate: Path, key: Path) -> None:
    """Refuse files that are no certificate with its key."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:
        sentence = _("{certificate} and {key} are no certificate with its key in PEM: {problem}")
        problem = getattr(error, "strerror", None) or error
        raise EnvironmentTrouble(sentence.format(certificate=certificate, key=key, problem=problem)) from None
