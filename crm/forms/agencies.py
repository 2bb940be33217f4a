"""A council: its name, how addresses call it, and its hub."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import TextQuestion

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class AgencyForm(Form):
    """What is asked of a council that is there already."""

    name = TextQuestion("Name", most=100, required="Enter the council's name", hint="As people read it.")
    hub = TextQuestion(
        "Hub",
        most=40,
        hint="The short name of the hub that it belongs to, like d2n2; a new one is made. Empty: none. "
        "People of a hub see at once what its councils share, and no longer what one that left shares.",
        attributes=_PLAIN,
    )


class NewAgencyForm(AgencyForm):
    """What is asked of a new one. Its short name stays for good: addresses and reports hold it."""

    slug = TextQuestion(
        "Short name",
        most=40,
        required="Enter a short name",
        hint="Small letters, digits and hyphens, like derby. It cannot be changed later.",
        attributes=_PLAIN,
    )
