"""What reading one file may cost, so that no file can hold up or bring down the program."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
BYTES_A_SECOND = 20 * MEBIBYTE  # of unpacked XML, several times slower than it is read
MOST_MEMORY = 2048 * MEBIBYTE
START = 1  # second, of processor time, that a process may need before it reads
FOLD = 12  # bytes of memory that a byte of XML may come to


@dataclass(frozen=True)
class Limits:
    """Bounds for one file: seconds, bytes of memory, of the file, and unpacked; cells of all its sheets.

    The seconds are of processor time, so that a busy machine refuses no honest file; by the clock reading may
    take `patience` times as long, and as much more for a process that is still to start.
    """

    seconds: float = 8
    memory: int = 1024 * MEBIBYTE
    file_bytes: int = 100 * MEBIBYTE
    unpacked_bytes: int = 600 * MEBIBYTE
    cells: int = 5_000_000
    patience: float = 10

    def seconds_for(self, unpacked: int) -> float:
        """Return the seconds for a file of so many bytes unpacked: an honest large one needs longer."""
        return self.seconds + unpacked / BYTES_A_SECOND

    def waiting_for(self, unpacked: int) -> float:
        """Return the seconds by the clock after which nobody waits for it any more."""
        return self.patience * (self.seconds_for(unpacked) + START)

    def memory_for(self, unpacked: int) -> int:
        """Return the bytes of memory for a file of so many bytes unpacked."""
        return max(self.memory, min(self.memory + FOLD * unpacked, MOST_MEMORY))
