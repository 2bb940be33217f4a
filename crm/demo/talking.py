"""What the demonstration’s carer and their worker wrote to each other, a document to be signed, a draft."""

from __future__ import annotations

from datetime import timedelta

from crm import clock
from crm.actor import Actor, Role
from crm.commands import document_shares, documents, messages, review_answers, review_lines
from crm.commands.review_answers import Said
from crm.commands.review_lines import Told
from crm.demo.papers import as_pdf
from crm.people import users

ASKED = (
    "Good evening. Could the contact on Saturday begin at 11 instead of 10? The swimming class ends at half past."
)
ANSWERED = "Yes, 11 is fine. I have told the contact centre. Please bring the swimming badge along!"
ASKED_SINCE = "Thank you. One more thing: whom do we ask about the passport for the summer holiday?"
DRAFT = Said(
    went="Busy and good. The girls have settled, and the swimming goes on.",
    helped="The Thursday group, and that somebody always rang back.",
    more="perhaps",
)
PAPERS = (
    ("Foster care agreement", ("Foster care agreement", "Invented for the demonstration."), True),
    ("Handbook for carers", ("Handbook for carers", "Invented for the demonstration."), False),
)


def talk(email: str, worker: Actor | None) -> None:
    """Have the carer write, the worker answer, and the carer write again, which waits."""
    user = users.by_email(email)
    if user is None or user.household_id is None or worker is None:
        return
    carer, home, now = Actor(user.id, user.name, Role.CARER, (), user.household_id), user.household_id, clock.now()
    with clock.fixed(now - timedelta(days=3)):
        messages.write(ASKED, by=carer)
    with clock.fixed(now - timedelta(days=2)):
        messages.answer(home, ANSWERED, by=worker)
    messages.write(ASKED_SINCE, by=carer)
    for name, lines, to_sign in PAPERS:
        number = documents.add(home, name=name, kind="pdf", content=as_pdf(lines), by=worker)
        document_shares.share(home, number, to_sign=to_sign, by=worker)
    review_lines.tell(home, Told("carer", "1", clock.today(), None), by=worker)
    review_answers.keep(DRAFT, version=0, by=carer)
