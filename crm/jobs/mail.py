"""The jobs that send mail. They run outside any transaction: a mail server may take seconds to answer."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, render_template

from crm.commands import mail
from crm.commands.jobs import Claimed, Result
from crm.config import Settings
from crm.exchange.mail import Letter, Sender, sender

SENDER = "hearth-mail"  # where the application keeps how it sends


def install(app: Flask, settings: Settings) -> None:
    """Have mails sent as the settings say."""
    app.extensions[SENDER] = sender(settings)


def tell(job: Claimed) -> Result:
    """Send a mail to the owner of an account; nothing where there is none."""
    to = mail.addressee(job.args["user"])
    if to is not None:
        send(to.email, job.args["letter"], name=to.name, service=to.service, **job.args["values"])
    return None


def send(to: str, letter: str, **values: Any) -> None:
    """Write a mail from its template, whose first line is the subject, and send it."""
    settings: Settings = current_app.config["HEARTH"]
    text = render_template(f"emails/{letter}.txt", base_url=settings.base_url, **values)
    subject, _, body = text.partition("\n")
    how: Sender = current_app.extensions[SENDER]
    how.send(Letter(to, subject.removeprefix("Subject: ").strip(), body.strip() + "\n"))
