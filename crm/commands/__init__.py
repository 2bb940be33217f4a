"""The verbs: one function for each thing that a user does, one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from crm.extensions import db, writing

P = ParamSpec("P")
T = TypeVar("T")

_open: ContextVar[bool] = ContextVar("a command is open", default=False)


def command(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function one transaction: committed if it returns, rolled back if it raises.

    A command called by another command joins its transaction: an import of 10,000 rows is one.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _open.get():
            return function(*args, **kwargs)
        token = _open.set(True)
        try:
            with writing():
                db.session.expire_all()  # what the page read before may have been changed since: it is read anew
                return _committed(function, *args, **kwargs)
        finally:
            _open.reset(token)

    return run


def _committed(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        result = function(*args, **kwargs)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return result
