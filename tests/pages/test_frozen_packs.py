"""Frozen packs: a report stays byte for byte as it was; what has changed is told down to who recorded it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import agencies, journeys, settings
from crm.extensions import db
from crm.journey import events
from crm.ledger.frozen_tables import FrozenPack
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.exchange.test_papers import rows_of, said_by_docx, said_by_pdf
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import a_little_of_everything, approved, enquired, load

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Clock = Callable[[datetime | date], None]
FREEZE = f"/reports/packs/freeze?agency=derby&{HALF}"


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Clock) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def _freeze(client: CheckingClient, address: str = FREEZE) -> str:
    """Freeze a report from its page; the address of the pack."""
    answer = client.fill_in(address, {}, form="/reports/packs/freeze")
    assert answer.status_code == 200, text_of(answer.text)
    return answer.request.path


def _bytes(client: CheckingClient, pack: str) -> bytes:
    return client.get(f"{pack}/file").get_data()


def _looks_are_on_record(sign_in: SignIn) -> None:
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "figure.restated")).all()
    ways = ("pack 1 and today", "pack 1 and today, as a paper")
    assert {row.about for row in looked} == {f"{way}: 1 households" for way in ways}
    assert all(row.fields[-1].startswith("~list=%2Freports%2Fpacks%2F1") for row in looked), (
        "which page, narrowed how"
    )
    assert {row.reason for row in looked if "as a paper" in str(row.about)} == {"report"}
    told = sign_in(Role.GOVERNANCE).get("/audit?what=lists").text
    assert "pack 1 and today: households (how many is not told)" in told, "the pack keeps its number"


def _no_file_says_it_unasked(client: CheckingClient, pack: str, asked: str, reference: str) -> None:
    """That a file names no household where nobody has said what it is for (T63)."""
    for reason in ("", "&reason=nonsense"):
        found: Any = client.get(asked + reason).json
        assert found["differences"][0]["households"] is None, reason
        assert "nobody said what this file is for" in found["households_left_out"], reason
    paper = said_by_docx(client.get(f"{pack}?format=docx").get_data())
    assert "nobody said what this file is for" in paper and reference not in paper


def _the_papers_say_it(client: CheckingClient, pack: str, reference: str, meant: str) -> None:
    """That PDF and DOCX hold the old value, the new one and the household's reference, and what a figure means."""
    pdf, word = (client.get(f"{pack}?format={name}&reason=report").get_data() for name in ("pdf", "docx"))
    for paper in (said_by_pdf(pdf), said_by_docx(word)):
        said = f"New approvals, mainstream, beds +17; +16 when reported {reference} 2 3 Household approved,"
        assert f"{said} 1 Sep 2021: put right (It was typed wrongly)" in paper
        assert "Derby: April to September 2021, pack 1" in paper and "Not for publication" in paper
        assert "Wren" not in paper and meant in paper
    [line] = [row for row in rows_of(word) if row[0] == "New approvals" and "17" in row[1]]
    assert line[1] == "+17; +16 when reported"


