"""A register is screened by whatever workers, killed or not, to one digest and exactly for every row."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from sqlalchemy import create_engine, text

from cultivation.core.scoring.assessment import assess_all
from cultivation.core.screening.state import State
from cultivation.engines.jobs import Job, work
from cultivation.engines.register import open_register
from cultivation.engines.score_columns import part_schema
from cultivation.engines.screening import Run, prepare, screen
from cultivation.engines.sources import stage_csv, stage_query, staged_csv, staged_query
from cultivation.engines.spark_partitions import STATES, merged_states, scoring, summing_up
from cultivation.engines.workers import in_processes
from cultivation.errors import Refused
from tests.engines.registers import CUTOFF, applications_in, many, many_rules, write

ROWS, GROUP, MOST = 2000, 400, 20
RULES = many_rules()


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        yield file


def here(jobs: Sequence[Job]) -> Iterator[int]:
    return map(work, jobs)


def run_of(path: Path, output: Path, partition: int = GROUP, batch: int = 170) -> Run:
    register = open_register(path, RULES.rules, path.name, partition)
    return Run(register, RULES, CUTOFF, MOST, output, batch)


def screened(path: Path, output: Path, engine: Any = here, **how: int) -> State:
    run = run_of(path, output, **how)
    prepare(run)
    return screen(run, engine, opened, lambda rows: None)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(many(ROWS), tmp_path_factory.mktemp("register") / "register.parquet", GROUP)


@pytest.fixture(scope="module")
def whole(register: Path) -> State:
    """Return what the register comes to in one part and one batch."""
    return screened(register, register.with_name("whole.parquet"), partition=ROWS, batch=ROWS)


def test_every_row_is_as_the_exact_assessment_says(register: Path, whole: State) -> None:
    written = pq.read_table(register.with_name("whole.parquet"))
    exact = {
        each.id: each for each in assess_all(applications_in(many(ROWS), RULES.rules), RULES.rules, CUTOFF)
    }
    totals = sorted(each.total for each in exact.values() if each.eligible)
    assert written.num_rows == len(exact) and 100 < len(totals) < ROWS
    assert whole.exact < 60  # the kernel decides nearly all
    precision = RULES.rules.precision
    for row in written.to_pylist():
        each = exact[row["code"]]
        assert (row["total"], row["eligible"]) == (each.total * precision, each.eligible)
        for key, units in each.points.items():
            assert row[f"criterion:{key}"] == units * precision
        better = len(totals) - bisect_right(totals, each.total)
        at_most = len(totals) - better
        share = Decimal(at_most * 1_000_000 // len(totals)) / 10_000
        assert (row["place"], row["percentile"]) == ((better + 1, share) if each.eligible else (None, None))
    assert written.schema.metadata[b"cultivation.digest"] == whole.digest_text.encode()


def test_choices_are_counted(whole: State) -> None:
    zones = many(ROWS).column("zone").to_pylist()
    for zone in ("east", "west", "north", None):
        assert whole.choices["zone"][zone or ""][0] == zones.count(zone)
    assert sum(eligible for _, eligible in whole.choices["zone"].values()) == whole.eligible


def test_a_run_that_was_stopped_goes_on_where_it_was(register: Path, whole: State, tmp_path: Path) -> None:
    output = tmp_path / "scores.parquet"

    def stopped(jobs: Sequence[Job]) -> Iterable[int]:
        yield from map(work, jobs[:3])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screened(register, output, stopped)
    assert not output.exists()
    run, worked = run_of(register, output), []
    assert prepare(run) == 3

    def rest(jobs: Sequence[Job]) -> Iterator[int]:
        worked.extend(job for job in jobs if not job.result.exists())
        return map(work, jobs)

    state = screen(run, rest, opened, lambda rows: None)
    assert len(worked) == len(run.register.partitions) - 3
    assert state.to_record() == whole.to_record()
    assert [each.name for each in tmp_path.iterdir()] == ["scores.parquet"]
    assert pq.read_table(output).equals(pq.read_table(register.with_name("whole.parquet")))


def killing(jobs: Sequence[Job]) -> Iterator[int]:
    """Do the jobs on two workers, of which one is killed when the first job is done."""
    for number, rows in enumerate(in_processes(jobs, 2)):
        if not number:
            os.kill(multiprocessing.active_children()[0].pid or 0, signal.SIGKILL)
        yield rows


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_100_000_rows_on_one_and_two_workers_and_with_one_killed(tmp_path: Path) -> None:
    path = write(many(100_000), tmp_path / "register.parquet", 5000)
    engines = (here, lambda jobs: in_processes(jobs, 2), killing)
    states = [
        screened(path, tmp_path / "scores.parquet", engine, partition=5000, batch=2000) for engine in engines
    ]
    assert len({each.digest_text for each in states}) == 1
    assert states[0].to_record() == states[1].to_record() == states[2].to_record()


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_10_000_000_rows_on_one_and_two_workers_and_with_one_killed(tmp_path: Path) -> None:
    """In processes of their own, to see their memory: what all of them had at most, together."""
    register = str(tmp_path / "register.parquet")
    large = [sys.executable, "-m", "tests.engines.large", register]
    subprocess.run([*large, "10000000"], check=True)
    answers = [
        json.loads(subprocess.check_output([*large, str(tmp_path / "scores.parquet"), *how]))
        for how in (["1"], ["2"], ["2", "kill"])
    ]
    assert len({each["digest"] for each in answers}) == 1
    assert all(each["rows"] == 10_000_000 and each["memory"] < 1024 for each in answers), answers


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_the_same_on_a_cluster_of_dask_with_a_worker_killed(
    register: Path, whole: State, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed", reason="needs cultivation[dask]")
    from cultivation.engines.dask_cluster import on_dask

    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def killing_one(jobs: Sequence[Job]) -> Iterator[int]:
            for rows in on_dask(jobs, cluster.scheduler_address, 2):
                if not killed:
                    killed.append(next(iter(cluster.workers.values())).process.pid)
                    os.kill(killed[0], signal.SIGKILL)
                yield rows

        state = screened(register, tmp_path / "scores.parquet", killing_one)
    assert killed and state.to_record() == whole.to_record()


@pytest.mark.thorough
def test_the_same_where_the_register_lies_in_spark(
    register: Path, whole: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = pytest.importorskip("pyspark.sql", reason="needs PySpark: pip install pyspark")
    if shutil.which("java") is None:
        pytest.skip("needs a Java runtime, such as Debian's default-jre-headless")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    schema = pq.read_schema(register)
    columns = dict(open_register(register, RULES.rules, register.name).layout.columns)
    asked = (RULES.content, "many.yaml", CUTOFF, columns)
    own = part_schema(RULES.rules)
    spark = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", False).getOrCreate()
    try:
        frame = spark.read.parquet(str(register)).select(schema.names).repartition(7)
        scores = {row["code"]: row for row in frame.mapInArrow(scoring(*asked), in_spark(own)).collect()}
        states = frame.mapInArrow(summing_up(*asked, MOST), in_spark(STATES)).collect()
    finally:
        spark.stop()
    state = merged_states([row["state"] for row in states], RULES.rules, MOST)
    assert (state.rows, state.digest, state.totals, state.choices) == (
        ROWS,
        whole.digest,
        whole.totals,
        whole.choices,
    )
    assert [each.id for each in state.best] == [each.id for each in whole.best]
    precision = RULES.rules.precision
    for row in pq.read_table(register.with_name("whole.parquet")).to_pylist():
        assert scores[row["code"]]["total"] * precision == row["total"]


def in_spark(schema: pa.Schema) -> str:
    names = {pa.string(): "string", pa.int64(): "bigint", pa.bool_(): "boolean"}
    return ", ".join(f"`{each.name}` {names[each.type]}" for each in schema)


def test_a_batch_is_scored_and_summed_up_as_spark_would_have_it(register: Path, whole: State) -> None:
    """Without Spark: the functions are given iterators of batches, as `mapInArrow` gives them."""
    columns = dict(open_register(register, RULES.rules, register.name).layout.columns)
    asked = (RULES.content, "many.yaml", CUTOFF, columns)
    batches = pq.read_table(register).to_batches(300)
    rows = pa.Table.from_batches(scoring(*asked)(batches)).num_rows
    halves = [batches[::2], batches[1::2], []]
    states = [row for half in halves for row in next(summing_up(*asked, MOST)(half)).column(0).to_pylist()]
    state = merged_states(states[::-1], RULES.rules, MOST)
    assert (rows, state.digest, state.totals) == (ROWS, whole.digest, whole.totals)


def test_csv_and_a_database_come_to_the_same(register: Path, whole: State, tmp_path: Path) -> None:
    texts = pa.table(
        {
            name: pa.array([None if value is None else written(value) for value in column.to_pylist()])
            for name, column in zip(many(ROWS).column_names, many(ROWS).columns, strict=True)
        }
    )
    pyarrow.csv.write_csv(texts, tmp_path / "register.csv")
    stage_csv(tmp_path / "register.csv", tmp_path / "csv.parquet")
    url = f"sqlite:///{tmp_path / 'register.db'}"
    texts.to_pandas().to_sql("firms", create_engine(url), index=False)
    stage_query(url, "SELECT * FROM firms", tmp_path / "query.parquet")
    for name in ("csv.parquet", "query.parquet"):
        assert screened(tmp_path / name, tmp_path / "scores.parquet").to_record() == whole.to_record()


def test_a_source_that_was_written_as_parquet_is_gone_on_with(tmp_path: Path) -> None:
    """Only whole, and only from the same file or query: then parts of a run that was killed still count."""
    source, folder = tmp_path / "register.csv", tmp_path / "scores.parquet.source"
    source.write_text("code,profit\n1,2\n", "utf-8")
    first = staged_csv(source, folder)
    before = first.stat().st_mtime_ns
    assert staged_csv(source, folder).stat().st_mtime_ns == before
    source.write_text("code,profit\n1,2\n2,3\n", "utf-8")
    assert pq.read_table(staged_csv(source, folder)).num_rows == 2
    (folder / "source.json").unlink()  # killed before it was whole
    assert pq.read_table(staged_csv(source, folder)).num_rows == 2
    url = f"sqlite:///{tmp_path / 'register.db'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE firms (code TEXT)"))
        connection.execute(text("INSERT INTO firms VALUES ('1')"))
    asked = staged_query(url, "SELECT * FROM firms", folder)
    with create_engine(url).begin() as connection:
        connection.execute(text("INSERT INTO firms VALUES ('2')"))
    assert pq.read_table(staged_query(url, "SELECT * FROM firms", folder)).num_rows == 1
    assert pq.read_table(staged_query(url, "SELECT code FROM firms", folder)).num_rows == 2
    assert asked.exists()


def written(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def test_a_query_that_gives_floats_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'register.db'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE firms (code TEXT, profit REAL)"))
        connection.execute(text("INSERT INTO firms VALUES ('1', 0.1)"))
    with pytest.raises(Refused, match="profit holds floating-point numbers"):
        stage_query(url, "SELECT * FROM firms", tmp_path / "query.parquet")


def changed(column: str, values: Any) -> pa.Table:
    table = many(6)
    return table.set_column(table.column_names.index(column), column, pa.array(values))


LAYOUTS = {
    "Column profit holds floating-point numbers": changed("profit", [0.1] * 6),
    "Column founded is of type int64; it must be one of: date, string": changed("founded", range(6)),
    "There is no column code": many(6).drop_columns(["code"]),
    "Columns code and 码 are the same field": many(6).append_column("码", pa.array(["1"] * 6)),
}


@pytest.mark.parametrize("sentence", LAYOUTS)
def test_a_register_laid_out_wrongly_is_refused(sentence: str, tmp_path: Path) -> None:
    path = write(LAYOUTS[sentence], tmp_path / "register.parquet", 4)
    with pytest.raises(Refused, match=sentence):
        run_of(path, tmp_path / "scores.parquet")


VALUES = {
    ("profit", "not_a_number"): (["1", "1e3", "约3", "-2.5", "", "1/2"], {2: "1e3", 3: "约3", 6: "1/2"}),
    ("zone", "not_a_choice"): (["east", "South", None, "west", "east", "x"], {2: "South", 6: "x"}),
    ("founded", "not_a_date"): (["2011-02-30", "2011-02-03"] * 3, dict.fromkeys((1, 3, 5), "2011-02-30")),
    ("accident", "not_yes_or_no"): (["yes", "no", "是", None, "no", "no"], {3: "是"}),
    ("staff", "not_whole"): ([Decimal("1.5"), *map(Decimal, range(5))], {1: "1.5"}),
    ("revenue", "below_minimum"): ([Decimal(each) for each in (1, 0, -1, 5, -3, 2)], {3: "-1", 5: "-3"}),
    ("code", "value_missing"): (["a", None, "b", " ", "c", "d"], {2: "", 4: " "}),
}


@pytest.mark.parametrize("where", VALUES)
def test_values_that_cannot_be_read_are_told_by_column_and_row(
    where: tuple[str, str], tmp_path: Path
) -> None:
    column, _ = where
    values, wrong = VALUES[where]
    path = write(changed(column, values), tmp_path / "register.parquet", 4)
    with pytest.raises(Refused, match=f"{len(wrong)} values of the register") as refusal:
        screened(path, tmp_path / "scores.parquet", partition=4)
    told = {int(each.cell): each.value for each in refusal.value.findings}
    assert told == wrong and {(each.sheet, each.code) for each in refusal.value.findings} == {where}
    assert all(each.message() for each in refusal.value.findings)
    assert [each.name for each in tmp_path.iterdir()] == ["register.parquet"]


def test_an_enterprise_that_stands_twice_is_told_with_its_rows(tmp_path: Path) -> None:
    path = write(changed("code", ["a", "b", "c", "b ", "d", "a"]), tmp_path / "register.parquet", 4)
    with pytest.raises(Refused) as refusal:
        screened(path, tmp_path / "scores.parquet")
    assert "a: rows 1, 6\nb: rows 2, 4" in refusal.value.message
