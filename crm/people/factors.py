"""The second factor (T08): a code from a phone's app that is new every 30 seconds (TOTP), and codes for the day on
which the phone is lost.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import CursorResult, delete, func, insert, select, update

from crm.extensions import db
from crm.people.tables import RecoveryCode, SecondFactor

STEP = 30  # seconds for which a code is shown
AROUND = (0, -1, 1)  # steps: clocks of phones are a little wrong
CODES = 10
GROUPS, LETTERS = 4, 4  # of a recovery code: 16 letters and digits, 80 random bits
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> str:
    """A secret to share with a phone: 160 random bits, as its app reads them."""
    return pyotp.random_base32()


def address_for(secret: str, *, email: str, product: str) -> str:
    """What the square holds that the phone photographs."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=product)


def step_of(secret: str, code: str, *, at: datetime, after: int = -1) -> int | None:
    """The step of time that a code is of, if it is right, of now or one step around, and later than `after`."""
    typed = "".join(code.split())
    if not _CODE.fullmatch(typed):
        return None
    now, app = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    fitting = [now + each for each in AROUND if hmac.compare_digest(app.generate_otp(now + each), typed)]
    return next((step for step in fitting if step > after), None)


def of(user_id: int) -> SecondFactor | None:
    """The second factor of a user, if there is one."""
    return db.session.get(SecondFactor, user_id)


def enrol(user_id: int, secret: str, step: int, *, at: datetime) -> list[str]:
    """Give a user a second factor, of which the code of `step` was taken; the recovery codes, shown once."""
    remove(user_id)
    db.session.execute(insert(SecondFactor).values(user_id=user_id, secret=secret, enrolled_at=at, last_step=step))
    return renew_codes(user_id)


def remove(user_id: int) -> None:
    """Take a second factor away, with its recovery codes."""
    for table in (RecoveryCode, SecondFactor):
        db.session.execute(delete(table).where(table.user_id == user_id))
    db.session.expire_all()


def renew_codes(user_id: int) -> list[str]:
    """New recovery codes in place of the old ones. Only their hashes are stored."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = [_recovery_code() for _ in range(CODES)]
    db.session.execute(insert(RecoveryCode), [{"user_id": user_id, "code_hash": _hashed(code)} for code in codes])
    return codes


def take(user_id: int, code: str, *, at: datetime) -> str | None:
    """Take a code: 'app' or 'recovery' for what it was, nothing if it is wrong or was taken before.

    Each is taken by one change of one row, so that of two who send the same code at once one is refused.
    """
    factor = of(user_id)
    if factor is None:
        return None
    step = step_of(factor.secret, code, at=at, after=factor.last_step)
    if step is not None:
        newer = update(SecondFactor).where(SecondFactor.user_id == user_id, SecondFactor.last_step < step)
        return "app" if _changed_one(newer.values(last_step=step)) else None
    unused = (
        RecoveryCode.user_id == user_id,
        RecoveryCode.code_hash == _hashed(code),
        RecoveryCode.used_at.is_(None),
    )
    return "recovery" if _changed_one(update(RecoveryCode).where(*unused).values(used_at=at)) else None


def codes_left(user_id: int) -> int:
    """How many recovery codes were not used yet."""
    unused = (RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def enrolled(user_ids: Sequence[int]) -> set[int]:
    """Which of these users have a second factor."""
    return set(db.session.scalars(select(SecondFactor.user_id).where(SecondFactor.user_id.in_(user_ids))))


def _changed_one(change: object) -> bool:
    result = db.session.execute(change.execution_options(synchronize_session=False))  # type: ignore[attr-defined] # an update
    db.session.expire_all()
    return isinstance(result, CursorResult) and result.rowcount == 1


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def _hashed(code: str) -> str:
    """A code is random and long, so that a plain hash does; how it is typed does not matter."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()
