"""The job that erases, once a day, what the public has typed and never sent."""

from __future__ import annotations

from crm.commands import drafts, employer_signups, evening_places, handovers
from crm.commands.jobs import Claimed, Result


def sweep(_job: Claimed) -> Result:
    """Erase drafts that nobody finished, and what ties yesterday's enquiries to a browser."""
    employer_signups.sweep()
    evening_places.sweep()
    handovers.sweep()
    return {"erased": drafts.sweep()}
