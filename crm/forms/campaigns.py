"""What is asked of a campaign, of a link of it, and of what was spent on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crm.campaign_words import AGREED
from crm.forms.govuk import Form, Question
from crm.forms.money import MoneyQuestion
from crm.forms.questions import (
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)

SHARE = "share_{}"


class CampaignForm(Form):
    """A campaign; of councils of a hub, with a share for each (`with_shares`)."""

    name = TextQuestion(
        "Name of the campaign",
        hint="As people know it, and as an officer will type it",
        most=100,
        required="Enter the name of the campaign",
    )
    spellings = LongTextQuestion(
        "How else do people write it?",
        hint="Optional. One a line: an enquiry that names one of these is counted for this campaign",
        most=2000,
        rows=3,
    )
    channel = ChoiceQuestion("Channel", required="Choose a channel")
    starts_on = DayQuestion(
        "First day", hint="For example, 1 4 2026", required="Enter the first day of the campaign"
    )
    ends_on = DayQuestion("Last day", hint="Leave it empty if no end is set")
    about = LongTextQuestion("What is it about?", hint="Optional. Name nobody", most=2000, rows=3)

    @property
    def basics(self) -> tuple[Question, ...]:
        """What is asked before the shares."""
        return tuple(each for each in self.questions if not each.name.startswith(SHARE.format("")))

    @property
    def shares(self) -> tuple[Question, ...]:
        """The share of each council, where there are several."""
        return tuple(each for each in self.questions if each.name.startswith(SHARE.format("")))

    def shared(self) -> dict[int, int]:
        """The shares that were typed, by the number of the council; empty boxes have no part."""
        typed: Mapping[str, Any] = {each.name: each.data for each in self.shares}
        return {int(name.rpartition("_")[2]): share for name, share in typed.items() if share is not None}


def with_shares(councils: Sequence[tuple[int, str]]) -> type[CampaignForm]:
    """The form that asks for a share of each of these councils; for one, which pays all, it asks for none."""
    if len(councils) == 1:
        return CampaignForm
    asked = {
        SHARE.format(number): WholeNumberQuestion(f"Share of {name}", most=100, unit="%")
        for number, name in councils
    }
    return type("SharedCampaignForm", (CampaignForm,), asked)


class LinkForm(Form):
    """Another link."""

    label = TextQuestion(
        "Where will the link stand?",
        hint="Like 'Poster in libraries' or 'Radio page'. Each place with a link of its own can be told apart",
        most=100,
        required="Enter where the link will stand",
    )
    source = ChoiceQuestion(
        "Which source do enquiries have that come by it?",
        hint="Whoever enquires is not asked how they heard, and can still change it",
        required="Choose a source",
    )


class SpendForm(Form):
    """What was spent."""

    what = TextQuestion(
        "What was it spent on?", hint="Name nobody", most=200, required="Enter what it was spent on"
    )
    amount = MoneyQuestion("How much?", hint="In pounds, VAT included", required="Enter how much was spent")
    spent_on = DayQuestion(
        "On which day?",
        hint="The day of the invoice. For example, 14 5 2026",
        required="Enter the day on which it was spent: without one no period can count it",
    )
    of = RadiosQuestion("Who pays it?", required="Choose who pays it", classes="govuk-radios--small")

    def offer(self, councils: Sequence[tuple[int, str, int]], own: Collection[int]) -> None:
        """Offer each of one's own councils alone, and the shares as agreed to whoever works for all of them; where
        one council alone can pay there is nothing to ask."""
        mine = tuple((str(number), f"{name} alone") for number, name, _ in councils if number in own)
        if len(mine) == 1:
            del self["of"]
            return
        agreed = ", ".join(f"{name} {share}%" for _, name, share in councils)
        shared = ((AGREED, f"Shared as agreed: {agreed}"),) if len(mine) == len(councils) else ()
        self.of.choices = (*shared, *mine)


class ButtonForm(Form):
    """It is taken back, or stands again."""
