"""The job that looks at every account once a day."""

from __future__ import annotations

from crm.commands import dormant
from crm.commands.jobs import Claimed, Result


def sweep(_job: Claimed) -> Result:
    """Tell the owners of unused accounts, and close those that stay unused."""
    done = dormant.sweep()
    return {"told": done.told, "closed": done.closed}
