"""The jobs that look at every account once a day."""

from __future__ import annotations

from crm.commands import carer_accounts, dormant
from crm.commands.jobs import Claimed, Result


def sweep(_job: Claimed) -> Result:
    """Tell the owners of unused accounts, and close those that stay unused."""
    done = dormant.sweep()
    return {"told": done.told, "closed": done.closed}


def carers(_job: Claimed) -> Result:
    """Close the accounts of households that foster no more, or whose application is over."""
    return {"closed": carer_accounts.sweep()}
