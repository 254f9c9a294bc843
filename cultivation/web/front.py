"""How browsers reach the workbench: at which address, by TLS or through a proxy, and under which names."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from cultivation.errors import EnvironmentTrouble, UsageMistake
from cultivation.language import _

LOOPBACK = "127.0.0.1"
STANDARD_PORT = 443


@dataclass(frozen=True, slots=True)
class Front:
    """`tls` are the files of certificate and key; `proxy` is the address of one that speaks TLS."""

    host: str = LOOPBACK
    port: int = 0
    names: tuple[str, ...] = ()
    tls: tuple[Path, Path] | None = None
    proxy: str = ""

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach the pages by TLS."""
        return self.tls is not None or bool(self.proxy)

    @property
    def is_for_this_machine(self) -> bool:
        """Tell whether nothing but this machine reaches it."""
        return _is_loopback(self.host)

    def hosts(self, port: int) -> tuple[str, ...]:
        """Return the names, with the port, under which a browser may ask."""
        own = (LOOPBACK, "localhost") if self.is_for_this_machine and not self.proxy else ()
        bare = self.names if self.proxy or port == STANDARD_PORT else ()
        with_port = tuple(f"{name}:{port}" for name in (*own, *self.names) if not self.proxy)
        return (*with_port, *bare, *(own if port == STANDARD_PORT else ()))

    def address(self, port: int) -> str:
        """Return what to open in a browser."""
        name = self.names[0] if self.names else self.host
        if self.proxy:
            return f"https://{name}/"
        return f"{'https' if self.tls else 'http'}://{name}:{port}/"

    def check(self) -> None:
        """Refuse what would be unsafe, or could not be reached."""
        if self.tls is not None and self.proxy:
            raise UsageMistake(_("--tls and --behind-proxy do not go together: one of them speaks TLS."))
        if not self.is_for_this_machine and self.tls is None:
            raise UsageMistake(
                _(
                    "Without TLS only this machine is served. Give certificate and key (--tls), or serve "
                    "127.0.0.1 behind a proxy that speaks TLS (--behind-proxy)."
                )
            )
        if not self.names and (self.proxy or not self.is_for_this_machine):
            raise UsageMistake(_("Say under which name browsers reach it: --name cultivation.example.gov.cn"))
        if self.proxy and not _is_address(self.proxy):
            sentence = _("'{value}' is not the address of a proxy; write one such as 127.0.0.1.")
            raise UsageMistake(sentence.format(value=self.proxy))
        if self.tls is not None:
            check_certificate(*self.tls)


def check_certificate(certificate: Path, key: Path) -> None:
    """Refuse files that are no certificate with its key."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as error:
        sentence = _("{certificate} and {key} are no certificate with its key in PEM: {problem}")
        problem = getattr(error, "strerror", None) or error
        raise EnvironmentTrouble(sentence.format(certificate=certificate, key=key, problem=problem)) from None


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)
