"""How the households live that a council is assessing or has approved: what an assessment asks, all invented."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import profiles
from crm.demo.chance import drawing
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people import households, profile
from crm.people.profile import Value
from crm.people.tables import Household

STAGES = ("stage1", "stage2", "panel", "decision", "approved", "notice")
MOST = 30  # households: enough to look at, and quick to load
WORK = ("Nurse", "Joiner", "Teaching assistant", "Bus driver", "Baker", "Gardener", "Accountant", "Shop manager")
EMPLOYERS = ("Example Hospital", "Sample School", "Example City Council", "self-employed", "")
PETS = ("Two cats", "A dog, used to children", "None", "Hens and a rabbit")
LANGUAGES = ("English", "English and Welsh", "English and Polish", "English and Urdu")
HERITAGE = {
    "White British": "WBRI",
    "British Pakistani": "APKN",
    "Black Caribbean": "BCRB",
    "White Polish": "WOTH",
    "Mixed heritage": "MWBC",
}
FAITH = {"None": "none", "Christian": "christian", "Muslim": "muslim", "Sikh": "sikh", "Quaker": "other"}
NOT_ASKED = 0.12  # of carers nobody has asked
COUNTED = {"WBRI": 62, "WOTH": 7, "APKN": 9, "AIND": 8, "BCRB": 6, "MWBC": 4, "REFU": 2, "OOTH": 2}
RELIGIONS = {"none": 38, "christian": 36, "muslim": 10, "sikh": 6, "hindu": 4, "other": 2, "refused": 4}
CHILDREN = ("Bryn", "Isla", "Kit", "Noor", "Posy")
YEAR = timedelta(days=365)


def describe(agency_id: int, by: Actor) -> None:
    """Record how these households live; of one, that something was wrong and something changed."""
    now = HouseholdNow.agency_id == agency_id, HouseholdNow.stage.in_(STAGES)
    chosen = select(HouseholdNow.household_id).where(*now).order_by(HouseholdNow.household_id.desc())
    known = [each for each in db.session.scalars(chosen) if households.carers_of(each)]
    for number, household_id in enumerate(known[:MOST]):
        _describe(household_id, by)
        if number % 7 == 0:  # noqa: PLR2004 - some
            values: dict[str, Value] = {"pets": "A dog, used to children, and a kitten"}
            profiles.change_home(household_id, values, nature="changed", version=_version(household_id), by=by)


def count(agency_id: int, by: Actor) -> None:
    """Record of most other approved carers what is counted of them: age, sex, ethnicity and religion (ST-14)."""
    now = HouseholdNow.agency_id == agency_id, HouseholdNow.stage == "approved"
    for household_id in db.session.scalars(select(HouseholdNow.household_id).where(*now).order_by("household_id")):
        carers = households.carers_of(household_id)
        known = profile.have_background([carer.id for carer in carers])
        for carer in carers:
            rng = drawing(f"counted {carer.id}")
            if carer.id in known or rng.random() < NOT_ASKED:
                continue
            ethnicity, religion = (
                rng.choices(list(each), weights=list(each.values()))[0] for each in (COUNTED, RELIGIONS)
            )
            born_on = clock.today() - rng.randint(27, 72) * YEAR - timedelta(days=rng.randint(0, 364))
            life: dict[str, Value] = {"born_on": born_on, "sex": rng.choice(("female", "female", "male"))}
            special: dict[str, Value] = {"ethnicity": ethnicity, "religion": religion}
            for change, values in ((profiles.change_carer, life), (profiles.change_background, special)):
                version = _version(household_id)
                change(household_id, carer.position, values, nature="changed", version=version, by=by)


def _describe(household_id: int, by: Actor) -> None:
    rng = drawing(f"profile {household_id}")
    rooms = rng.randint(3, 5)
    home: dict[str, Value] = {
        "bedrooms": rooms,
        "spare_bedrooms": rng.randint(1, rooms - 2),
        "pets": rng.choice(PETS),
        "languages": rng.choice(LANGUAGES),
    }
    profiles.change_home(household_id, home, nature="changed", version=_version(household_id), by=by)
    carers = households.carers_of(household_id)
    for carer in carers:
        work: dict[str, Value] = {
            "born_on": clock.today() - rng.randint(31, 58) * YEAR - timedelta(days=rng.randint(0, 364)),
            "occupation": rng.choice(WORK),
            "works_for": rng.choice(EMPLOYERS) or None,
            "speaks": str(home["languages"]),
            "sex": rng.choice(("female", "male")),
        }
        heritage, faith = rng.choice(tuple(HERITAGE)), rng.choice(tuple(FAITH))
        codes = {"ethnicity": HERITAGE[heritage], "religion": FAITH[faith]}
        special: dict[str, Value] = {"heritage": heritage, "faith": faith, **codes}
        for change, values in ((profiles.change_carer, work), (profiles.change_background, special)):
            version = _version(household_id)
            change(household_id, carer.position, values, nature="changed", version=version, by=by)
    last = (carers[0].name or "").split()[-1]
    for name in rng.sample(CHILDREN, rng.randint(0, 2)):
        born_on = clock.today() - rng.randint(2, 16) * YEAR
        child: dict[str, Value] = {
            "name": f"{name} {last}",
            "relation": "child",
            "born_on": born_on,
            "lives_here": True,
        }
        profiles.add_member(household_id, child, version=_version(household_id), by=by)


def _version(household_id: int) -> int:
    return db.session.get_one(Household, household_id).version
