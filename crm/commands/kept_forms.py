"""What was typed when the session had ended: its owner looks at it, and throws it away or sends it (T07)."""

from __future__ import annotations

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Gone
from crm.extensions import reading
from crm.people import kept_forms
from crm.people.kept_forms import Kept

GONE = "What you had typed is no longer kept: it was sent or thrown away, or more than an hour has passed."


def look(key: str, *, by: Actor) -> Kept:
    """What was kept under a key for whoever asks; Gone where there is nothing of theirs."""
    with reading():
        found = kept_forms.of(key, by.user_id, at=clock.now()) if by.user_id is not None else None
    if found is None:
        raise Gone(GONE)
    return found


@command
def forget(key: str, *, by: Actor) -> None:
    """Erase what was kept under a key for whoever asks; Gone where there is nothing of theirs."""
    if by.user_id is None or not kept_forms.forget(key, by.user_id):
        raise Gone(GONE)
