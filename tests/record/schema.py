"""Writes down the schema that the program makes: `python -m tests.record.schema`, after each change of it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import cultivation.record
from cultivation.record.database import Database
from cultivation.record.schema import schema_of
from cultivation.record.store import Record
from tests.postgresql import server
from tests.record.conftest import schema_of_its_own
from tests.record.story import ticking_clock

ROOM = Path(cultivation.record.__file__).parent


def made_schema(url: str) -> Mapping[str, str]:
    """Return the schema of a new record."""
    record = Record(url, ticking_clock())
    record.create()
    record.dispose()
    database = Database(url)
    with database.snapshot() as connection:
        found = schema_of(connection)
    database.engine.dispose()
    return found


@contextmanager
def urls() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder, server() as address:
        assert address, "needs PostgreSQL"
        with schema_of_its_own(address) as own:
            yield {"sqlite": f"sqlite:///{folder}/new.db", "postgresql": own}


def main() -> None:
    with urls() as addresses:
        for dialect, url in addresses.items():
            text = json.dumps(made_schema(url), indent=1, sort_keys=True, ensure_ascii=False)
            (ROOM / f"schema_{dialect}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
