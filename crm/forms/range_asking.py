"""What carers are asked about what they could offer, one question a page; and what the service answers."""

from __future__ import annotations

from collections.abc import Mapping

from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, DayQuestion, LongTextQuestion, WholeNumberQuestion
from crm.forms.ranges import MOST_PLACES, OLDEST, require_in_order


class PlacesForm(Form):
    """How many."""

    places = WholeNumberQuestion(
        "How many children could you care for at once?",
        least=1,
        most=MOST_PLACES,
        required="Enter how many children you could care for",
        classes="govuk-input--width-3",
        heading=True,
    )


class AgesForm(Form):
    """Of which ages."""

    age_from = WholeNumberQuestion(
        "Youngest age", hint="0 means a baby", most=OLDEST, unit="years", required="Enter the youngest age"
    )
    age_to = WholeNumberQuestion("Oldest age", most=OLDEST, unit="years", required="Enter the oldest age")

    def validate_age_to(self, field: WholeNumberQuestion) -> None:
        """The oldest age is not below the youngest."""
        require_in_order(self.age_from, field, rule="")


class KindsForm(Form):
    """Which kinds of care, brothers and sisters, a parent with a child."""

    offers = CheckboxesQuestion("Kinds of care", hint="Choose all that you could offer")
    siblings_extra = WholeNumberQuestion(
        "How many more children, if they are all brothers and sisters?",
        hint="0 if none. Brothers and sisters often wait longest for a home together",
        most=MOST_PLACES,
        classes="govuk-input--width-3",
    )
    parent_and_child = WholeNumberQuestion(
        "How many of your places could be for a parent with their child?",
        hint="0 if none",
        most=MOST_PLACES,
        classes="govuk-input--width-3",
    )


class SupportForm(Form):
    """From when, and what would help."""

    wanted_on = DayQuestion(
        "From when?", hint="Within two years. Leave this empty if you are ready as soon as it is agreed"
    )
    support = LongTextQuestion(
        "What support would you need?",
        hint="For example a bed or a car seat, training, or somebody to talk to. Write 'none' if you need none. "
        "Do not name a child",
        most=2000,
        required="Say what support you would need, or that you need none",
    )


FORMS: Mapping[str, type[Form]] = {
    "places": PlacesForm,
    "ages": AgesForm,
    "kinds": KindsForm,
    "support": SupportForm,
}
STEPS = tuple(FORMS)


class SendForm(Form):
    """Nothing is asked: it is sent, withdrawn or agreed to as the page shows it."""


class OfferForm(Form):
    """The service offers what was asked, with its statement of support."""

    support = LongTextQuestion(
        "Support that the carer would need",
        hint="What they would need that they do not have now, and how it is given; or that they need none (RV-7). "
        "The carers read this before they agree",
        most=2000,
        required="Say what support the carer would need, or that they need none",
    )


class DeclineForm(Form):
    """The service declines it."""

    because = LongTextQuestion(
        "Why it is declined",
        hint="The carers read this, word for word",
        most=2000,
        required="Say why, in words that the carers will read",
    )
