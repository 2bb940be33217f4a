"""What a household takes over from one that is merged into it, and what it gives back.

A carer of the other who is somebody else becomes a row of its own, from that moment on: figures of past days go by
whose details were whose then. Of one and the same person, what the kept record lacks is filled in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.errors import Refused
from crm.extensions import db
from crm.people import carer_notices, checks, consent, history, households, one_person, profile, same_person, skills
from crm.people.consent_rule import Stands, stricter
from crm.people.history import Because
from crm.people.households import NewCarer
from crm.people.one_person import Person
from crm.people.tables import Carer, Household

CONTACTS = ("email", "phone")
LINES = ("lines", "postcode")


def take(kept: Household, merged: Household, people: Mapping[int, int], because: Because) -> dict[str, Any]:
    """Let one household have what another has and it lacks; what was taken, for giving it back."""
    brought: dict[str, Any] = {"carers": [], "filled": [], "skills": [], "own": one_person.rows_of(kept.id)}
    own = {carer.position: carer for carer in households.carers_of(kept.id)}
    coming = households.carers_of(merged.id)
    _require_places(own, coming, people)
    for carer in coming:
        same = own.get(people[carer.position])
        if same is None:
            new = NewCarer(carer.name or "", carer.email, carer.phone)
            made = history.add_carer(kept.id, new, at=because.recorded_at, joined_on=carer.joined_on)
            profile.hand_on(carer.id, made.id)
            checks.hand_on(carer.id, made.id)
            skills.hand_on(carer.id, made.id)
            carer_notices.hand_on(carer.id, made.id)
            same_person.hand_on(carer.id, made.id)
            brought["carers"].append([made.id, carer.id])
        else:
            missing = {
                name: value
                for name in CONTACTS
                if getattr(same, name) is None and (value := getattr(carer, name)) is not None
            }
            filled = history.change_carer(same, missing, because)
            brought["filled"] += [f"carer {same.position} {name}" for name in filled]
            told = profile.fill(same, carer, because)
            checks.hand_on(carer.id, same.id)
            carer_notices.hand_on(carer.id, same.id)
            same_person.hand_on(carer.id, same.id)
            brought["skills"] += skills.hand_on(carer.id, same.id)
            brought["filled"] += [f"carer {same.position} {name}" for name in told]
            brought.setdefault("same", []).append([same.id, carer.id, filled, told])
    brought["address"] = _take_address(kept, merged, because)
    brought["filled"] += [f"address {name}" for name in brought["address"]]
    brought["home"] = profile.fill_home(kept.id, merged.id, because)
    brought["filled"] += brought["home"]
    brought["consent"], agreed = _take_consent(kept, merged, because)
    brought["filled"] += agreed
    return brought


def give_back(
    kept: Household, merged: Household, people: Sequence[Person], brought: Mapping[str, Any], because: Because
) -> None:
    """Undo `take`: what the kept household took over, and nobody has changed since, was never so."""
    wrong = replace(because, nature="corrected")
    for same_id, of_id, filled, told in brought.get("same", []):
        person = next((each for each in people if same_id in each.ids), None)
        same = (person and person.there) or db.session.get_one(Carer, same_id)
        carer = db.session.get_one(Carer, of_id)
        still = {name: None for name in filled if getattr(same, name) == getattr(carer, name)}
        history.change_carer(same, still, wrong)
        profile.take_back(same, carer, told, wrong)
    skills.take_back(brought.get("skills", []), at=because.recorded_at, by=because.recorded_by)
    profile.take_back_home(kept.id, merged.id, brought["home"], wrong)
    if brought["address"]:
        _give_back_address(kept, merged, brought["address"], wrong)
    _give_back_consent(kept, merged, brought["consent"], because)


def _require_places(own: Mapping[int, Carer], coming: list[Carer], people: Mapping[int, int]) -> None:
    if set(people) != {carer.position for carer in coming}:
        raise Refused("Say of each carer who they are in the household that is kept", field="people")
    known = [place for place in people.values() if place]
    if not set(known) <= set(own) or len(set(known)) < len(known):
        raise Refused("Each carer can be one person of the household that is kept", field="people")
    if len(own) + sum(place == 0 for place in people.values()) > 2:  # noqa: PLR2004 - one or two carers
        raise Refused(
            "A household has one or two carers. Say which of these are one person, or keep the two apart.",
            field="people",
        )


def _take_address(kept: Household, merged: Household, because: Because) -> list[str]:
    own, other = households.address_of(kept.id), households.address_of(merged.id)
    if other is None or (own is not None and (own.lines or own.postcode)):
        return []
    return history.change_address(kept, {name: getattr(other, name) for name in LINES}, because)


def _give_back_address(kept: Household, merged: Household, taken: list[str], because: Because) -> None:
    own, other = households.address_of(kept.id), households.address_of(merged.id)
    if own is not None and other is not None and all(getattr(own, n) == getattr(other, n) for n in LINES):
        history.change_address(kept, dict.fromkeys(taken), because)


def _take_consent(kept: Household, merged: Household, because: Because) -> tuple[dict[str, Any], list[str]]:
    """The stricter of two answers holds for both: what was said before, and the names of what changed."""
    before = consent.of(kept)
    filled = consent.take(kept, stricter(before, consent.of(merged)), because)
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in vars(before).items()
    }, filled


def _give_back_consent(kept: Household, merged: Household, told: Mapping[str, Any], because: Because) -> None:
    """What the kept household said before holds again, unless it has answered since. A no since is both's."""
    own, now = consent.of(merged), consent.of(kept)
    before = _before(told) if "agreed" in told else None
    if before is not None and now == stricter(before, own):
        consent.take(kept, before, because)
    elif not now.agreed:
        consent.take(merged, stricter(own, now), because)


def _before(told: Mapping[str, Any]) -> Stands:
    days = {name: date.fromisoformat(told[name]) for name in ("on", "wording", "out") if told[name]}
    return Stands(told["agreed"], **days)
