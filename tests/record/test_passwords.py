"""Passwords of a server that demands one: from the environment, from a file, never shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from cultivation.commands.program import program
from cultivation.record.passwords import holds_password, with_password

PASSWORD = "geheim p@ss:/%w?rd 密"
VARIABLE = "CULTIVATION_DATABASE_PASSWORD"
Run = Callable[..., Result]


@pytest.fixture
def address(postgresql: str) -> Iterator[str]:
    """A schema whose owner the server lets in by password only; the address has none."""
    server = sa.make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"person_{uuid.uuid4().hex[:12]}"
    with engine.connect() as connection:
        rules = Path(connection.exec_driver_sql("SHOW hba_file").scalar_one())
        try:
            before = rules.read_text("utf-8")
            demanded = f"local all {name} scram-sha-256\nhost all {name} all scram-sha-256\n"
            rules.write_text(demanded + before, "utf-8")
        except OSError:
            pytest.skip("the rules of the server cannot be changed from here")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql(
            f"CREATE ROLE {name} SUPERUSER LOGIN PASSWORD '{PASSWORD.replace('%', '%%')}'"
        )
        connection.exec_driver_sql(f"CREATE SCHEMA {name} AUTHORIZATION {name}")
        own = server.set(drivername="postgresql", username=name)
        yield own.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string()
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        connection.exec_driver_sql(f"DROP ROLE {name}")
        rules.write_text(before, "utf-8")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(
            program, ["--workspace", str(tmp_path), "--lang", "en", "--as", "wang", *words]
        )
        shown = result.output + result.stderr
        assert result.exit_code == code, shown
        assert "geheim" not in shown
        return result

    return call


def name_in_settings(folder: Path, address: str, more: str = "") -> None:
    (folder / "cultivation.toml").write_text(f'database = "{address}"\n{more}', encoding="utf-8")


def test_the_password_comes_from_environment_or_file(
    address: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_in_settings(tmp_path, address)
    assert VARIABLE in run("init", str(tmp_path), code=3).stderr
    monkeypatch.setenv(VARIABLE, "geheim, but another")
    assert VARIABLE in run("init", str(tmp_path), code=3).stderr
    monkeypatch.setenv(VARIABLE, PASSWORD)
    run("init", str(tmp_path))
    run("audit", "verify")
    run("doctor")
    monkeypatch.delenv(VARIABLE)
    run("audit", "verify", code=3)
    (tmp_path / "secret").write_text(f"{PASSWORD}\nwhat else is known\n", encoding="utf-8")
    name_in_settings(tmp_path, address, 'database_password_file = "secret"')
    run("audit", "verify")
    run("--database", address, "audit", "verify", code=3)  # the file is for the database of the settings


def test_a_record_moves_to_a_server_with_the_password_of_the_environment(
    address: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", str(tmp_path))
    run("audit", "move", address, code=3)
    monkeypatch.setenv(VARIABLE, PASSWORD)
    run("audit", "move", address)
    run("audit", "drill", address, "--dry-run")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_password_comes_through(password: str) -> None:
    url = with_password("postgresql://wang@server/db?options=-csearch_path%3Dx", password)
    parsed = sa.make_url(url)
    assert (parsed.password, parsed.host, parsed.username) == (password, "server", "wang")
    assert parsed.query == {"options": "-csearch_path=x"}
    assert holds_password(url)


@pytest.mark.parametrize(
    "url",
    ["sqlite:////data/c.db", "postgresql://wang:own@server/db", "postgresql://server/db?password=own", "?"],
)
def test_no_password_is_put_where_none_belongs(url: str) -> None:
    assert with_password(url, "geheim") == url
