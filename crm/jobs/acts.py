"""The jobs of acts on many journeys: carry one out, take one back."""

from __future__ import annotations

from crm.commands import acts
from crm.commands.jobs import Claimed, Result


def carry_out(job: Claimed) -> Result:
    """Do what a person asked for."""
    acts.carry_out(job.args["act"], by=job.by, tell=job.tell)
    return None


def undo(job: Claimed) -> Result:
    """Take it back."""
    acts.undo(job.args["act"], by=job.by, tell=job.tell)
    return None
