"""Pages of HTML as PDF, by WeasyPrint: an extra, since it needs libraries of the system."""

from __future__ import annotations

import hashlib
import logging

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _


def page_to_pdf(page: bytes) -> bytes:
    """Print a page; the same page gives the same bytes, on the same machine with the same fonts.

    Nothing is fetched: a page of ours carries all that it needs.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise EnvironmentTrouble(
            _(
                "A PDF needs WeasyPrint: pip install 'cultivation[pdf]'. It needs Pango, on "
                "Debian: apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk. Or use a "
                "file name that ends in .html and print from a browser. ({problem})"
            ).format(problem=str(error).splitlines()[0])
        ) from None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # styles for screens are unknown to it
    made: bytes = HTML(string=page.decode("utf-8"), url_fetcher=_fetch_nothing).write_pdf(
        pdf_identifier=hashlib.sha256(page).digest()[:16]
    )
    return made


def _fetch_nothing(url: str, *_arguments: object, **_more: object) -> dict[str, object]:
    raise ValueError(f"nothing is fetched: {url}")
