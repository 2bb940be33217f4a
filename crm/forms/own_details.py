"""What carers propose to change of what is known of them in the portal, and what the service answers."""

from __future__ import annotations

from typing import Any

from crm.forms.govuk import Form
from crm.forms.profiles import HERE, OFF
from crm.forms.questions import ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion, TextQuestion

NATURES = (("changed", "It has changed"), ("corrected", "What you have on record was never right"))


def _nature() -> RadiosQuestion:
    return RadiosQuestion("Why?", choices=NATURES, default="changed", required="Choose why")


def _since() -> DayQuestion:
    return DayQuestion("Since when?", hint="Leave it empty for today. Tell your worker of what is still to come")


class ProposalForm(Form):
    """What a carer proposes: its fields are those of the record, beside why and since when."""

    def values(self) -> dict[str, Any]:
        """The answers, by field."""
        apart = {"nature", "since", "idempotency_key", "version"}
        return {name: field.data for name, field in self._fields.items() if name not in apart}


class ContactsForm(ProposalForm):
    """One's own telephone and e-mail."""

    phone = TextQuestion("Your telephone number", most=40, attributes={"type": "tel", "autocomplete": "tel"})
    email = TextQuestion(
        "Your e-mail address",
        hint="You go on signing in here with the one that you have now",
        most=254,
        attributes={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )
    nature = _nature()
    since = _since()


class OwnAddressForm(ProposalForm):
    """Where they live, written anew: what is on record is not shown (T40)."""

    lines = LongTextQuestion("Your address", hint="Without the postcode", most=400, required="Enter the address")
    postcode = TextQuestion(
        "Postcode",
        most=10,
        classes="govuk-input--width-10",
        attributes={"autocomplete": "postal-code"},
        required="Enter the postcode",
    )
    nature = _nature()
    since = _since()


class OwnMemberForm(ProposalForm):
    """Somebody who lives with them."""

    name = TextQuestion("Name", most=100, attributes={**OFF, "spellcheck": "false"}, required="Enter a name")
    relation = ChoiceQuestion("What they are to you", required="Choose what they are to you")
    born_on = DayQuestion("Date of birth", required="Enter the date of birth")
    lives_here = RadiosQuestion("Where they live", choices=HERE, default="yes", required="Choose where they live")
    nature = _nature()
    since = _since()

    def values(self) -> dict[str, Any]:
        """The answers, by field."""
        return super().values() | {"lives_here": self.lives_here.data == "yes"}


class DeclineDetailsForm(Form):
    """The service declines it: why, as it is mailed, and what else the carer reads in the portal."""

    reason = RadiosQuestion(
        "Why it is declined",
        hint="Mailed to the carer in these words",
        required="Choose why",
        classes="govuk-radios--small",
    )
    answer = LongTextQuestion(
        "Anything to add", hint="The carer reads this when they have signed in, and in no e-mail", most=1000
    )


class WhyForm(Form):
    """Why somebody asks for an address."""

    why = ChoiceQuestion("Why do you need the address?", required="Choose why you need the address")
