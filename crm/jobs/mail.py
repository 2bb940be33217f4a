"""The jobs that send mail. They run outside any transaction: a mail server may take seconds to answer."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, render_template

from crm import words
from crm.actor import Role
from crm.commands import invitations, mail, mailed_links, new_passwords, sent_enquiries, sign_in_links
from crm.commands.jobs import Claimed, Result
from crm.commands.mailed_links import ToSend
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
        send(job, to.email, job.args["letter"], name=to.name, service=to.service, **job.args["values"])
    return None


def invite(job: Claimed) -> Result:
    """Send the mail of an invitation, with a link that is made now."""
    given = invitations.prepare(job.args["invitation"])
    if given is None:
        return None
    invited = given.invited
    own = "invitation_carer" if invited.role is Role.CARER else "invitation"
    letter = own if given.token else "invitation_elsewhere"
    send(
        job,
        invited.email,
        letter,
        name=invited.name,
        service=invited.service,
        role=words.ROLES[invited.role],
        inviter=given.inviter,
        hours=given.hours,
        key=given.token,
        anew=True,
    )
    return None


def forgotten(job: Claimed) -> Result:
    """Send the link by which a new password is chosen; if it cannot be sent, there is no such link."""
    return _linked(job, new_passwords.prepare(job.args["user"]), "new_password")


def link(job: Claimed) -> Result:
    """Send the link that signs a carer in; if it cannot be sent, there is no such link."""
    return _linked(job, sign_in_links.prepare(job.args["user"]), "sign_in_link")


def _linked(job: Claimed, given: ToSend | None, letter: str) -> Result:
    if given is None:
        return None
    try:
        said = {"name": given.name, "service": given.service, "minutes": given.minutes}
        send(job, given.email, letter, key=given.token, anew=True, **said)
    except Exception:
        mailed_links.unsend(given.token)
        raise
    return None


def thank(job: Claimed) -> Result:
    """Tell who enquired that it has arrived, and what happens next."""
    to = sent_enquiries.thanked(job.args["sent"])
    if to is not None:
        send(job, to.email, "enquiry_received", service=to.service, reference=to.reference, due_on=to.due_on)
    return None


def send(job: Claimed, to: str, letter: str, *, anew: bool = False, **values: Any) -> None:
    """Write a job's mail from its template, whose first line is the subject, and send it.

    `anew`: it holds a link that was made just now, so that a second attempt is another mail. Of any other letter a
    second attempt is the same mail, which goes once wherever the way it goes can tell.
    """
    settings: Settings = current_app.config["HEARTH"]
    text = render_template(f"emails/{letter}.txt", base_url=settings.base_url, **values)
    subject, _, body = text.partition("\n")
    how: Sender = current_app.extensions[SENDER]
    again = job.attempt > 1 and not anew
    reference = f"{job.mark}-{job.attempt}" if anew else job.mark
    how.send(Letter(to, subject.removeprefix("Subject: ").strip(), body.strip() + "\n", reference, again))
