"""What a second person's button does: it settles what another asked for, or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect
from werkzeug.wrappers import Response

from crm.errors import Refused


def settled(do: Callable[[], None], said: str, back: str) -> Response:
    """Do it, and go back to the list with what is said of it; or with the refusal."""
    try:
        do()
        flash(said, "success")
    except Refused as refusal:
        flash(refusal.message, "error")
    return redirect(back, 303)
