"""What speaks against a record at the moment it is opened: tables or a schema that somebody else wrote to.

A reader says it in one sentence and goes on; a step refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cultivation.errors import CultivationError, EnvironmentTrouble
from cultivation.language import _, join_names
from cultivation.record.proof import tables_that_differ
from cultivation.record.schema import schema_differences
from cultivation.record.watch import untouched
from cultivation.steps import Act, Step

# What reading entries that are no entries comes to.
BY_GARBAGE = (LookupError, TypeError, ValueError, AttributeError, RuntimeError, StopIteration)
_LAST: ContextVar[str] = ContextVar("warning", default="")


def last_warning() -> str:
    """Return what to say on whatever is made of the record that was read last here; mostly nothing."""
    return _LAST.get()


@dataclass(frozen=True, slots=True)
class Doubts:
    """The tables that disagree with the log, what differs in the schema, and what kept us from looking."""

    tables: tuple[str, ...] = ()
    schema: tuple[str, ...] = ()
    problem: str = ""

    def __bool__(self) -> bool:
        """Tell whether there is any doubt."""
        return bool(self.tables or self.schema or self.problem)

    @property
    def warning(self) -> str:
        """Say to who reads what not to rely on."""
        said = [self.problem] if self.problem else []
        if self.tables:
            sentence = _("What is shown may be forged: these tables disagree with the log: {names}.")
            said.append(sentence.format(names=join_names(self.tables)))
        if self.schema:
            sentence = _("What is shown may be forged: the schema of the database was changed: {names}.")
            said.append(sentence.format(names=join_names(self.schema)))
        return " ".join(said)


def doubts_about(connection: Connection) -> Doubts:
    """Compare schema and tables with what they must be, unless nobody wrote to them since that was known.

    What somebody wrote past the program may be anything; whatever keeps us from comparing is a doubt, too.
    """
    try:
        with connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext():
            if untouched(connection):
                return Doubts()
            schema = tuple(schema_differences(connection))
            return Doubts(tuple(tables_that_differ(connection)), schema)
    except (CultivationError, DBAPIError, *BY_GARBAGE):
        return Doubts(problem=_("The tables cannot be compared with the log. Check the whole record."))


@contextmanager
def sentence_for_garbage(connection: Connection) -> Iterator[None]:
    """Where forged rows are no rows at all, say that they are forged rather than what came of it."""
    try:
        yield
    except BY_GARBAGE:
        refuse_doubts(doubts_about(connection))
        raise


def reading_doubts(connection: Connection) -> Doubts:
    """Return what speaks against a record that is opened to read, and remember it for what is made of it."""
    doubts = doubts_about(connection)
    _LAST.set(doubts.warning)
    return doubts


def refuse_doubts(doubts: Doubts) -> None:
    """Let no step build on what somebody else wrote."""
    if doubts.schema:
        sentence = _(
            "The schema of the database was changed outside this program: {names}. "
            "Find out who did this; then restore it."
        )
        names = join_names(doubts.schema)
        raise EnvironmentTrouble(sentence.format(names=names), step=Step(Act.MAKE_RECORD))
    if doubts.tables:
        sentence = _(
            "Table {name} disagrees with the log: it was changed outside this program. "
            "Find out who did this; then rebuild the tables."
        )
        raise EnvironmentTrouble(sentence.format(name=doubts.tables[0]), step=Step(Act.REBUILD_TABLES))
    if doubts.problem:
        raise EnvironmentTrouble(doubts.problem, step=Step(Act.VERIFY_RECORD))
