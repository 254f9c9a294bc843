"""What stdout and stderr cannot write: shown as a question mark, and told."""

from __future__ import annotations

import codecs
import sys

from cultivation.language import _, join_names


class Losses:
    """Counts the letters that an encoding such as cp936 does not have."""

    def __init__(self) -> None:
        self._encodings: set[str] = set()

    def handle(self, error: UnicodeError) -> tuple[str, int]:
        """Replace what cannot be encoded; the rule of codecs.register_error."""
        if not isinstance(error, UnicodeEncodeError):
            raise error
        self._encodings.add(error.encoding)
        return "?" * (error.end - error.start), error.end

    def happened(self) -> bool:
        """Tell whether anything was lost."""
        return bool(self._encodings)

    def sentence(self) -> str:
        """Say what was lost, and how to keep it; the next command begins anew."""
        encodings = join_names(sorted(self._encodings))
        self._encodings.clear()
        return _(
            "Some characters are not available in {encoding}, the encoding of this terminal, "
            "and are shown as ?. To keep them all, add -o FILE, or set PYTHONUTF8=1."
        ).format(encoding=encodings)


losses = Losses()


def prepare_streams() -> None:
    """A name that the terminal cannot show must not end the program."""
    codecs.register_error("cultivation", losses.handle)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="cultivation")
