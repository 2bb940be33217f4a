"""From a keystroke to the hints and to what a search finds, among one council's households, in process.

The names are made of syllables and as unevenly spread as names are: some that very many have, many that one has.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from statistics import median
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import select

from bench.databases import Database
from bench.outcome import Outcome
from bench.pages import EMAIL, PASSWORD, signed_in
from crm.actor import Role, system
from crm.commands import command, users
from crm.extensions import db
from crm.people import households
from crm.people.households import NewCarer, NewHousehold
from crm.people.tables import Address, Carer
from crm.register import agencies

GOAL = 150.0  # milliseconds, of which 95 in 100 take no more
PORTION = 5000
TYPED = 60  # people who ring, or are looked for
GIVEN, LAST = 400, 12_000  # different names
COUPLES = 0.5
SYLLABLES = (
    *("al", "ber", "cor", "dan", "el", "fen", "gor", "hal", "in", "jor", "kel", "lan", "mor"),
    *("nor", "ol", "pen", "quil", "ros", "sten", "tor", "ul", "ven", "wyn", "yor", "zan"),
)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HINTS = "/enquiries/new"
FRAGMENT = {"HX-Request": "true", "HX-Target": "hints"}
FOUND = 'name="shown"'  # stands in the hints where there are any


def measure(database: Database, count: int) -> Iterator[Outcome]:
    """The 95th percentile and the median of each kind of question, after one of each that is not counted."""
    app = database.app()
    with app.app_context():
        _fill(count)
        users.add_staff(EMAIL, role=Role.MANAGER, agency="bench", password=PASSWORD, by=system())
        sought = _sought()
        db.session.remove()
    database.settle()
    client = signed_in(app)
    form = _form(client)
    for what, questions in _questions(sought).items():
        _ask(client, form, *questions[0])
        taken = sorted(_ask(client, form, *question) for question in questions)
        slow = taken[int(len(taken) * 0.95)]
        how = f"median {median(taken):.0f} ms, worst {taken[-1]:.0f} ms of {len(taken)}; {count:,} households"
        yield Outcome(f"{database.kind}: {what}, 95th percentile", slow, GOAL, unit="ms", how=how)


def _form(client: FlaskClient) -> dict[str, str]:
    """What the form of an enquiry carries unseen, and is sent with all that is typed into it."""
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(HINTS).text)
    if token is None:
        raise LookupError("the form of an enquiry has no CSRF token")
    return {"csrf_token": token[1], "route": "mainstream"}


def _ask(
    client: FlaskClient, form: dict[str, str], path: str, asked: dict[str, str], headers: dict[str, str]
) -> float:
    """The milliseconds of one answer. Whoever is typed in whole must be found, or nothing was measured."""
    start = time.perf_counter()
    if path == HINTS:
        answer = client.post(path, data=form | asked, headers=headers)
    else:
        answer = client.get(f"{path}?{urlencode(asked)}", headers=headers)
    taken = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise AssertionError(f"{path} was answered {answer.status_code}")
    if path == HINTS and len(asked) > 1 and FOUND not in answer.text:
        raise AssertionError(f"nobody was found by {asked}")
    return taken


Questions = list[tuple[str, dict[str, str], dict[str, str]]]


def _questions(sought: list[tuple[str, str, str]]) -> dict[str, Questions]:
    """What is typed: each name and number as it grows, names with a slip, and then all that is known at once."""
    grown = [name[:length] for name, _, _ in sought for length in range(4, len(name) + 1, 4)]
    slips = [name[: len(name) // 2] + name[len(name) // 2 + 1 :] for name, _, _ in sought]
    numbers = [phone[:length] for _, phone, _ in sought for length in (7, 9, 13)]
    whole = [{"name": name, "phone": phone, "postcode": postcode} for name, phone, postcode in sought]
    digits = [phone.replace(" ", "")[-6:] for _, phone, _ in sought]
    search = {
        "a name as it is typed": grown,
        "six digits of a telephone": digits,
        "a postcode": [p for *_, p in sought],
    }
    found: dict[str, Questions] = {
        "hints while a name is typed": [(HINTS, {"name": each}, FRAGMENT) for each in grown + slips],
        "hints while a number is typed": [(HINTS, {"phone": each}, FRAGMENT) for each in numbers],
        "hints by all at once": [(HINTS, each, FRAGMENT) for each in whole],
    }
    for what, texts in search.items():
        found[f"search by {what}"] = [("/households", {"q": each}, {"HX-Request": "true"}) for each in texts]
    return found


def _sought() -> list[tuple[str, str, str]]:
    """The first carer, telephone and postcode of some households."""
    rows = select(Carer.name, Carer.phone, Address.postcode).join(
        Address, Address.household_id == Carer.household_id
    )
    found = db.session.execute(rows.where(Carer.position == 1, Carer.household_id % 1009 == 7).limit(TYPED)).all()
    return [(str(name), str(phone), str(postcode)) for name, phone, postcode in found]


@command
def _fill(count: int) -> None:
    """A council, and its households with one or two carers, each with a telephone and an address."""
    agency = agencies.add("bench", "Bench")
    rng = random.Random(7)  # noqa: S311 - invented people
    names = [_names(rng, GIVEN), _names(rng, LAST)]
    weights = [list(accumulate(1 / (rank + 8) for rank in range(len(each)))) for each in names]
    for start in range(0, count, PORTION):
        new = [_household(rng, names, weights, start + number) for number in range(min(PORTION, count - start))]
        households.create_many(agency.id, agency.prefix, new, at=AT)


def _names(rng: random.Random, count: int) -> list[str]:
    """Different names, each of two to four syllables."""
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(SYLLABLES, k=rng.choice((2, 2, 3, 4)))).capitalize()] = None
    return list(found)


def _household(rng: random.Random, names: list[list[str]], weights: list[list[float]], number: int) -> NewHousehold:
    (last,) = rng.choices(names[1], cum_weights=weights[1])
    given = rng.choices(names[0], cum_weights=weights[0], k=2 if rng.random() < COUPLES else 1)
    carers = tuple(
        NewCarer(f"{each} {last}", f"{each}.{last}.{number}@people.example".lower(), f"07{rng.randrange(10**9):09}")
        for each in given
    )
    postcode = f"ZE{rng.randrange(1, 30)} {rng.randrange(10)}{rng.choice('ABDEFGH')}{rng.choice('ABDEFGH')}"
    return NewHousehold(carers=carers, address=f"{rng.randrange(1, 200)} Sample Street", postcode=postcode)
