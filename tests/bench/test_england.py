"""What the bench measures on is what posting would have written: the ledgers' own checks find nothing wrong."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from bench import england
from crm import bulk
from crm.commands.settings import install_national_defaults
from crm.extensions import db
from crm.ledger.check import CHECKS
from crm.ledger.cluster import load
from crm.register import settings

pytestmark = pytest.mark.slow  # together they take seconds

ENQUIRIES = 1500  # enough for several of each thing that can happen


def test_the_lives_of_england_balance_in_both_ledgers(app: Flask) -> None:
    install_national_defaults()
    rows = england.agency(1, ENQUIRIES, england.Numbers(), notes=0)
    for table, columns in england.COLUMNS.items():
        places = ", ".join(f":{name}" for name in columns)
        insert = text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})")
        for start in range(0, len(rows[table]), bulk.CHUNK):
            chunk = rows[table][start : start + bulk.CHUNK]
            db.session.execute(insert, [dict(zip(columns, row, strict=True)) for row in chunk])
    rulebook = settings.rulebook(1)
    clusters = load(1, [int(str(row[0])) for row in rows["household"]])
    wrong = [said for cluster in clusters.values() for each in CHECKS for said in each(cluster, rulebook)]
    assert wrong == []
    corrected = [row for row in rows["event"] if row[england.COLUMNS["event"].index("corrects_id")]]
    assert corrected
    assert rows["bed_entry"]


def test_the_same_england_is_made_each_time() -> None:
    once = england.agency(3, 200, england.Numbers(), notes=1)
    assert once == england.agency(3, 200, england.Numbers(), notes=1)
    assert once != england.agency(4, 200, england.Numbers(), notes=1)
