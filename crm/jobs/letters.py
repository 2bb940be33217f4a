"""The job that sends a letter to a carer."""

from __future__ import annotations

from flask import current_app

from crm.commands import sent_letters
from crm.commands.jobs import Claimed, Result
from crm.exchange import calendar
from crm.exchange.mail import Letter, Sender
from crm.jobs.mail import SENDER


def send(job: Claimed) -> Result:
    """Send a letter, if it may go at this moment and has not gone. Its words are on record as they were written."""
    letter_id = job.args["letter"]
    ready = sent_letters.prepare(letter_id)
    if ready is not None:
        how: Sender = current_app.extensions[SENDER]
        visit = calendar.invitation(ready.visit, ready.email) if ready.visit else None
        how.send(Letter(ready.email, ready.subject, f"{ready.text}\n", job.mark, job.attempt > 1, visit))
        sent_letters.sent(letter_id)
    return None
