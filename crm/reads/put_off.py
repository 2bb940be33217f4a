"""What a call that was promised puts off: what it is to bring about, where that had begun by then.

What the law wants nobody puts off, nor first contact: until somebody has answered there was none.
"""

from __future__ import annotations

from collections.abc import Sequence

from crm import clock
from crm.journey.events import FirstContactMade
from crm.reads.clocks import Running
from crm.reads.items import Item


def is_put_off(ticking: Running, called: Sequence[Item]) -> bool:
    """Whether one of these calls puts a clock off to its day.

    The chases of an invitation only where it was agreed on a later day than that was on record: who is invited
    after the promise is chased, and in doubt both stand.
    """
    if not ticking.by_call or is_first(ticking):
        return False
    agreed = [call.agreed_at for call in called if call.agreed_at is not None]
    if ticking.invited_at is not None:
        return any(clock.day_of(at) > clock.day_of(ticking.invited_at) for at in agreed)
    return any(ticking.began_on is None or clock.day_of(at) >= ticking.began_on for at in agreed)


def is_first(ticking: Running) -> bool:
    """Whether a clock waits for the first contact."""
    return ticking.stops == FirstContactMade.kind
