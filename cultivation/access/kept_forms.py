"""Forms that somebody fills in over days, and files of a form that could not be taken: of one account each.

A form that is kept has a version: who saves it says which one was seen, and a later one is not written over.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from cultivation.access.means import Means
from cultivation.access.store import moment_of, moment_text
from cultivation.access.tables import kept_file, kept_form

FILES_LAST = timedelta(hours=1)
MOST_FILES, MOST_BYTES = 20, 50 * 1024 * 1024  # of an account; the oldest go


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What stood in a form when it was saved; version 0 is one that was never saved."""

    version: int = 0
    fields: Mapping[str, str] | None = None
    saved: datetime | None = None


NOTHING_KEPT = KeptForm()


class KeptForms(Means):
    """Keeps what is not on record yet, sealed."""

    def form_kept(self, account: str, form: str) -> KeptForm:
        """Return a form of an account as it was saved last."""
        own = (kept_form.c.account == account, kept_form.c.form == form)
        with self.store.looking() as connection:
            row = connection.execute(select(kept_form).where(*own)).first()
        if row is None:
            return NOTHING_KEPT
        return KeptForm(row.version, json.loads(self.key.opened(row.content)), moment_of(row.saved))

    def save_form(self, account: str, form: str, seen: int, fields: Mapping[str, str]) -> KeptForm | None:
        """Save a form of which version `seen` was shown; None where it was saved elsewhere meanwhile."""
        content, now = self.key.seal(json.dumps(dict(fields))), self.now()
        own = (kept_form.c.account == account, kept_form.c.form == form)
        with self.store.changing() as connection:
            last = connection.execute(select(kept_form.c.version).where(*own)).scalar() or 0
            if last != seen:
                return None
            row = {"version": last + 1, "content": content, "saved": moment_text(now)}
            if last:
                connection.execute(kept_form.update().where(*own).values(**row))
            else:
                connection.execute(kept_form.insert().values(account=account, form=form, **row))
        return KeptForm(last + 1, fields, now)

    def drop_form(self, account: str, form: str) -> None:
        """Forget a form: what stood in it is on record, or nobody wants it."""
        with self.store.changing() as connection:
            own = (kept_form.c.account == account, kept_form.c.form == form)
            connection.execute(delete(kept_form).where(*own))

    def keep_file(self, account: str, name: str, content: bytes) -> str:
        """Keep a file of a form that has to be sent again, for an hour; return its number."""
        number, now = secrets.token_hex(8), self.now()
        row = {"number": number, "account": account, "name": name, "content": content}
        with self.store.changing() as connection:
            connection.execute(delete(kept_file).where(kept_file.c.ends < moment_text(now)))
            connection.execute(kept_file.insert().values(**row, ends=moment_text(now + FILES_LAST)))
            own = select(kept_file).where(kept_file.c.account == account)
            total = 0
            for at, each in enumerate(connection.execute(own.order_by(kept_file.c.ends.desc()))):
                total += len(each.content)
                if at >= MOST_FILES or (total > MOST_BYTES and each.number != number):
                    connection.execute(delete(kept_file).where(kept_file.c.number == each.number))
        return number

    def file_kept(self, account: str, number: str) -> tuple[str, bytes] | None:
        """Return name and bytes of a file that was kept for an account."""
        is_meant = (
            kept_file.c.number == number,
            kept_file.c.account == account,
            kept_file.c.ends > moment_text(self.now()),
        )
        with self.store.looking() as connection:
            row = connection.execute(select(kept_file).where(*is_meant)).first()
        return None if row is None else (row.name, row.content)
