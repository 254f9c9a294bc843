"""Registers that are not Parquet: CSV and queries to a database, written as Parquet, every value a text.

Nothing is guessed and nothing goes through a float: the text that stands there is what is read later.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from cultivation.errors import EnvironmentTrouble, Refused, UsageMistake
from cultivation.language import _

ROWS = 1 << 16
STAGED, SOURCE = "register.parquet", "source.json"


def staged_csv(path: Path, folder: Path) -> Path:
    """Return a CSV file as Parquet in a folder, where an earlier run has left it if it is the same file."""
    try:
        status = path.stat()
    except OSError as error:
        sentence = _("{file} cannot be read as CSV: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=error.strerror)) from None
    source = {"file": str(path.resolve()), "size": status.st_size, "changed": status.st_mtime_ns}
    return _staged(folder, source, lambda target: stage_csv(path, target))


def staged_query(url: str, query: str, folder: Path) -> Path:
    """Return what a query gives as Parquet in a folder, where an earlier run has left it.

    Such a run goes on with what the database said then; the password of the address is not kept.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except ArgumentError as error:
        raise _no_answer(error) from None
    return _staged(
        folder, {"database": shown, "query": query}, lambda target: stage_query(url, query, target)
    )


def drop_staged(folder: Path) -> None:
    """Remove a folder in which a register was kept."""
    shutil.rmtree(folder, ignore_errors=True)


def _staged(folder: Path, source: Mapping[str, Any], write: Callable[[Path], None]) -> Path:
    """Write a register into a folder, whole or not at all, unless it is there and from the same source."""
    staged, note = folder / STAGED, folder / SOURCE
    if folder.exists() and any(each.name not in (STAGED, SOURCE, f".{STAGED}") for each in folder.iterdir()):
        raise UsageMistake(_("{folder} is needed for parts, but holds something else.").format(folder=folder))
    if staged.exists() and note.exists() and json.loads(note.read_text("utf-8")) == source:
        return staged
    drop_staged(folder)
    folder.mkdir(mode=0o700, parents=True)
    try:
        write(folder / f".{STAGED}")
    except (Refused, EnvironmentTrouble):
        drop_staged(folder)
        raise
    note.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    (folder / f".{STAGED}").replace(staged)
    return staged


def stage_csv(path: Path, target: Path) -> None:
    """Write a CSV file (UTF-8, headings in the first line) as Parquet; blank cells say nothing."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            heading = file.readline()
        names = pyarrow.csv.read_csv(pa.BufferReader(heading.encode())).column_names
        texts = pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        )
        with pyarrow.csv.open_csv(path, convert_options=texts) as reader:
            _write(target, reader.schema, reader)
    except UnicodeDecodeError:
        raise Refused(_("{file} is not in UTF-8; save it as UTF-8.").format(file=path)) from None
    except (OSError, pa.ArrowException) as error:
        problem = str(error).splitlines()[0]
        sentence = _("{file} cannot be read as CSV: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=problem)) from None


def stage_query(url: str, query: str, target: Path) -> None:
    """Write what a query to a database gives as Parquet, reading it in batches."""
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with create_engine(url).connect().execution_options(stream_results=True) as connection:
            result = connection.execute(text(query))
            schema = pa.schema([(name, pa.string()) for name in list(result.keys())])
            rows = result.partitions(ROWS)
            _write(target, schema, (_batch(each, schema) for each in rows))
    except (SQLAlchemyError, ImportError) as error:
        raise _no_answer(error) from None


def _no_answer(error: Exception) -> EnvironmentTrouble:
    problem = str(error).splitlines()[0]
    return EnvironmentTrouble(_("The database does not answer the query: {problem}").format(problem=problem))


def _write(target: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write batches, so many rows to a row group that workers share them."""
    with pq.ParquetWriter(target, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _batch(rows: Any, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        pa.array([_text(row[place], name) for row in rows], pa.string())
        for place, name in enumerate(schema.names)
    ]
    return pa.record_batch(columns, schema=schema)


def _text(value: Any, column: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float):
        sentence = _("Column {column} holds floating-point numbers, which are not exact; write decimals.")
        raise Refused(sentence.format(column=column))
    raise Refused(_("Column {column} holds values that are neither texts nor numbers.").format(column=column))


def parquet_as_csv(path: Path) -> bytes:
    """Return a small Parquet file as CSV, every value as it is written exactly; floats are refused."""
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        sentence = _("{file} cannot be read as Parquet: {problem}")
        raise EnvironmentTrouble(sentence.format(file=path, problem=str(error).splitlines()[0])) from None
    columns = [
        [_text(value, name) for value in table.column(name).to_pylist()] for name in table.column_names
    ]
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(table.column_names)
    rows.writerows(zip(*columns, strict=True))
    return written.getvalue().encode()
