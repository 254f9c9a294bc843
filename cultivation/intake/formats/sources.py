"""Which files come in: those named, all of folders, and those in archives, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from cultivation.intake.formats.archive import PASSED_OVER, open_archive, passed_over, unpacked
from cultivation.intake.formats.book import Unreadable
from cultivation.intake.formats.incoming import Incoming
from cultivation.intake.formats.limits import Limits


@dataclass(frozen=True)
class Source:
    """A file that comes in, and the name that it is told by. `inner` leads to it within an archive.

    `problem` says why it is not even read: a key of findings.PROBLEMS, or PASSED_OVER.
    """

    path: Path
    name: str
    inner: tuple[int, ...] = ()
    problem: str = ""

    def incoming(self, limits: Limits) -> Incoming:
        """Return the file with its bytes, or with what is in the way."""
        if self.problem:
            return Incoming(self.name, problem=self.problem)
        try:
            return Incoming(self.name, self.read(limits))
        except Unreadable as error:
            return Incoming(self.name, problem=error.problem)
        except OSError as error:
            return Incoming(self.name, problem=error.strerror or str(error))

    def read(self, limits: Limits) -> bytes:
        """Return its bytes; a device or a pipe has no end, and nobody waits for a film."""
        if not self.path.is_file():
            raise OSError(0, "not a file")
        if self.path.stat().st_size > limits.file_bytes:
            raise Unreadable("too_large")
        content = self.path.read_bytes()
        return unpacked(content, self.inner, limits.file_bytes) if self.inner else content


def files_of(folder: Path) -> Iterator[Path]:
    """Yield all files of a folder and those below it; of a hidden folder the folder alone."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not passed_over(path.name):
            yield from files_of(path)
        else:
            yield path


def sources(paths: Sequence[Path], limits: Limits) -> list[Source]:
    """Return the files to read, those of archives one by one, in the order of their names.

    Files of one name are told apart by as much of their folders as is needed.
    """
    found: list[Source] = []
    for path, name in sorted(_told_apart(paths), key=lambda each: (each[0].name, each[0])):
        source = Source(path, name)
        if passed_over(path.name):
            found.append(replace(source, problem=PASSED_OVER))
        else:
            found += _packed(source, limits) or [source]
    return found


def files_at(paths: Sequence[Path], limits: Limits | None = None) -> Iterator[Incoming]:
    """Yield the files at some paths as they come in, each read when it is its turn."""
    limits = limits or Limits()
    return (each.incoming(limits) for each in sources(paths, limits))


def _packed(source: Source, limits: Limits) -> list[Source]:
    """Return the files of an archive; none for what is no archive, or none that can be read at all."""
    try:
        with source.path.open("rb") as file:
            if file.read(2) != b"PK":
                return []
        members = open_archive(source.read(limits), limits)
    except Unreadable as error:
        return [replace(source, problem=error.problem)]
    except OSError:
        return []
    return [Source(source.path, f"{source.name}/{each.name}", each.inner, each.problem) for each in members]


def _told_apart(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return each path with the shortest end of it that no other has."""
    names = {path: path.name for path in paths}
    longest = max((len(path.parts) for path in paths), default=0)
    for length in range(2, longest + 1):
        ends = list(names.values())
        for path, name in names.items():
            if ends.count(name) > 1:
                names[path] = PurePosixPath(*path.parts[-length:]).as_posix()
    return [(path, names[path]) for path in paths]
