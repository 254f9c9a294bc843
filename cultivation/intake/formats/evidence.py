"""Files of any kind that are kept as evidence: found in folders and archives, and read as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from cultivation.canonical import without_surrogates
from cultivation.intake.formats.archive import PASSED_OVER, open_archive, passed_over, unpacked
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.limits import Limits
from cultivation.intake.formats.paper_kinds import paper_problem
from cultivation.intake.formats.sources import Source, files_of

BEGINS_ARCHIVE = b"PK"


@dataclass
class EvidenceFolder:
    """A folder, an archive or a file in which evidence lies; links are told and not followed.

    A file may have `limits.file_bytes`, an archive of them `limits.unpacked_bytes`.
    """

    path: Path
    limits: Limits
    _archive: tuple[Path | None, bytes] = field(default=(None, b""), init=False)

    def sources(self) -> list[Source]:
        """Return every file, each under its way from the folder, in the order of their names."""
        inside = self.path.is_dir() and not self.path.is_symlink()
        paths = sorted(files_of(self.path)) if inside else [self.path]
        found: list[Source] = []
        for path in paths:
            name = path.relative_to(self.path).as_posix() if inside else path.name
            found += self._at(Source(path, without_surrogates(name)))
        return found

    def read(self, source: Source) -> Incoming:
        """Return a file with its bytes, or with what is in the way."""
        if source.problem:
            return Incoming(source.name, problem=source.problem)
        try:
            content = self._content(source)
        except Unreadable as error:
            return Incoming(source.name, problem=error.problem)
        except OSError as error:
            return Incoming(source.name, problem=error.strerror or str(error))
        return Incoming(source.name, content, paper_problem(source.name, content))

    def _at(self, source: Source) -> Iterator[Source]:
        """Yield a file, or the files of an archive; a workbook is a file, though it is packed like one."""
        path = source.path
        if path.is_symlink():
            yield replace(source, problem="link")
        elif passed_over(path.name):
            yield replace(source, problem=PASSED_OVER)
        else:
            try:
                yield from self._packed(source) or [source]
            except Unreadable as error:
                yield replace(source, problem=error.problem)
            except OSError as error:
                yield replace(source, problem=error.strerror or str(error))

    def _packed(self, source: Source) -> list[Source]:
        if not source.path.is_file():
            return []
        with source.path.open("rb") as file:
            if file.read(2) != BEGINS_ARCHIVE:
                return []
        members = open_archive(self._whole(source.path), self.limits)
        return [
            replace(source, name=f"{source.name}/{each.name}", inner=each.inner, problem=each.problem)
            for each in members
        ]

    def _whole(self, path: Path) -> bytes:
        """Return the bytes of an archive; those of the last one are kept, for its files are read in turn."""
        if self._archive[0] != path:
            if path.stat().st_size > self.limits.unpacked_bytes:
                raise Unreadable("too_large")
            self._archive = (path, path.read_bytes())
        return self._archive[1]

    def _content(self, source: Source) -> bytes:
        if source.inner:
            return unpacked(self._whole(source.path), source.inner, self.limits.file_bytes)
        return source.read(self.limits)
