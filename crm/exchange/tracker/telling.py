"""From a row of a tracker to the events that it tells of, and from a word about an event back to its column."""

from __future__ import annotations

from crm.commands.imports import Said, Told
from crm.exchange.tracker import cells
from crm.exchange.tracker.columns import LEFT_BECAUSE, TERMS, TrackerRow
from crm.exchange.tracker.problems import Finding
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    EnquiryReceived,
    Event,
    FirstContactMade,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    PanelRecommended,
    StageOneCompleted,
    TermsChanged,
    VisitCompleted,
)
from crm.journey.ranges import Route
from crm.journey.retelling import NOT_RECORDED

OTHER = "other"

_DAY = {
    EnquiryReceived: "enquiry_on",
    FirstContactMade: "first_contact_on",
    VisitCompleted: "visit_on",
    ApplicationReceived: "application_on",
    StageOneCompleted: "stage1_complete_on",
    PanelRecommended: "panel_on",
    HouseholdApproved: "decision_on",
    ApprovalRefused: "decision_on",
    TermsChanged: "terms_changed_on",
    HouseholdDeregistered: "deregistered_on",
    JourneyClosed: "closed_on",
}
_FIELD = {
    (TermsChanged, "places"): "terms_places",
    (TermsChanged, "cause"): "terms_cause",
    (HouseholdDeregistered, "reason"): "deregistered_reason",
    (HouseholdDeregistered, "reason_given"): "deregistered_reason",
    (HouseholdDeregistered, "destination"): "deregistered_to",
    (HouseholdDeregistered, "initiator"): "deregistered_by",
    (JourneyClosed, "stage"): "closed_stage",
    (JourneyClosed, "initiator"): "closed_by",
    (JourneyClosed, "reason"): "closed_reason",
}
_PLAIN = {"name": "household_name"}
_KNOWN_REASONS = frozenset(LEFT_BECAUSE)


def told(row: TrackerRow) -> Told:
    """The journey that a row tells of."""
    return Told(
        row=row.number,
        reference=row.reference,
        household_reference=row.household_reference,
        route=Route(row.route),
        name=row.household_name,
        postcode=cells.full_postcode(row.postcode),
        recorded_on=row.recorded_on,
        events=tuple(_events(row)),
    )


def _events(row: TrackerRow) -> list[Event]:
    found: list[Event] = []
    if row.enquiry_on:
        found.append(
            EnquiryReceived(
                happened_on=row.enquiry_on, source=row.source, employer=row.employer, campaign=row.campaign
            )
        )
    if row.first_contact_on:
        found.append(FirstContactMade(happened_on=row.first_contact_on))
    if row.visit_on:
        found.append(VisitCompleted(happened_on=row.visit_on))
    if row.application_on:
        found.append(ApplicationReceived(happened_on=row.application_on))
    if row.stage1_complete_on:
        found.append(StageOneCompleted(happened_on=row.stage1_complete_on))
    if row.panel_on:
        found.append(PanelRecommended(happened_on=row.panel_on, recommendation=NOT_RECORDED))
    if row.decision_on and row.places:
        found += _approval(row)
    else:
        if row.decision_on:
            found.append(ApprovalRefused(happened_on=row.decision_on))
        if row.closed_on:
            found.append(_closing(row))
    return found


def _approval(row: TrackerRow) -> list[Event]:
    """An approval, and what became of it; whatever else is filled, the row is no closed journey."""
    assert row.decision_on is not None and row.places is not None  # noqa: S101 - the caller has looked
    found: list[Event] = [
        HouseholdApproved(
            happened_on=row.decision_on,
            places=row.places,
            age_from=row.age_from,
            age_to=row.age_to,
            offers=row.offers,
            named_children=row.named_children,
            transferred_from=row.transferred_from,
        )
    ]
    causes = row.terms_cause or (TERMS,) * len(row.terms_changed_on)
    for day, places, cause in zip(row.terms_changed_on, row.terms_places, causes, strict=True):
        found.append(TermsChanged(happened_on=day, places=places, cause=cause))
    if row.deregistered_on:
        found.append(_leaving(row))
    return found


def _leaving(row: TrackerRow) -> Event:
    assert row.deregistered_on is not None  # noqa: S101 - the caller has looked
    listed = row.deregistered_reason is None or row.deregistered_reason in _KNOWN_REASONS
    return HouseholdDeregistered(
        happened_on=row.deregistered_on,
        reason=row.deregistered_reason if listed else OTHER,
        destination=row.deregistered_to,
        initiator=row.deregistered_by,
        reason_given=None if listed else row.deregistered_reason,
    )


def _closing(row: TrackerRow) -> Event:
    assert row.closed_on is not None  # noqa: S101 - the caller has looked
    return JourneyClosed(
        happened_on=row.closed_on, stage=row.closed_stage, initiator=row.closed_by, reason=row.closed_reason
    )


def column_of(said: Said) -> str | None:
    """The column that a word about a row is about, or None for the row as a whole."""
    if said.event is None:
        return _PLAIN.get(said.field, said.field) if said.field else None
    if said.field is None:
        return _DAY.get(type(said.event))
    return _FIELD.get((type(said.event), said.field), said.field)


def finding(said: Said, row: TrackerRow) -> Finding:
    """What the command said of a row, with the value that stands there."""
    column = column_of(said)
    value = getattr(row, column) if column is not None else None
    shown = ";".join(map(str, value)) if isinstance(value, tuple) else str(value if value is not None else "")
    return Finding(said.row, column, shown, said.message)
