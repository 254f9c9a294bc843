"""How browsers reach the workbench: at which address, by TLS or through a proxy, and under which names."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

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
        return is_loopback(self.host)

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


def is_address(text: str) -> bool:
    """Tell whether a text is the address of a machine in numbers."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address is that of this machine for itself."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)
