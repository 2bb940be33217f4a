"""Carers give notice in their portal."""

from __future__ import annotations

import wtforms

from crm.forms.govuk import Form
from crm.forms.profiles import OFF
from crm.forms.questions import RadiosQuestion, TextQuestion

BOTH = (
    ("both", "Both of us: the other carer is asked to sign too"),
    ("me", "Only I: the other carer goes on, or has not decided"),
)


class NoticeForm(Form):
    """For whom, why, what comes next, and the name."""

    ends_on = wtforms.HiddenField()  # the last day as the page says it (T49)
    signed = wtforms.HiddenField()  # 'yes' where the page says that the other carer has signed (T49)
    who = RadiosQuestion(
        "Who wants to stop fostering?",
        hint="You sign for yourself. Nobody can give notice for somebody else",
        choices=BOTH,
        required="Choose who wants to stop",
    )
    reason = RadiosQuestion(
        "Why?", hint="You need not say. It helps your service to do better", classes="govuk-radios--small"
    )
    destination = RadiosQuestion("What comes next for you?", hint="You need not say", classes="govuk-radios--small")
    name = TextQuestion(
        "Type your full name to give notice",
        hint="It is your signature. The day is today",
        most=100,
        required="Type your full name",
        attributes={**OFF, "spellcheck": "false"},
    )
