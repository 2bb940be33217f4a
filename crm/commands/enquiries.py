"""Somebody asked about fostering: by whichever way they came, it is put on record here.

An officer at the telephone, the public page and the programs of councils' own websites all call `log_enquiry`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, contacts, journeys
from crm.commands import people as commands
from crm.commands.open_journeys import folded, open_for, require_none_open
from crm.commands.pasted_addresses import require_no_address
from crm.errors import NotFound, Refused
from crm.journey.deadlines import add_months
from crm.journey.events import EnquiryReceived
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.people import consent, enquiries, folding, households, merging
from crm.people.consent_rule import Answer
from crm.people.history import Because
from crm.people.households import NewCarer, NewHousehold
from crm.register import local_clocks, settings

__all__ = ["Details", "Logged", "NewCarer", "NewHousehold", "log_enquiry", "tidied"]

# How they were spoken with, by the way in which they asked; by telephone, where it is not among these.
SPOKEN = {"in_person": ("visit", None, "met"), "email": ("email", "in", "answered")}
LONGEST_NOTE = 10_000  # characters
LONGEST = {"employer": 100, "campaign": 100, "service": 100, "referred_by": 100, "best_time": 100, "language": 60}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What they said. Codes are of the agency's lists: channels, sources, offers, contact_needs.

    `referred_by` is the carer who told them, by name or by the reference of a household; `service` the hub or the
    independent agency that sent them. `spoke`: the first conversation has been had, in both directions.
    `keep_in_touch` is None where it was not asked.
    """

    route: Route = Route.MAINSTREAM
    channel: str | None = None
    source: str | None = None
    employer: str | None = None
    campaign: str | None = None
    referred_by: str | None = None
    service: str | None = None
    interests: tuple[str, ...] = ()
    best_time: str | None = None
    language: str | None = None
    needs: tuple[str, ...] = ()
    note: str | None = None
    spoke: bool = False
    keep_in_touch: bool | None = None


@dataclass(frozen=True)
class Logged:
    """What came of it. `began`: it began a journey; else it is a further contact on one that was open.

    `counted`: it counts as an enquiry (ST-4). `first_clock` is what is due next, and the day by which.
    `differs` are the contact details that were given and are not those on record, by field. `outdone`: the day of
    what they said of letters later than this enquiry, which stands against what they said with it.
    """

    household_id: int
    journey_id: int
    reference: str
    began: bool
    counted: bool
    first_clock: tuple[str, date] | None
    differs: tuple[str, ...] = ()
    outdone: date | None = None


@command
def log_enquiry(
    agency_id: int,
    *,
    people: NewHousehold,
    details: Details,
    received_on: date,
    by: Actor,
    household_id: int | None = None,
    anyway: bool = False,
    anew: bool = False,
) -> Logged:
    """Put an enquiry on record: of a new household, or of the one named, which may be known for years.

    The known one begins a new journey, unless one is open: then it is a further contact on that one. `anew`: it
    begins one in any case, refused where one is open on the same route. What was not known of them is filled in;
    what differs is kept with the enquiry, and changes nothing. Refused as the making of a household and recording
    are. LooksLikeAddress: `note` or `best_time` seems to hold what belongs there, unless kept `anyway` (T41).
    """
    details = tidied(details)
    require_recent(agency_id, received_on)
    seems = ["address in text"] if without_address(details, anyway) else []
    differs: dict[str, str] = {}
    if household_id is None:
        home = commands.create_household(
            agency_id,
            carers=people.carers,
            address=people.address,
            postcode=people.postcode,
            area=people.area,
            by=by,
        )
    else:
        home = merging.kept([household_id]).get(household_id, household_id)
        differs = _complete(agency_id, home, people, received_on, by)
    journey_id, event_id = _journey(agency_id, home, details, received_on, by, anew=anew)
    _contacted(home, details, received_on, again=event_id is None, by=by)
    _keep(agency_id, home, journey_id, event_id, details, differs, received_on, by)
    audit.record(by, "enquiry.log", agency_id=agency_id, household_id=home, fields=[*sorted(differs), *seems])
    outdone = _consented(agency_id, home, details, received_on, by)
    return replace(_logged(agency_id, home, journey_id, event_id, tuple(differs)), outdone=outdone)


def require_recent(agency_id: int, received_on: date) -> None:
    """Refuse a day so long ago that the year is a slip of the keyboard. History comes in a file."""
    today = clock.today()
    months = settings.value("oldest_enquiry_months", agency_id, today)
    if add_months(received_on, months) < today:
        ago = "What is older comes in with a tracker file."
        raise Refused(
            f"{said(received_on)} is more than {months} months ago: check the year. {ago}", field="happened_on"
        )


