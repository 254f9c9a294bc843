"""Forms that could not be taken yet, as the session had run out or a proof was missing.

They are kept for the account for an hour, sealed, without secrets.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest

from sqlalchemy import delete, select

from cultivation.access.means import Means
from cultivation.access.outcomes import Said
from cultivation.access.sealing import token_digest
from cultivation.access.store import moment_text
from cultivation.access.tables import draft
from cultivation.access.tables import session as session_table

LASTS = timedelta(hours=1)
MOST = 5  # of an account; the oldest goes
SECRET = ("password", "again", "old", "code", "recovery", "token")


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that was sent: where to, and what stood in it."""

    path: str
    fields: Mapping[str, str]


class Drafts(Means):
    """Keeps what somebody sent whose session had just run out, or who must first prove again who it is."""

    def keep_draft(self, secret: str, path: str, fields: Mapping[str, str]) -> str | None:
        """Keep a form of a session that has run out; return its number.

        None where there was no such session, or the form is not one of its pages.
        """
        with self.store.looking() as connection:
            by_digest = session_table.c.digest == token_digest(secret)
            row = connection.execute(select(session_table).where(by_digest)).first()
        sent = fields.get("token", "").encode("utf-8", "replace")
        if row is None or not compare_digest(sent, row.form_token.encode()):
            return None
        if row.why_ended not in (None, Said.IDLE.value, Said.OVER.value):
            return None
        return self.keep_form(row.account, path, fields)

    def keep_form(self, account: str, path: str, fields: Mapping[str, str]) -> str:
        """Keep a form of an account, until its person has proved again who it is; return its number."""
        rest = {name: value for name, value in fields.items() if name not in SECRET}
        content = self.key.seal(json.dumps({"path": path, "fields": rest}))
        number, now = secrets.token_hex(8), self.now()
        row = {"number": number, "account": account, "content": content, "ends": moment_text(now + LASTS)}
        with self.store.changing() as connection:
            connection.execute(delete(draft).where(draft.c.ends < moment_text(now)))
            connection.execute(draft.insert().values(**row))
            own = select(draft.c.number).where(draft.c.account == account)
            kept = list(connection.execute(own.order_by(draft.c.ends.desc()).limit(MOST)).scalars())
            others = (draft.c.account == account, draft.c.number.not_in(kept))
            connection.execute(delete(draft).where(*others))
        return number

    def draft(self, account: str, number: str) -> Draft | None:
        """Return a form that was kept for an account."""
        is_meant = (
            draft.c.number == number,
            draft.c.account == account,
            draft.c.ends > moment_text(self.now()),
        )
        with self.store.looking() as connection:
            content = connection.execute(select(draft.c.content).where(*is_meant)).scalar()
        return None if content is None else Draft(**json.loads(self.key.opened(content)))
