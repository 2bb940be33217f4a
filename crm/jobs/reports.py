"""The jobs of reports by mail: which are due today, and the mail of one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from crm import report_mail_words
from crm.commands import report_mails
from crm.commands.jobs import Claimed, Result
from crm.commands.report_mails import Reader
from crm.jobs import mail
from crm.reads import frozen
from crm.reads.frozen import Wanted
from crm.reports import asking
from crm.reports.period import Period, quarter

PATHS = {name: f"/reports/{name}" for name in ("quarterly", "packs", "targets", "priorities")}


def begin(_job: Claimed) -> Result:
    """Have the mails sent that are due today."""
    return {"due": report_mails.begin()}


def send(job: Claimed) -> Result:
    """Send the link to a report; nothing where nobody wants it any more, or may read it."""
    found = report_mails.reader(job.args["mail"], date.fromisoformat(job.args["ended"]))
    if found is None:
        return {"sent": False}
    mail.send(
        job,
        found.email,
        "report_by_mail",
        name=found.name,
        service=found.service,
        report=report_mail_words.WHAT[found.what],
        about=report_mail_words.about(found.every, found.ended),
        path=address(found),
    )
    return {"sent": True}


def address(found: Reader) -> str:
    """The page of the report: of the quarterly one, and of packs, that of the quarter in which the day lies."""
    held = quarter(found.ended)
    scope = {name: text for name, text in asking.by_default(found.by).items() if name in ("agency", "hub")}
    if found.what == "packs":
        return _pack(found, scope, held)
    if found.what != "quarterly":
        return PATHS[found.what]
    return f"{PATHS['quarterly']}?{urlencode({**scope, 'from': held.first, 'to': held.last})}"


def _pack(found: Reader, scope: Mapping[str, str], held: Period) -> str:
    """The latest pack of the quarter; where there is none yet, the packs of the council or hub."""
    of = ":".join(next(iter(scope.items()), ("", "")))
    latest = next(iter(frozen.every(Wanted(of=of, period=held), found.by)), None)
    return f"{PATHS['packs']}/{latest.id}" if latest else f"{PATHS['packs']}?{urlencode({'of': of})}"
