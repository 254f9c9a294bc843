"""The text of one page of a PDF, taken out in a process of its own: for reading, never for counting."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.processor_time import limit_time, time_is_up

BEGINS = b"%PDF-"
NOT_THERE, LOCKED = 3, 4  # the page; by a password: exit codes of the process


def page_text(content: bytes, page: int, limits: Limits) -> tuple[str, int]:
    """Return the text of a page, counted from 1, and the number of pages; the text is empty for a picture.

    Raises Unreadable where it is no PDF, or where reading it takes too long or breaks the process; IndexError
    where there is no such page.
    """
    if BEGINS not in content[:1024]:
        raise Unreadable("no_pdf")
    size = len(content)
    bounds = (str(limits.memory), str(limits.seconds_for(size)))
    asked = [sys.executable, "-P", "-m", __name__, str(page), *bounds]
    try:
        done = subprocess.run(
            asked, input=content, capture_output=True, timeout=limits.waiting_for(size), check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("kept_waiting") from None
    if time_is_up(done.returncode):
        raise Unreadable("too_slow")
    if done.returncode == NOT_THERE:
        raise IndexError(int(done.stdout))
    if done.returncode:
        raise Unreadable("encrypted" if done.returncode == LOCKED else "damaged")
    number, _line, text = done.stdout.decode("utf-8").partition("\n")
    return text, int(number)


def main() -> None:
    """Write the number of pages and the text of the page asked for."""
    from io import BytesIO

    from pypdf import PdfReader

    with suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        most = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    limit_time(float(sys.argv[3]))
    reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
    if reader.is_encrypted and not reader.decrypt(""):  # many are locked against changes alone
        sys.exit(LOCKED)
    pages = reader.pages
    page, number = int(sys.argv[1]), len(pages)
    if not 1 <= page <= number:
        sys.stdout.write(str(number))
        sys.exit(NOT_THERE)
    text = pages[page - 1].extract_text().encode("utf-8", "replace")
    sys.stdout.buffer.write(f"{number}\n".encode() + text)


if __name__ == "__main__":
    main()
