"""Registers that are not Parquet: CSV and queries to a database, written as Parquet, every value a text.

Nothing is guessed and nothing goes through a float: the text that stands there is what is read later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from cultivation.errors import EnvironmentTrouble, Refused
from cultivation.language import _

ROWS = 1 << 16


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
        problem = str(error).splitlines()[0]
        raise EnvironmentTrouble(
            _("The database does not answer the query: {problem}").format(problem=problem)
        ) from None


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
