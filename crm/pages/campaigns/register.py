"""The register of campaigns: the list, one of them, adding and changing one."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, campaign_words
from crm.commands import campaigns as commands
from crm.commands.campaigns import Terms
from crm.forms import campaigns as forms
from crm.forms.campaigns import CampaignForm
from crm.pages import filters, registers
from crm.pages.both_sides import on_record
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_or_again
from crm.reads import campaigns as reads
from crm.reads import choices, evenings
from crm.reads.campaigns import CampaignSeen, OneCampaign, Wanted

blueprint = Blueprint("campaigns", __name__)

PATH = "/campaigns"
ONE = f"{PATH}/<int:campaign>"
COLUMNS = (
    *("Campaign", "Channel", "First day", "Last day", "State", "Councils", "Shares"),
    *("Cost in pounds", "Cost to us in pounds", "Also written as"),
)


@blueprint.get(PATH)
@access.allow("campaigns.view")
def listing() -> Answer:
    """The campaigns of the asker's councils; for htmx only the part of it that filters change."""
    wanted, page, problems = _read()
    by = access.current_actor()
    return registers.page(
        "campaigns",
        PATH,
        _kept(wanted),
        problems,
        exported="campaigns.change",
        found=reads.listing(wanted, page, by),
        wanted=wanted,
        filtered=wanted != Wanted(),
        states=[(code, text) for code, (text, _) in campaign_words.STATES.items()],
        kinds=tuple(campaign_words.KINDS.items()),
        channels=choices.of_agency(by.agency_ids[0]).pairs("campaign_channels"),
        words=campaign_words,
    )


@blueprint.post(f"{PATH}/export")
@access.allow("campaigns.change")
def export() -> Answer:
    """The list as a file. It names nobody."""
    wanted, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("campaigns", PATH, _kept(wanted), form, back=PATH)
    rows = reads.export(wanted, form.reason.data or "", access.current_actor())
    return registers.file("campaigns", COLUMNS, map(_cells, rows))


@blueprint.get(f"{PATH}/new")
@access.allow("campaigns.change")
def new() -> Answer:
    """The form for another one."""
    return _form_page(_form(None), None)


@blueprint.post(f"{PATH}/new")
@access.allow("campaigns.change")
def add() -> Response:
    """Put it on record."""
    form = _form(None, request.form)

    def do() -> str:
        by = access.current_actor()
        own = by.agency_ids[0]
        shares = form.shared() if form.shares else {own: 100}
        owner = next((each for each in by.agency_ids if each in shares), own)
        number = commands.add(owner, _terms(form, shares), by=by)
        flash("The campaign is on record. Give it links next, one for each place where it is seen.", "success")
        return url_for(".record", campaign=number)

    return sent_or_again(form, do, lambda code, _: _form_page(form, None, code))


@blueprint.get(ONE)
@access.allow("campaigns.view")
def record(campaign: int) -> Answer:
    """A campaign, its links, what it has cost, and what it said before."""
    found = reads.one(campaign, access.current_actor())
    shown = {"seen": found.seen, "words": campaign_words, "key": lambda: secrets.token_urlsafe(18)}
    shown["evenings"] = evenings.of_campaign(campaign, access.current_actor())
    return make_response(render_template("pages/campaigns/record.html", found=found, **shown))


@blueprint.get(f"{ONE}/edit")
@access.allow("campaigns.change")
def edit(campaign: int) -> Answer:
    """The form that changes it."""
    found = reads.one(campaign, access.current_actor())
    commands.require_all(found.seen.campaign, access.current_actor())
    return _form_page(_form(found), found)


@blueprint.post(f"{ONE}/edit")
@access.allow("campaigns.change")
def change(campaign: int) -> Response:
    """Change it; whoever was overtaken sees both versions."""
    found = reads.one(campaign, access.current_actor())
    form = _form(found, request.form)

    def do() -> str:
        shares = form.shared() if form.shares else dict(found.seen.campaign.now.shares)
        version = number_of(form.version.data or "") or 0
        commands.change(campaign, _terms(form, shares), version=version, by=access.current_actor())
        flash("The campaign is changed. What it said before stays on record.", "success")
        return url_for(".record", campaign=campaign)

    def again(code: int, overtaken: bool) -> Answer:
        now = reads.one(campaign, access.current_actor())
        if overtaken:
            form.version.data = str(now.version)
        return _form_page(form, now, code, now=on_record(form, _known(now)) if overtaken else [])

    return sent_or_again(form, do, again)


def _terms(form: CampaignForm, shares: dict[int, int]) -> Terms:
    return Terms(
        name=form.name.data or "",
        channel=form.channel.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        shares=shares,
        spellings=tuple((form.spellings.data or "").splitlines()),
        about=form.about.data or "",
    )


def _known(found: OneCampaign) -> dict[str, Any]:
    now = found.seen.campaign.now
    known: dict[str, Any] = {"name": now.name, "channel": now.channel, "about": now.about}
    known |= {"starts_on": now.starts_on, "ends_on": now.ends_on, "spellings": "\n".join(now.spellings)}
    return known | {forms.SHARE.format(number): share for number, share in now.shares.items()}


def _form(found: OneCampaign | None, sent: Any = None) -> CampaignForm:
    by = access.current_actor()
    councils = list(reads.partners(by))
    known: dict[str, Any] = {}
    if found:
        councils += [(number, name) for number, name, _ in found.seen.councils if number not in dict(councils)]
        known = _known(found) | {"version": str(found.version)}
    form = forms.with_shares(councils)(sent, data=known)
    form.channel.choices = choices.of_agency(by.agency_ids[0]).pairs("campaign_channels")
    return form


def _form_page(form: CampaignForm, found: OneCampaign | None, code: int = 200, **shown: Any) -> Answer:
    shown = {"now": [], **shown}
    page = render_template("pages/campaigns/form.html", form=form, seen=found.seen if found else None, **shown)
    return make_response(page, code)


def _read() -> tuple[Wanted, int, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    state, kind = request.args.get("state", ""), request.args.get("kind", "")
    wanted = Wanted(
        q=asked.q,
        state=state if state in campaign_words.STATES else "",
        kind=kind if kind in campaign_words.KINDS else "",
        channel=request.args.get("channel", "")[:40],
    )
    return wanted, asked.page, problems


def _kept(wanted: Wanted) -> dict[str, str]:
    asked = {"q": wanted.q, "state": wanted.state, "kind": wanted.kind, "channel": wanted.channel}
    return {name: value for name, value in asked.items() if value}


def _cells(row: CampaignSeen) -> tuple[Any, ...]:
    now = row.campaign.now
    return (
        *(row.name, row.channel, now.starts_on, now.ends_on or "", campaign_words.STATES[row.state][0]),
        ", ".join(name for _, name, _ in row.councils),
        ", ".join(f"{name} {share}%" for _, name, share in row.councils),
        *(f"{row.pence / 100:.2f}", f"{row.own_pence / 100:.2f}", ", ".join(now.spellings)),
    )
