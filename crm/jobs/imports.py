"""The jobs of imports: check a file, load it, take a batch back, erase what was uploaded."""

from __future__ import annotations

from crm.commands import following, imports, uploads
from crm.commands.jobs import Claimed, Result
from crm.exchange.placements import uploads as placements
from crm.exchange.tracker import uploads as tracker

CHECKING = {uploads.TRACKER: tracker.check, uploads.PLACEMENTS: placements.check}
LOADING = {uploads.TRACKER: tracker.load, uploads.PLACEMENTS: placements.load}


def check(job: Claimed) -> Result:
    """Say what loading an uploaded file would do."""
    number = job.args["upload"]
    CHECKING[uploads.state(number, by=job.by).kind](number, by=job.by, progress=job.tell)
    return None


def load(job: Claimed) -> Result:
    """Load an uploaded file."""
    number = job.args["upload"]
    LOADING[uploads.state(number, by=job.by).kind](number, by=job.by, progress=job.tell)
    return None


def undo(job: Claimed) -> Result:
    """Take a batch back."""
    undone = imports.undo(job.args["batch"], by=job.by, progress=job.tell)
    followed = following.sentences(undone.followed)
    done = {"rows": undone.rows, "events": undone.events, "touched": len(undone.touched)}
    return done | {"followed": followed, "all_followed": len(undone.followed)}


def erase(job: Claimed) -> Result:
    """Erase what an uploaded file held."""
    uploads.erase_old(job.args["upload"])
    return None