def test_a_correction_after_the_freezing_stands_beside_what_was_reported(derby: int, sign_in: SignIn) -> None:
    officer = given.officer(derby)
    home = given.household(derby, "Wren Example-Heron")
    _, approval = given.approved(home, date(2021, 9, 1), 2, by=officer)
    client = sign_in(Role.MANAGER)
    assert f'href="{FREEZE}&known_on=2021-12-09"' in unescape(client.get(REPORT).text)
    pack = _freeze(client)
    frozen = text_of(client.get(pack).text)
    assert "Derby: April to September 2021, pack 1" in frozen
    assert "Every figure is today what it was when it was frozen." in frozen
    before = _bytes(client, pack)
    told = json.loads(before)
    assert told["report"]["populations"]["mainstream"]["places"]["new_approvals"] == 16
    assert told["definitions"]["places.new_approvals"].startswith("Places of households newly approved")
    assert told["rules"]["settings"]["derby"]["pace_late_days"]["value"] == 31 and told["behind"]["rows"] > 50
    assert "Wren" not in before.decode()

    corrected = events.HouseholdApproved(happened_on=date(2021, 9, 1), places=3)
    journeys.correct(home, approval, corrected, reason="mistyped", by=officer)
    now = text_of(client.get(pack).text)
    assert "Why has this changed?" in now and "+17 ; +16 when reported" in now
    why = client.get(f"{pack}/changes?figure=places.new_approvals&population=mainstream")
    said = text_of(why.text)
    [reference] = set(re.findall(r"DER-\d+", said))
    assert "New approvals, mainstream, beds +17 ; +16 when reported" in said
    assert f"{reference} Wren Example-Heron : 2 then, 3 now. Household approved, 1 Sep 2021: put right" in said
    assert "(It was typed wrongly) 9 December 2021" in said
    assert client.get(f"/households/{reference}").status_code == 200
    asked = f"{pack}/changes?figure=places.new_approvals&population=mainstream&format=json"
    _no_file_says_it_unasked(client, pack, asked, reference)
    found: Any = client.get(f"{asked}&reason=report").json
    [difference] = found["differences"]
    assert (difference["then"], difference["now"], found["then"]["pack"], found["now"]["pack"]) == (16, 17, 1, None)
    [household] = difference["households"]
    assert (household["reference"], household["then"], household["now"]) == (reference, 2, 3)
    [news] = household["recorded"]
    assert (news["correction"], news["recorded_at"][:10]) == (True, "2021-12-09")
    _the_papers_say_it(client, pack, reference, json.loads(before)["definitions"]["places.net"])
    assert _bytes(client, pack) == before
    _looks_are_on_record(sign_in)


def test_two_packs_are_put_beside_each_other(derby: int, sign_in: SignIn, clock_at: Clock) -> None:
    manager = sign_in(Role.MANAGER)
    first = _freeze(manager)
    again = manager.fill_in(FREEZE, {}, form="/reports/packs/freeze")
    assert again.request.path == first
    assert "This report is frozen already, in the pack below" in text_of(again.text)
    load(derby, approved(date(2021, 8, 2), 4))
    second = _freeze(manager)
    assert (first, second) == ("/reports/packs/1", "/reports/packs/2")
    load(derby, approved(date(2021, 8, 3), 1))
    asked = "figure=activity.approvals&population=all"
    for address in (f"{first}/changes?with=2&{asked}", f"{second}/changes?with=1&{asked}"):
        said = text_of(manager.get(address).text)
        assert "13 ; 12 when reported" in said and len(set(re.findall(r"DER-\d+", said))) == 1, address
    assert "14 ; 13 when reported" in text_of(manager.get(f"{second}/changes?{asked}").text)
    assert "No figure differs that matches" in text_of(manager.get(f"{first}/changes?with=2&q=nothing").text)
    other = _freeze(manager, "/reports/packs/freeze?agency=derby&from=2021-10-01&to=2021-12-31")
    refused = manager.get(f"{first}/changes?with=3")
    assert refused.status_code == 400 and "Choose two packs of the same period" in text_of(refused.text)
    listed = text_of(manager.get("/reports/packs").text)
    assert "3 packs" in listed and "October to December 2021 , pack 3 9 Dec 2021" in listed and "Interim" in listed
    assert "counted up to 9 December 2021" in text_of(manager.get(other).text)
    assert "1 pack " in text_of(manager.get("/reports/packs?state=interim&q=october").text)
    assert "No pack matches." in text_of(manager.get("/reports/packs?q=rutland").text)
    file = manager.fill_in(
        "/reports/packs?state=whole", {"reason": "report"}, form="/reports/packs/export?state=whole"
    )
    assert len(file.get_data().decode("utf-8-sig").splitlines()) == 3


