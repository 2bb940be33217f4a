"""The fold of a household's history, and what makes it impossible."""

from __future__ import annotations

import pytest

from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    EnquiryReceived,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    StruckOut,
    TermsChanged,
    VisitCompleted,
    Withdrawn,
)
from crm.journey.ranges import Route
from tests.journey.histories import History, day


def approved(on: str, places: int = 2) -> HouseholdApproved:
    return HouseholdApproved(happened_on=day(on), places=places)


def test_an_enquiry_counts_when_the_last_counted_one_is_90_days_ago_or_more() -> None:
    history = History()
    days = ["2021-01-01", "2021-03-31", "2021-04-01", "2021-06-29", "2021-06-30"]
    for journey, each in enumerate(days, start=1):
        history.tell(EnquiryReceived(happened_on=day(each)), journey=journey)
    # 31 March is 89 days on; 1 April is 90. From 1 April, 29 June is 89 days on and 30 June is 90.
    assert history.household().counted == {1, 3, 5}
    assert history.counts() == {("stage", "enquiry_received"): 3, ("stage", "enquiry_repeated"): 2}


def test_an_older_enquiry_heard_of_late_displaces_the_one_that_counted() -> None:
    history = History()
    history.tell(EnquiryReceived(happened_on=day("2021-05-01")), journey=1)
    history.tell(EnquiryReceived(happened_on=day("2021-04-01")), journey=2)
    assert history.household(known_after=1).counted == {1}
    assert history.household().counted == {2}


def test_an_approval_lasts_until_the_day_before_its_effective_end() -> None:
    history = History()
    history.tell(approved("2021-05-01"))
    history.tell(HouseholdDeregistered(happened_on=day("2021-09-30")))
    (approval,) = history.household().approvals
    assert not approval.open_on(day("2021-04-30"))
    assert approval.open_on(day("2021-05-01"))
    assert approval.open_on(day("2021-09-29"))
    assert not approval.open_on(day("2021-09-30"))


