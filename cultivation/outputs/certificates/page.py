"""Certificates as a page of HTML, which is also what is printed to PDF."""

from __future__ import annotations

from collections.abc import Sequence

from cultivation.outputs.certificates.text import Certificate
from cultivation.outputs.html import make_page
from cultivation.outputs.texts import title_lines


def certificates_page(certificates: Sequence[Certificate]) -> bytes:
    """Return the page; the same certificates give the same bytes."""
    return make_page(
        "certificate.html", ("base.css", "paper.css", "certificate.css"), all=certificates, lines=title_lines
    )
