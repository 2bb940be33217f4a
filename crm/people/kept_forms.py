"""What was typed into a form whose session had ended: kept for its owner, until they have signed in again (T07)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete, select

from crm.extensions import db
from crm.people import sessions
from crm.people.tables import KeptForm
from crm.typed import UNSEEN, is_secret

KEPT = timedelta(hours=1)
MOST = 100_000  # letters of all answers together: more is no form of ours

Answers = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where, and the name and value of each answer."""

    path: str
    answers: Answers


def keep(token: str, path: str, answers: Iterable[tuple[str, str]], *, at: datetime) -> str | None:
    """Keep what was sent with the cookie of a session that has run out; the text that finds it again.

    None, where the session did not end by itself (it was signed out, or is nobody's), and where there is
    nothing to keep.
    """
    user_id = sessions.ran_out(token, at=at)
    found = [(name, value) for name, value in answers if name in UNSEEN or not is_secret(name)]
    found = [(name, value) for name, value in found if name != "csrf_token"]  # of the session that is over
    if user_id is None or len(path) > 400 or sum(len(value) for _, value in found) > MOST:
        return None
    if not any(value.strip() for name, value in found if name not in UNSEEN):
        return None
    forget_old(at=at)
    key = secrets.token_urlsafe(16)
    kept = [list(each) for each in found]
    row = KeptForm(key_hash=sessions.hash_of(key), user_id=user_id, path=path, answers=kept, kept_at=at)
    db.session.add(row)
    db.session.flush()
    return key


def of(key: str, user_id: int, *, at: datetime) -> Kept | None:
    """What was kept for this user under a key, if it is there still."""
    found = db.session.execute(
        select(KeptForm.path, KeptForm.answers).where(
            KeptForm.key_hash == sessions.hash_of(key), KeptForm.user_id == user_id, KeptForm.kept_at > at - KEPT
        )
    ).one_or_none()
    return Kept(found.path, [(name, value) for name, value in found.answers]) if found else None


def forget(key: str, user_id: int) -> bool:
    """Erase what was kept for this user under a key; whether there was such a thing."""
    erased = db.session.execute(
        delete(KeptForm).where(KeptForm.key_hash == sessions.hash_of(key), KeptForm.user_id == user_id)
    )
    return isinstance(erased, CursorResult) and erased.rowcount > 0


def forget_old(*, at: datetime) -> None:
    """Erase what nobody came back for."""
    db.session.execute(delete(KeptForm).where(KeptForm.kept_at <= at - KEPT))
