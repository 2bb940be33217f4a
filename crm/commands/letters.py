"""Letters to households: asked for now, each sent once by a job, if they may be written to at that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.ledger import so_far
from crm.ledger.tables import HouseholdNow
from crm.outbox import queue
from crm.people import approached, consent, folding, households
from crm.people.contact_tables import Contact, SentLetter
from crm.people.tables import Carer, Household
from crm.register import letter_templates
from crm.register.letter_templates import Template
from crm.register.letters import (
    EVERYBODY,
    LONGEST_DECISION,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    WHENS,
    fields_in,
    known,
    merged,
)

JOB = "letters.send"
CHUNK = 500  # households a query
NO_MORE = "They have asked not to be written to"
NEWS_ONLY = "This letter is for those who agreed to be kept in touch with, and they have not"


class HoldsAddress(Refused):
    """A letter says where the household lives (T40)."""

    def __init__(self) -> None:
        super().__init__("It holds where they live, and somebody else may read it: leave that out", field="text")


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking for letters: the households that get one, and those that do not, by why."""

    writing: tuple[int, ...]
    opted_out: tuple[int, ...]
    without_email: tuple[int, ...]
    lacking: tuple[int, ...]  # the letter says something that is not known of them, as the day of a visit
    untrue: tuple[int, ...] = ()  # what it says is not so of them: that you met, and no visit is on record
    because: str = ""  # how it is not so, in words
    not_agreed: tuple[int, ...] = ()  # it is news, and they have not agreed to be kept in touch with


@command
def send(household_ids: Sequence[int], template: str, *, by: Actor) -> Asked:
    """Have a letter of a template sent by e-mail to each of these households; which get one, and why others do not.

    Each carer with an address of their own gets it once. NotFound, and nothing is asked for, if one household is
    not the actor's, or its agency has no such template.
    """
    asked = _plan(household_ids, template, by)
    for draft in asked:
        if draft.why is None:
            ask(draft, by)
    return _outcome(asked)


def plan(household_ids: Sequence[int], template: str, *, by: Actor) -> Asked:
    """What `send` would do, without doing it."""
    return _outcome(_plan(household_ids, template, by))


@command
def write(
    household_id: int, template: str, *, subject: str, text: str, channel: str, by: Actor, anyway: bool = False
) -> int:
    """Send one household a letter as it was typed, by 'email' or on 'paper'; its line in the log.

    Refused: they may not be written to (but for the notice of a decision, on paper), there is no e-mail address, a
    field was left in it, or (unless `anyway`, which goes on record) it holds where they live (T40). What is typed
    is taken as it is: nothing is replaced.
    """
    home = households.load(household_id, by.agency_ids)
    found = letter_templates.named(home.agency_id, template, clock.today())
    longest = LONGEST_DECISION if found.of_event else LONGEST_TEXT
    typed = Draft(home, found, _line(subject), _lines(text, longest), tuple(households.carers_of(home.id)), None)
    if left := (*fields_in(typed.subject), *fields_in(typed.text)):
        raise Refused(f"'{{{{ {left[0]} }}}}' is still in it: write what it should say", field="text")
    by_law = bool(found.of_event) and channel == "paper"  # the notice of a decision is given all the same
    if not by_law and not consent.may_write(home, news=found.news):
        raise Refused(NO_MORE if not consent.may_write(home) else NEWS_ONLY)
    told = ["address"] if _tells_address(typed) else []
    if told and not anyway:
        raise HoldsAddress
    if channel == "email" and not _addressees(typed.carers):
        raise Refused("There is no e-mail address for them: send it on paper", field="channel")
    return ask(typed, by, channel=channel, fields=told)


@dataclass(frozen=True)
class Draft:
    """A letter to a household before it is asked for; `why` is why it will not be, or None."""

    home: Household
    template: Template
    subject: str
    text: str
    carers: tuple[Carer, ...]
    why: str | None


def _plan(household_ids: Sequence[int], template: str, by: Actor) -> list[Draft]:
    wanted = sorted(set(household_ids))
    found: list[Draft] = []
    for start in range(0, len(wanted), CHUNK):
        found += _drafts(wanted[start : start + CHUNK], template, by)
    if len(found) != len(wanted):
        raise NotFound("There is no such household")
    return found


def _drafts(ids: Sequence[int], code: str, by: Actor) -> Iterator[Draft]:
    """The letters to these households, in three queries however many."""
    reachable = Household.id.in_(ids), Household.agency_id.in_(by.agency_ids)
    homes = db.session.scalars(select(Household).where(*reachable).order_by(Household.id)).all()
    carers: defaultdict[int, list[Carer]] = defaultdict(list)
    there = Carer.household_id.in_(ids), Carer.removed_at.is_(None)
    for carer in db.session.scalars(select(Carer).where(*there).order_by(Carer.position)):
        carers[carer.household_id].append(carer)
    days = select(HouseholdNow.household_id, HouseholdNow.enquired_on).where(HouseholdNow.household_id.in_(ids))
    enquired = {row.household_id: row.enquired_on for row in db.session.execute(days)}
    templates = {each: letter_templates.named(each, code, clock.today()) for each in {h.agency_id for h in homes}}
    own = {each: letter_templates.own_values(each, sender=by.label, on=clock.today()) for each in templates}
    so = _facts(ids) if any(each.when != EVERYBODY for each in templates.values()) else {}
    for home in homes:
        template = templates[home.agency_id]
        about = letter_templates.values_of(home.name, home.reference, enquired.get(home.id))
        draft = drafted(home, template, own[home.agency_id] | about, tuple(carers[home.id]))
        untrue = draft.why is None and template.why_untrue(so.get(home.id, frozenset()))
        yield replace(draft, why="untrue") if untrue else draft