def test_t19_more_households_than_one_person_takes_alone_stand_on_the_page_and_in_no_file(
    derby: int, sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    pack = _freeze(manager)
    settings.change("exports_alone", 20, valid_from=date(2021, 1, 1), agency_id=derby, by=given.officer(derby))
    for _ in range(21):
        load(derby, enquired(date(2021, 8, 2)))
    asked = f"{pack}/changes?figure=activity.enquiries&population=mainstream"
    found: Any = manager.get(f"{asked}&format=json").json
    assert {str(each["households"]) for each in found["differences"]} == {"None"}
    assert "there are 21 of them, more than one person takes alone" in found["households_left_out"]
    assert "DER-" in manager.get(asked).text


def test_figures_alone_are_for_those_who_count_and_another_agency_finds_nothing(
    derby: int, sign_in: SignIn
) -> None:
    pack = _freeze(sign_in(Role.MANAGER))
    load(derby, approved(date(2021, 8, 2), 4))
    analyst = sign_in(Role.ANALYST)
    said = text_of(analyst.get(f"{pack}/changes").text)
    assert "The households that explain it are hidden" in said and "DER-" not in said
    found: Any = analyst.get(f"{pack}/changes?format=json").json
    assert {str(each["households"]) for each in found["differences"]} == {"None"}
    paper = said_by_docx(analyst.get(f"{pack}?format=docx").get_data())
    assert "your role shows figures only" in paper and "+18; +14 when reported" in paper and "DER-" not in paper
    assert "Not for publication" not in paper and "Left out" not in paper
    assert analyst.get(f"{pack}?format=odt").status_code == 400
    assert analyst.get(FREEZE).status_code == 403
    given.agency("rutland")
    stranger = sign_in(Role.MANAGER, at="rutland")
    for path in (pack, f"{pack}?format=pdf", f"{pack}/file", f"{pack}/changes", "/reports/packs/99", FREEZE):
        answer = stranger.get(path)
        assert answer.status_code == 404 and "Page not found" in answer.text, path
    assert "No report has been frozen yet." in text_of(stranger.get("/reports/packs").text)


def test_what_cannot_be_frozen_is_said_in_words(derby: int, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    ahead = "/reports/packs/freeze?agency=derby&from=2022-01-01&to=2022-03-31"
    assert "There is nothing to freeze before it begins." in text_of(manager.get(ahead).text)
    assert manager.get("/reports/packs/freeze?agency=derby&from=2021-09-30&to=2021-04-01").status_code == 400
    assert "The period ends on 31 December 2021" in text_of(
        manager.get("/reports/packs/freeze?agency=derby&from=2021-10-01&to=2021-12-31").text
    )


def test_a_pack_that_was_tampered_with_is_shown_to_nobody_as_true(derby: int, sign_in: SignIn, cli: Any) -> None:
    manager = sign_in(Role.MANAGER)
    pack = _freeze(manager)
    assert cli("check").code == 0
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("DROP TRIGGER frozen_pack_no_update"))
    else:
        db.session.execute(text("ALTER TABLE frozen_pack DISABLE TRIGGER ALL"))
    content = db.session.scalars(select(FrozenPack.content)).one().replace(b'"value":31', b'"value":32')
    db.session.execute(update(FrozenPack).values(content=content))
    db.session.commit()
    for path in (pack, f"{pack}?format=pdf", f"{pack}/file", f"{pack}/changes"):
        answer = manager.get(path)
        assert answer.status_code == 409 and "is not what was frozen" in answer.text, path
    assert _freeze(manager) == "/reports/packs/2"  # in whose place the same report is frozen again
    answer = cli("check")
    assert answer.code == 1 and "derby: frozen pack 1 is not what was frozen" in answer.err


def test_a_hub_freezes_its_own_report_and_an_agency_that_leaves_takes_its_figures_along(
    derby: int, sign_in: SignIn
) -> None:
    given.agency("leicester", hub="east")
    rutland = given.agency("rutland", hub="east")
    load(rutland, enquired(date(2021, 5, 1)), approved(date(2021, 6, 1), 2))
    hub = sign_in(Role.HUB, at="east")
    pack = _freeze(hub, f"/reports/packs/freeze?hub=east&{HALF}")
    load(rutland, approved(date(2021, 6, 2), 3))
    assert "+5 ; +2 when reported" in text_of(hub.get(pack).text)
    said = text_of(hub.get(f"{pack}/changes?figure=places.new_approvals&population=all").text)
    assert "The households that explain it are hidden" in said and "RUT-" not in said
    assert sign_in(Role.MANAGER, at="rutland").get(pack).status_code == 404  # it is about Leicester too
    agencies.change("rutland", "Rutland", by=system())
    assert hub.get(pack).status_code == 404
    assert "No report has been frozen yet." in text_of(hub.get("/reports/packs").text)
