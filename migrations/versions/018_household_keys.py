"""By what households are found while one types: words of names, how they sound, ends of telephone numbers.

How words are folded stands here as it was when this migration was written; crm/people/keys.py may go on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"

BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
CHUNK = 2000
APART = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
PARTS = re.compile(r"[^\w]+|_+")
ALIKE = (
    *(("sch", "s"), ("tch", "x"), ("ch", "x"), ("sh", "x"), ("ph", "f"), ("ck", "k"), ("gh", "g"), ("wr", "r")),
    *(("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "x"), ("z", "s"), ("v", "f")),
    *(("y", "i"), ("j", "g"), ("d", "t"), ("b", "p")),
)
SILENT = str.maketrans("", "", "aeiouhw")
HOME = sa.table(
    "household",
    *(sa.column(name) for name in ("id", "agency_id", "name", "name_folded")),
)
CARER = sa.table("carer", *(sa.column(name) for name in ("household_id", "name", "phone_folded", "removed_at")))


def upgrade() -> None:
    key = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")  # in plain byte order
    op.create_table(
        "household_key",
        sa.Column("agency_id", sa.Integer, sa.ForeignKey("agency.id"), primary_key=True),
        sa.Column("kind", sa.String(5), primary_key=True),
        sa.Column("key", key, primary_key=True),
        sa.Column("household_id", BigId, sa.ForeignKey("household.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("household_key_by_household", "household_key", ["household_id"])
    _fold_again()
    _fill()


def _fold_again() -> None:
    """Letters that do not come apart by themselves are now folded too: Søren is found as soren."""
    folded = HOME.c.name_folded
    for letter, plain in APART.items():
        again = (
            sa.update(HOME)
            .where(folded.contains(letter))
            .values(name_folded=sa.func.replace(folded, letter, plain))
        )
        op.execute(again)


def _fill() -> None:
    connection = op.get_bind()
    keys = sa.table("household_key", *(sa.column(name) for name in ("agency_id", "kind", "key", "household_id")))
    last = 0
    while True:
        page = sa.select(HOME.c.id, HOME.c.agency_id, HOME.c.name).where(HOME.c.id > last).order_by(HOME.c.id)
        homes = connection.execute(page.limit(CHUNK)).all()
        if not homes:
            return
        carers: dict[int, list[tuple[str | None, str | None]]] = {}
        its = sa.select(CARER.c.household_id, CARER.c.name, CARER.c.phone_folded).where(
            CARER.c.household_id.between(homes[0].id, homes[-1].id), CARER.c.removed_at.is_(None)
        )
        for home, name, phone in connection.execute(its):
            carers.setdefault(home, []).append((name, phone))
        rows = [
            {"agency_id": home.agency_id, "kind": kind, "key": word, "household_id": home.id}
            for home in homes
            for kind, word in _keys(home.name, carers.get(home.id, []))
        ]
        if rows:
            connection.execute(sa.insert(keys), rows)
        last = homes[-1].id


def _keys(name: str | None, carers: list[tuple[str | None, str | None]]) -> Iterator[tuple[str, str]]:
    words = dict.fromkeys(word for text in (name, *(each for each, _ in carers)) for word in _words(text))
    yield from (("name", word) for word in words)
    yield from (("sound", heard) for heard in dict.fromkeys(map(_sound, words)) if heard)
    phones = [phone or "" for _, phone in carers]
    ends = dict.fromkeys(phone[place:] for phone in phones for place in range(len(phone) - 3))
    yield from (("phone", end) for end in ends)


def _words(text: str | None) -> list[str]:
    small = unicodedata.normalize("NFKD", text or "").casefold()
    plain = re.sub("[\u2019\u2018\u02bc`]", "'", unicodedata.normalize("NFKD", small))
    bare = "".join(APART.get(letter, letter) for letter in plain if not unicodedata.combining(letter))
    whole = [part for part in PARTS.split(bare.replace("'", "")) if part]
    pieces = [part for part in PARTS.split(bare) if len(part) > 1] if "'" in bare else []
    return [part[:40] for part in whole + pieces]


def _sound(word: str) -> str:
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return ""
    for written, heard in ALIKE:
        word = word.replace(written, heard)
    first = "a" if word[0] in "aeiou" else word[0]
    return first + "".join(sorted(set(word[1:].translate(SILENT)) - {first}))