def test_notice_ends_the_approval_on_its_day_and_an_earlier_end_comes_first() -> None:
    history = History()
    history.tell(approved("2021-05-01"))
    history.tell(NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")))
    assert history.household().approvals[0].ends_on == day("2022-03-01")
    history.tell(HouseholdDeregistered(happened_on=day("2022-02-10"), reason="deceased"))
    assert history.household().approvals[0].ends_on == day("2022-02-10")
    assert history.problems() == []


def test_terms_may_change_while_notice_runs() -> None:
    history = History()
    history.tell(approved("2021-05-01", places=3))
    history.tell(NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")))
    history.tell(TermsChanged(happened_on=day("2022-02-10"), places=2))
    assert history.problems() == []
    assert history.beds() == {
        ("mainstream", "new_approval"): 3,
        ("mainstream", "terms_decrease"): -1,
        ("mainstream", "deregistration"): -2,
    }


def test_terms_stay_as_they_were_where_a_change_does_not_name_them() -> None:
    history = History()
    history.tell(
        HouseholdApproved(happened_on=day("2021-05-01"), places=2, age_from=5, age_to=11, offers=("respite",))
    )
    history.tell(TermsChanged(happened_on=day("2021-08-01"), places=3))
    terms = history.household().approvals[0].terms_on(day("2021-08-01"))
    assert (terms.places, terms.age_from, terms.age_to, terms.offers) == (3, 5, 11, ("respite",))
    assert history.household().approvals[0].terms_on(day("2021-07-31")).places == 2


def test_a_correction_takes_the_place_of_what_it_corrects_and_only_from_then_on() -> None:
    history = History()
    first = history.tell(approved("2021-05-01", places=2))
    history.tell(approved("2021-05-03", places=1), corrects=first)
    assert history.household(known_after=1).approvals[0].approved.id == 1
    assert history.household().approvals[0].approved.id == 2
    assert history.counts()["places", "new_approval"] == 1


def test_a_correction_of_a_correction_leaves_only_the_last() -> None:
    history = History()
    first = history.tell(approved("2021-05-01", places=2))
    second = history.tell(approved("2021-05-01", places=1), corrects=first)
    history.tell(approved("2021-05-01", places=3), corrects=second)
    assert history.counts()["places", "new_approval"] == 3


def test_what_was_struck_out_leaves_nothing() -> None:
    history = History()
    first = history.tell(VisitCompleted(happened_on=day("2021-05-01")))
    second = history.tell(VisitCompleted(happened_on=day("2021-05-02")), corrects=first)
    history.tell(StruckOut(happened_on=day("2021-06-01")), corrects=second)
    assert history.counts() == {}


def test_a_withdrawn_correction_gives_back_what_it_corrected() -> None:
    history = History()
    first = history.tell(VisitCompleted(happened_on=day("2021-05-01")))
    second = history.tell(VisitCompleted(happened_on=day("2021-05-02")), corrects=first)
    history.tell(Withdrawn(happened_on=day("2021-06-01")), corrects=second)
    (journey,) = history.household().journeys
    assert [row.id for row in journey.rows] == [first]


def test_a_correction_keeps_its_place_among_the_events_of_its_day() -> None:
    history = History()
    history.tell(approved("2021-05-01", places=2))
    first = history.tell(TermsChanged(happened_on=day("2021-06-01"), places=4))
    history.tell(TermsChanged(happened_on=day("2021-06-01"), places=3))
    second = history.tell(TermsChanged(happened_on=day("2021-06-01"), places=5), corrects=first)
    history.tell(TermsChanged(happened_on=day("2021-06-01"), places=6), corrects=second)
    assert history.household().approvals[0].terms_on(day("2021-06-01")).places == 3


def test_a_closing_corrected_after_the_reopening_of_that_day_closes_nothing() -> None:
    history = History()
    history.tell(EnquiryReceived(happened_on=day("2021-05-01")))
    closed = history.tell(JourneyClosed(happened_on=day("2021-05-10"), stage="enquiry"))
    history.tell(JourneyReopened(happened_on=day("2021-05-10")))
    history.tell(JourneyClosed(happened_on=day("2021-05-10"), stage="visit"), corrects=closed)
    assert history.household().journeys[0].closed_by is None


def test_a_journey_closed_and_reopened_goes_on() -> None:
    history = History()
    history.tell(EnquiryReceived(happened_on=day("2021-05-01")))
    history.tell(JourneyClosed(happened_on=day("2021-05-10"), stage="enquiry"))
    assert history.household().journeys[0].closed_by is not None
    history.tell(JourneyReopened(happened_on=day("2021-05-10")))
    assert history.household().journeys[0].closed_by is None


IMPOSSIBLE: list[tuple[str, list[Event], str]] = [
    (
        "an application before the enquiry",
        [EnquiryReceived(happened_on=day("2021-05-02")), ApplicationReceived(happened_on=day("2021-05-01"))],
        "The application on 1 May 2021 would come before the enquiry on 2 May 2021 (ST-5).",
    ),
    (
        "an approval before the enquiry, with nothing between",
        [EnquiryReceived(happened_on=day("2021-05-02")), approved("2021-05-01")],
        "The approval on 1 May 2021 would come before the enquiry on 2 May 2021 (DM-2).",
    ),
    (
        "an end before the approval",
        [approved("2021-05-02"), HouseholdDeregistered(happened_on=day("2021-05-01"))],
        "The de-registration on 1 May 2021 would come before the approval on 2 May 2021 (B-4).",
    ),
    (
        "a change of terms after the end",
        [
            approved("2021-05-02"),
            HouseholdDeregistered(happened_on=day("2021-06-01")),
            TermsChanged(happened_on=day("2021-07-01"), places=3),
        ],
        "The de-registration on 1 June 2021 would come before the change of terms on 1 July 2021 (B-4).",
    ),
    (
        "an end without an approval",
        [EnquiryReceived(happened_on=day("2021-05-02")), HouseholdDeregistered(happened_on=day("2021-06-01"))],
        "The de-registration on 1 June 2021 needs an approval on this journey first (B-4).",
    ),
    (
        "an end later than notice allows",
        [
            approved("2021-05-02"),
            NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")),
            HouseholdDeregistered(happened_on=day("2022-04-01")),
        ],
        "The approval ends on 1 March 2022, after notice, and cannot end later (RV-8).",
    ),
    (
        "notice before the approval",
        [approved("2021-05-02"), NoticeReceived(happened_on=day("2021-05-01"), ends_on=day("2021-05-29"))],
        "The notice on 1 May 2021 would come before the approval on 2 May 2021 (RV-8).",
    ),
    (
        "an end before the notice",
        [
            approved("2021-05-02"),
            NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")),
            HouseholdDeregistered(happened_on=day("2022-01-31")),
        ],
        "The de-registration on 31 January 2022 would come before the notice on 1 February 2022 (B-4).",
    ),
    (
        "a change of terms after the end that notice brings",
        [
            approved("2021-05-02"),
            NoticeReceived(happened_on=day("2022-02-01"), ends_on=day("2022-03-01")),
            TermsChanged(happened_on=day("2022-03-02"), places=1),
        ],
        "The change of terms on 2 March 2022 would come after the approval ends on 1 March 2022.",
    ),
    (
        "two enquiries on one journey",
        [EnquiryReceived(happened_on=day("2021-05-02")), EnquiryReceived(happened_on=day("2021-05-03"))],
        "There is already the enquiry on 2 May 2021 on this journey: correct it instead.",
    ),
    (
        "a decision both ways",
        [approved("2021-05-02"), ApprovalRefused(happened_on=day("2021-05-02"))],
        "A journey has one decision: to approve or not to approve (DM-8).",
    ),
    ("no places", [approved("2021-05-02", places=0)], "Places must be a whole number from 1 to 12, not 0 (B-1)."),
    (
        "too many places",
        [approved("2021-05-02", places=13)],
        "Places must be a whole number from 1 to 12, not 13 (B-1).",
    ),
    (
        "an extended home that adds nothing",
        [approved("2021-05-02"), TermsChanged(happened_on=day("2021-06-02"), places=2, cause="capital_scheme")],
        "A home extended or adapted must add places: 2 before, 2 after (B-5).",
    ),
    (
        "ages the wrong way round",
        [HouseholdApproved(happened_on=day("2021-05-02"), places=1, age_from=12, age_to=5)],
        "The youngest age, 12, is above the oldest, 5 (DM-6).",
    ),
]


@pytest.mark.parametrize(("what", "events", "message"), IMPOSSIBLE, ids=[each[0] for each in IMPOSSIBLE])
def test_an_impossible_history_is_named_in_words(what: str, events: list[Event], message: str) -> None:
    history = History()
    for event in events:
        history.tell(event)
    assert history.problems() == [message]


def test_a_household_cannot_be_approved_twice_at_once() -> None:
    history = History()
    history.tell(approved("2021-05-01"), journey=1)
    history.tell(approved("2022-05-01"), journey=2, route=Route.TRANSFER_IN)
    assert history.problems() == [
        "The household has been approved since 1 May 2021: it cannot be approved twice at once (DM-1)."
    ]


def test_a_new_approval_may_begin_on_the_day_the_old_one_ends() -> None:
    history = History()
    history.tell(approved("2021-05-01"), journey=1)
    history.tell(HouseholdDeregistered(happened_on=day("2022-05-01")), journey=1)
    history.tell(approved("2022-05-01"), journey=2)
    assert history.problems() == []
    assert history.beds() == {("mainstream", "new_approval"): 4, ("mainstream", "deregistration"): -2}


def test_mainstream_to_kinship_is_an_overlap_and_no_reclassification() -> None:
    history = History()
    history.tell(approved("2021-05-01"), journey=1)
    history.tell(approved("2022-05-01", places=1), journey=2, route=Route.KINSHIP)
    assert len(history.problems()) == 1
