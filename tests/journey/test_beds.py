"""What history counts for in the bed ledger: rules B-1 to B-20, each by a history counted by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from crm.journey.beds import Book, entries
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, NoticeReceived, TermsChanged
from crm.journey.ranges import Route
from tests.journey.histories import History, day


def approve(history: History, on: str, places: int, *, journey: int = 1, route: Route = Route.MAINSTREAM) -> None:
    history.tell(HouseholdApproved(happened_on=day(on), places=places), journey=journey, route=route)


def effective(history: History) -> dict[str, int]:
    """Places by the day on which they move."""
    total: Counter[date] = Counter()
    for entry, quantity in entries(history.household()).items():
        if entry.book == Book.PLACES:
            total[entry.effective_on] += quantity
    return {each.isoformat(): quantity for each, quantity in total.items()}


def test_B_3_an_approval_gains_its_places_on_the_day_of_the_decision() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    assert effective(history) == {"2021-05-01": 2}
    assert history.counts()["households", "new_approval"] == 1


def test_B_4_an_ending_loses_the_places_of_its_day_on_the_effective_end() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(TermsChanged(happened_on=day("2021-08-01"), places=3))
    history.tell(NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")))
    assert effective(history) == {"2021-05-01": 2, "2021-08-01": 1, "2022-03-01": -3}
    assert history.counts()["households", "deregistration"] == -1


@pytest.mark.parametrize(
    ("cause", "places", "expected"),
    [("terms", 3, "terms_increase"), ("capital_scheme", 3, "capital_scheme"), ("terms", 1, "terms_decrease")],
)
def test_B_5_a_change_of_terms_moves_the_difference(cause: str, places: int, expected: str) -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(TermsChanged(happened_on=day("2021-08-01"), places=places, cause=cause))
    assert history.beds() == {("mainstream", "new_approval"): 2, ("mainstream", expected): places - 2}


def test_B_5_a_change_of_ages_alone_moves_no_bed() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(TermsChanged(happened_on=day("2021-08-01"), age_from=0, age_to=4))
    assert history.beds() == {("mainstream", "new_approval"): 2}


def test_two_changes_on_one_day_each_move_their_own_difference() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(TermsChanged(happened_on=day("2021-08-01"), places=3, cause="capital_scheme"))
    history.tell(TermsChanged(happened_on=day("2021-08-01"), places=1))
    assert history.beds() == {
        ("mainstream", "new_approval"): 2,
        ("mainstream", "capital_scheme"): 1,
        ("mainstream", "terms_decrease"): -2,
    }


def test_B_6_transfers_have_lines_of_their_own() -> None:
    history = History()
    approve(history, "2021-05-01", 2, route=Route.TRANSFER_IN)
    history.tell(HouseholdDeregistered(happened_on=day("2022-01-01"), destination="ifa"), route=Route.TRANSFER_IN)
    assert history.beds() == {("mainstream", "transfer_in"): 2, ("mainstream", "transfer_out"): -2}


def test_an_ending_to_no_other_service_is_no_transfer() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(HouseholdDeregistered(happened_on=day("2022-01-01"), destination="none"))
    assert history.beds() == {("mainstream", "new_approval"): 2, ("mainstream", "deregistration"): -2}


def test_B_7_kinship_becomes_mainstream_on_the_second_decision_s_day() -> None:
    history = History()
    approve(history, "2021-05-01", 1, route=Route.KINSHIP)
    approve(history, "2022-01-10", 2, journey=2)
    assert history.beds() == {
        ("kinship", "new_approval"): 1,
        ("kinship", "reclassified_out"): -1,
        ("mainstream", "reclassified_in"): 2,
    }
    counts = history.counts()
    assert counts["households", "reclassified_in"] == 1
    assert counts["households", "reclassified_out"] == -1
    assert ("households", "deregistration") not in counts
    assert history.problems() == []


def test_B_7_what_is_said_of_the_kinship_approval_after_that_moves_nothing() -> None:
    history = History()
    approve(history, "2021-05-01", 1, route=Route.KINSHIP)
    approve(history, "2022-01-10", 2, journey=2)
    history.tell(HouseholdDeregistered(happened_on=day("2022-02-01")), route=Route.KINSHIP)
    assert ("kinship", "deregistration") not in history.beds()
    assert history.household().approval_on(day("2022-03-01")) is not None


def test_B_15_supported_lodgings_are_a_population_of_their_own() -> None:
    history = History()
    approve(history, "2021-05-01", 1, route=Route.SUPPORTED_LODGINGS)
    assert history.beds() == {("supported_lodgings", "new_approval"): 1}


def test_B_16_approved_and_gone_in_one_day_shows_on_both_sides() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(HouseholdDeregistered(happened_on=day("2021-05-01")))
    assert history.beds() == {("mainstream", "new_approval"): 2, ("mainstream", "deregistration"): -2}


def test_B_19_an_administrative_error_is_an_adjustment_and_no_leaver() -> None:
    history = History()
    approve(history, "2021-05-01", 2)
    history.tell(HouseholdDeregistered(happened_on=day("2021-06-01"), reason="administrative_error"))
    assert history.beds() == {("mainstream", "new_approval"): 2, ("mainstream", "adjustment"): -2}
