"""The looking: what pages show now. Read-only but for the audit, and the place where scope is enforced."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from crm.extensions import db, writing

P = ParamSpec("P")
T = TypeVar("T")


def look(function: Callable[P, T]) -> Callable[P, T]:
    """Make a read one transaction with the row of the audit that it writes (T46).

    If the row cannot be written, nothing is shown; what is refused leaves nothing behind.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with writing():
            try:
                found = function(*args, **kwargs)
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise
        return found

    return run
