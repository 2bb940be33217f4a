"""The job that writes to somebody who booked an evening, with the evening for their calendar."""

from __future__ import annotations

from flask import current_app, render_template

from crm.commands import evening_places
from crm.commands.jobs import Claimed, Result
from crm.exchange import calendar
from crm.exchange.mail import Letter, Sender
from crm.jobs.mail import SENDER


def tell(job: Claimed) -> Result:
    """Say how it stands with their booking; nothing, where who it was is erased."""
    news = evening_places.news(job.args["booking"])
    if news is None:
        return None
    text = render_template("emails/evening.txt", news=news, booked=news.state == "booked")
    subject, _, body = text.partition("\n")
    held = calendar.invitation(news) if news.state == "booked" else None
    how: Sender = current_app.extensions[SENDER]
    said = subject.removeprefix("Subject: ").strip(), body.strip() + "\n"
    how.send(Letter(news.email, *said, job.mark, job.attempt > 1, held))
    return None
