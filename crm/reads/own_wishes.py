"""What carers would most like, as they read it in the portal, beside what their household is approved for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm import audit
from crm.actor import Actor
from crm.journey.ranges import Terms
from crm.people import profile, requests
from crm.people.profile import Value
from crm.reads import look
from crm.reads.choices import Choices
from crm.reads.own_home import own


@dataclass(frozen=True, slots=True)
class OwnWishes:
    """Wishes by field, and the terms of today; None where the household is not approved."""

    terms: Terms | None
    values: Mapping[str, Value]
    version: str  # which the form carries (T49)
    choices: Choices

    @property
    def beyond(self) -> bool:
        """Whether they would like what their approval does not allow, so that they would have to ask for it."""
        terms, low, high = self.terms, self.values["wished_from"], self.values["wished_to"]
        if terms is None:
            return False
        younger = isinstance(low, int) and terms.age_from is not None and low < terms.age_from
        older = isinstance(high, int) and terms.age_to is not None and high > terms.age_to
        more = isinstance(self.values["wished_places"], int) and self.values["wished_places"] > terms.most
        other = set(str(self.values["wished_offers"] or "").split()) - set(terms.offers)
        return younger or older or more or bool(other and terms.offers)


@look
def own_wishes(by: Actor) -> OwnWishes:
    """The wishes of the asker's own household. The look goes on record."""
    found = own(by)
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=found.household.id, fields=["wishes"])
    home = profile.of_home(found.household.id)
    values = {name: getattr(home, name) for name in profile.WISHES}
    return OwnWishes(found.terms, values, requests.version_of(values, None), found.choices)
