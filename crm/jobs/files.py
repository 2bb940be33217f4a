"""The jobs of files: make one that takes a while, and erase what one held."""

from __future__ import annotations

from crm.commands import export_requests, made_files
from crm.commands.jobs import Claimed, Result
from crm.commands.made_files import Taken
from crm.errors import NotFound, Refused, TakesTwo, Unusable
from crm.exchange.quarterly import files
from crm.extensions import reading

TWO = (
    "The file holds {households:,} households, and more than {alone:,} take two people. It is asked for now: when "
    "another manager or somebody of governance has agreed, take it from the page of such files."
)
NOT_ONES_OWN = "There is no such report, or it is not yours to have any more."


def make(job: Claimed) -> Result:
    """Make a file for whoever asked, by what they may have now. Nobody else waits meanwhile: it only reads."""
    number = job.args["file"]
    try:
        words = made_files.begun(number, by=job.by)
    except NotFound:
        return None  # it is nobody's any more
    if words is None:
        return None
    with made_files.as_sent(number, by=job.by):
        try:
            with reading():
                made = files.made(words, job.by, job.tell)
        except TakesTwo as two:
            made_files.refuse(number, _asked(two, job), by=job.by)
            return None
        except (NotFound, Unusable) as problem:
            told = str(problem) if isinstance(problem, Unusable) else NOT_ONES_OWN
            made_files.refuse(number, told, by=job.by)
            return None
    made_files.keep(number, Taken(made.name, made.media_type, made.content), by=job.by)
    return None


def _asked(two: TakesTwo, job: Claimed) -> str:
    try:
        export_requests.ask(two.households, by=job.by)
    except Refused as refusal:
        return refusal.message
    return TWO.format(households=two.households, alone=two.alone)


def erase(job: Claimed) -> Result:
    """Erase what a file held."""
    made_files.erase_old(job.args["file"])
    return None
