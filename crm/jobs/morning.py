"""The jobs of the morning mail: which agencies, which people, and the mail of one of them."""

from __future__ import annotations

from datetime import date

from crm.commands import morning_mails
from crm.commands.jobs import Claimed, Result
from crm.extensions import glance
from crm.jobs import mail
from crm.reads import today


def begin(_job: Claimed) -> Result:
    """Have the mails of today asked for, of each agency at its hour."""
    morning_mails.begin()
    return None


def share(job: Claimed) -> Result:
    """Have a mail asked for, for each of an agency's staff."""
    return {"asked": morning_mails.share(job.args["agency"], date.fromisoformat(job.args["day"]))}


def send(job: Claimed) -> Result:
    """Count one person's work as their page of today does, and tell them; nothing where there is nothing to say.

    Nobody waits for the counting, nor for the mail server: neither is done in a transaction that writes.
    """
    reader = morning_mails.reader(job.args["user"], date.fromisoformat(job.args["day"]))
    if reader is None:
        return {"sent": False}
    with glance():
        found = today.counted(reader.by)
    whole = found.whose == today.ALL
    counts = dict(found.counts)
    if not whole:
        counts["nobody"] = 0  # whom nobody works with is for managers to see to
    if not reader.wants(overdue=counts["overdue"], anything=sum(counts.values())):
        return {"sent": False}
    mail.send(
        job,
        reader.email,
        "morning",
        name=reader.name,
        service=reader.service,
        day=found.today,
        whole=whole,
        counts=counts,
        visits=found.visits,
    )
    return {"sent": True}
