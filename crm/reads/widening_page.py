"""One household that could be asked to offer more: its head, the reasons, and the letter that there is for it."""

from __future__ import annotations

from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.people import requests
from crm.people.widening import LETTER
from crm.reads import look
from crm.reads.could_widen import Candidate, of_home
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record


@dataclass(frozen=True, slots=True)
class Asking:
    """A household's head and why to ask it; None where it is not one to ask.

    `letter` is the code of the letter; None where it is blank. `reached`: somebody of it has an account.
    """

    household: HouseholdSeen
    candidate: Candidate | None
    letter: str | None
    reached: bool


@look
def asking(reference: str, by: Actor) -> Asking:
    """Why one might ask a household; NotFound as `load_history`. A look on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["range"], by)
    candidate = of_home(history.identity.id, by)
    template = history.choices.settings.value(f"letter.{LETTER}", clock.today())
    reached = bool(requests.carers_of(history.identity.id))
    return Asking(seen(history), candidate, LETTER if template["text"] else None, reached)
