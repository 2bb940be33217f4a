"""The words of contacts, letters and visits: how each went, as a form asks it and as the timeline says it."""

from __future__ import annotations

# What the forms for each kind offer, by direction and outcome, the most frequent first.
CONTACT_WAYS = {
    "call": {
        "out-answered": "We called, and spoke with them",
        "out-no_answer": "We called, and nobody answered",
        "out-message_left": "We called, and left a message",
        "out-wrong_number": "We called, and the number was wrong",
        "in-answered": "They called us, and we spoke",
    },
    "email": {
        "in-answered": "They wrote in answer to us",
        "in-received": "They wrote to us",
        "out-sent": "We wrote to them, outside Hearth",
    },
    "text": {
        "in-answered": "They wrote in answer to us",
        "in-received": "They wrote to us",
        "out-sent": "We wrote to them",
    },
    "letter": {
        "in-answered": "They wrote in answer to us",
        "in-received": "They wrote to us",
        "out-sent": "We wrote to them",
    },
    "visit": {"met": "We met in person"},
    "note": {"": "A note"},
}
CONTACT_KINDS = {
    "call": "Call",
    "email": "E-mail",
    "text": "Text message",
    "letter": "Letter",
    "visit": "Meeting",
    "note": "Note",
}
CONTACT_TEXTS = {
    "call": "What was said",
    "email": "What it said",
    "text": "What it said",
    "letter": "What it said",
    "visit": "Where you met, and what was said",
    "note": "Note",
}

# What the timeline says of one that was logged.
CONTACTS = {
    "call-out-answered": "We called, and spoke with them",
    "call-out-no_answer": "We called: no answer",
    "call-out-message_left": "We called: left a message",
    "call-out-wrong_number": "We called: wrong number",
    "call-in-answered": "They called us",
    "email-in-answered": "E-mail from them, in answer to us",
    "email-in-received": "E-mail from them",
    "email-out-sent": "E-mail to them",
    "email-out-waiting": "E-mail to them, on its way",
    "email-out-not_sent": "E-mail to them, not sent",
    "text-in-answered": "Text message from them, in answer to us",
    "text-in-received": "Text message from them",
    "text-out-sent": "Text message to them",
    "letter-in-answered": "Letter from them, in answer to us",
    "letter-in-received": "Letter from them",
    "letter-out-sent": "Letter to them",
    "letter-out-printed": "Letter to them, on paper",
    "visit-met": "Met in person",
    "note": "Note",
    "message-in-received": "Message from a carer",
    "message-out-sent": "Message to the carers",
}

# How a letter stands, and why it was not sent.
LETTERS = {
    "waiting": "On its way",
    "sent": "Sent",
    "printed": "Written, to be printed",
    "not_sent": "Not sent",
}
NOT_SENT = {
    "opted_out": "They had asked not to be written to",
    "no_email": "There was no e-mail address any more",
    "gave_up": "The mail server did not take it, though it was tried again and again",
    "visit_changed": "The visit was moved or called off before it could go",
    "visit_past": "The day of the visit was past before it could go",
    "held": "It waited when Hearth was put back from a backup, and may have gone since",
}
CHANNELS = {"email": "By e-mail", "paper": "On paper"}

# Visits.
PURPOSES = {
    "initial": "Initial visit",
    "assessment": "Assessment session",
    "supervision": "Supervision visit",
    "unannounced": "Unannounced visit",
    "other": "Other visit",
}
VISIT_PLACES = {
    "home": "At their home",
    "office": "At our office",
    "phone": "By telephone",
    "video": "By video call",
}
VISITS = {
    "booked": "booked",
    "done": "took place",
    "missed": "they were not there",
    "cancelled": "called off",
    "moved": "moved to another time",
    "struck_out": "struck out",
}
VISIT_ENDINGS = {
    "no_show": "They were not there",
    "they_cancelled": "They called it off",
    "we_cancelled": "We called it off",
}
NOT_TOLD = {
    "opted_out": "No letter was sent: they asked not to be written to.",
    "no_email": "No letter was sent: there is no e-mail address for them.",
    "lacking": "No letter was sent: the letter says something that your settings lack, as a telephone number.",
}

# Of whom a template of letters is true: see `crm.register.letters.WHENS`.
TRUE_OF = {
    "everybody": "Everybody",
    "unspoken": "Those who have enquired and have not been spoken with yet",
    "tried": "Those who were called and not reached",
    "spoken": "Those who have been spoken with",
    "unvisited": "Those who have enquired and have not been visited yet",
    "visited": "Those who have been visited",
    "invited": "Those who were visited and invited to apply, and have not applied",
    "closed": "Those who have nothing under way any more",
}