def drafted(home: Household, template: Template, values: Mapping[str, str], carers: tuple[Carer, ...]) -> Draft:
    """A template with a household's own in it, and why it cannot be sent to them, if so."""
    asked = (*fields_in(template.subject), *fields_in(template.text))
    lacks = [name for name in asked if not values.get(name)]
    why = None
    if not consent.may_write(home):
        why = "opted_out"
    elif not consent.may_write(home, news=template.news):
        why = "not_agreed"
    elif not _addressees(carers):
        why = "no_email"
    elif lacks:
        why = "lacking"
    subject, text = (merged(part, values) for part in (template.subject, template.text))
    return Draft(home, template, subject, text, carers, why)


def _addressees(carers: Sequence[Carer]) -> list[Carer]:
    """The carers to write to: of two who share an address, the first."""
    found: dict[str, Carer] = {}
    for carer in carers:
        if carer.email:
            found.setdefault(carer.email.casefold(), carer)
    return list(found.values())


def _facts(household_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """What is known of those of these households that have something under way: `letters.WHENS` judges by it."""
    under_way = so_far.so_far(household_ids)
    in_vain = approached.called_in_vain({each: found.since for each, found in under_way.items()})
    kept_back = approached.not_invited(list(under_way))
    return {
        each: known(found.kinds, in_vain=each in in_vain, invited=each not in kept_back)
        for each, found in under_way.items()
    }


def _outcome(asked: Sequence[Draft]) -> Asked:
    ids = {why: tuple(each.home.id for each in asked if each.why == why) for why in (None, *_WHYS)}
    when = next((WHENS[each.template.when].why for each in asked if each.why == "untrue"), "")
    opted_out, without_email, lacking, untrue, not_agreed = (ids[why] for why in _WHYS)
    return Asked(ids[None], opted_out, without_email, lacking, untrue, when, not_agreed)


_WHYS = ("opted_out", "no_email", "lacking", "untrue", "not_agreed")


def ask(
    draft: Draft, by: Actor, *, channel: str = "email", visit_id: int | None = None, fields: Sequence[str] = ()
) -> int:
    """Put a letter on the household's record, and have it sent if it goes by e-mail."""
    home, now, paper = draft.home, clock.now(), channel == "paper"
    contact = Contact(
        agency_id=home.agency_id,
        household_id=home.id,
        kind="letter" if paper else "email",
        direction="out",
        outcome="printed" if paper else "waiting",
        happened_at=now,
        recorded_at=now,
        recorded_by=by.user_id,
    )
    db.session.add(contact)
    db.session.flush()
    for carer in [None] if paper else _addressees(draft.carers):
        _keep(draft, contact, carer, visit_id)
    about = f"letter of contact {contact.id}"
    audit.record(
        by, "letter.write", agency_id=home.agency_id, household_id=home.id, about=about, fields=["letter", *fields]
    )
    return contact.id


def _keep(draft: Draft, contact: Contact, carer: Carer | None, visit_id: int | None) -> None:
    """One letter of a line in the log: to a carer, by a job that sends it, or to be printed."""
    letter = SentLetter(
        agency_id=contact.agency_id,
        household_id=contact.household_id,
        contact_id=contact.id,
        carer_id=carer.id if carer else None,
        template=draft.template.code,
        channel="email" if carer else "paper",
        subject=draft.subject,
        body=draft.text,
        visit_id=visit_id,
        state="waiting" if carer else "printed",
        asked_at=contact.recorded_at,
        asked_by=contact.recorded_by,
    )
    db.session.add(letter)
    db.session.flush()
    if carer:
        args, key = {"letter": letter.id}, key_of(letter.id)
        queue.add(JOB, args, key=key, agency_id=letter.agency_id, asked_by=letter.asked_by)


def key_of(letter_id: int) -> str:
    """What names the job of a letter, so that it is found when the letter is to be sent again."""
    return f"letter {letter_id}"


def _line(text: str) -> str:
    tidy = folding.tidied(text, longest=LONGEST_SUBJECT, field="subject")
    if not tidy:
        raise Refused("Enter the subject", field="subject")
    return tidy


def _lines(text: str, longest: int) -> str:
    if not text.strip():
        raise Refused("Enter the text", field="text")
    if len(text) > longest:
        raise Refused(f"It must be {longest:,} characters or fewer", field="text")
    return text.replace("\r\n", "\n").strip()


def _tells_address(draft: Draft) -> bool:
    """Whether a letter holds the household's own postcode, or the first line of where they live."""
    address = households.address_of(draft.home.id)
    if address is None:
        return False
    folded = folding.folded(f"{draft.subject} {draft.text}")
    first = folding.folded((address.lines or "").split("\n")[0])
    postcode = folding.folded_postcode(address.postcode or "").lower()
    return (bool(first) and first in folded) or (bool(postcode) and postcode in folded.replace(" ", ""))