def _complete(
    agency_id: int, household_id: int, people: NewHousehold, received_on: date, by: Actor
) -> dict[str, str]:
    household = households.load(household_id, by.agency_ids)
    if household.agency_id != agency_id:
        raise NotFound("There is no such household")
    given = commands.tidied(people, named=False)
    because = Because("changed", min(received_on, clock.today()), clock.now(), by.user_id)
    filled, differs = enquiries.complete(household, given, because)
    if filled:
        household.version += 1
        audit.record(by, "household.edit", agency_id=agency_id, household_id=household_id, fields=filled)
    return differs


def _journey(
    agency_id: int, home: int, details: Details, received_on: date, by: Actor, *, anew: bool
) -> tuple[int, int | None]:
    """The journey that the enquiry is of, and the event that began it; no event on one that was open."""
    if anew:
        require_none_open(agency_id, home, details.route, received_on)
    found = None if anew else open_for(agency_id, home, details.route, received_on)
    if found is not None:
        return found.id, None
    first = EnquiryReceived(
        happened_on=received_on, source=details.source, employer=details.employer, campaign=details.campaign
    )
    begun = journeys.begin(home, route=details.route, first=first, by=by)
    journey = folded(agency_id, home).journey(begun)
    row = journey.first(EnquiryReceived) if journey else None
    return begun, row.id if row else None


def _contacted(home: int, details: Details, on: date, *, again: bool, by: Actor) -> None:
    """Put in the contact log that they asked again, or that they were spoken with, which stops a clock."""
    happened_at = clock.now() if on == clock.today() else clock.noon(on)
    if details.spoke:
        kind, direction, outcome = SPOKEN.get(details.channel or "", ("call", "in", "answered"))
        way = {"kind": kind, "direction": direction, "outcome": outcome, "text": None}
    elif again:
        way = {"kind": "note", "direction": None, "outcome": None, "text": "They asked about fostering again."}
    else:
        return
    contacts.log(home, **way, happened_at=min(happened_at, clock.now()), by=by)  # type: ignore[arg-type] # texts


def without_address(details: Details, anyway: bool) -> tuple[str, ...]:
    """What belongs in the address of what everybody reads of an enquiry, each once."""
    found = [require_no_address(getattr(details, name) or "", anyway, field=name) for name in ("note", "best_time")]
    return tuple(dict.fromkeys(each for seems in found for each in seems))


def _keep(
    agency_id: int,
    home: int,
    journey_id: int,
    event_id: int | None,
    details: Details,
    differs: dict[str, str],
    received_on: date,
    by: Actor,
) -> None:
    names = ("channel", "source", "employer", "campaign", "service", "referred_by", "best_time", "language", "note")
    enquiries.add(
        {name: getattr(details, name) for name in names}
        | {
            "agency_id": agency_id,
            "household_id": home,
            "journey_id": journey_id,
            "event_id": event_id,
            "received_on": received_on,
            "route": details.route,
            "referred_by_id": enquiries.referrer(details.referred_by, agency_id),
            "interests": list(details.interests),
            "needs": list(details.needs),
            "gave": differs,
            "recorded_at": clock.now(),
            "recorded_by": by.user_id,
        }
    )


def _consented(agency_id: int, home: int, details: Details, on: date, by: Actor) -> date | None:
    """Put what they said of letters on record; the day of what they said later, where that stands against it."""
    if details.keep_in_touch is None:
        return None
    wording = settings.in_force_since("keep_in_touch_wording", agency_id, on)
    household = households.load(home, by.agency_ids)
    before = consent.of(household)
    given = Answer(details.keep_in_touch, on, wording)
    changed = consent.answer(household, given, at=clock.now(), by=by.user_id)
    if changed:
        audit.record(by, "household.edit", agency_id=agency_id, household_id=home, fields=changed)
    return before.last if on < before.last and before.agreed is not given.agreed else None


def _logged(agency_id: int, home: int, journey_id: int, event_id: int | None, differs: tuple[str, ...]) -> Logged:
    household = folded(agency_id, home)
    journey = household.journey(journey_id)
    happened = {row.event.kind: row.event.happened_on for row in journey.rows} if journey else {}
    over = journey is None or any(each.journey_id == journey_id for each in household.approvals)
    return Logged(
        household_id=home,
        journey_id=journey_id,
        reference=households.reference_of(home),
        began=event_id is not None,
        counted=event_id in household.counted,
        first_clock=None if over else local_clocks.first_due(agency_id, happened, clock.today()),
        differs=differs,
    )


def tidied(details: Details) -> Details:
    """The texts in one form, and within what the database keeps; too long, and it says which."""
    lines = {
        name: folding.tidied(getattr(details, name) or "", longest=most, field=name) or None
        for name, most in LONGEST.items()
    }
    note = folding.tidied_text(details.note or "", longest=LONGEST_NOTE, field="note") or None
    for name in ("channel", "source"):
        if len(getattr(details, name) or "") > 40:
            raise Refused("Choose from the list", field=name)
    return replace(details, **lines, note=note)  # type: ignore[arg-type] # each is a text of Details
