"""What each kind of job does: a function over a command or a report, and nothing more.

A function is called inside the transaction in which the job is noted as done. It gets the job's arguments, the
actor who asked, and `tell(done, total)`; what it returns, if anything, is kept with the job, as JSON.
"""

from __future__ import annotations

from collections.abc import Callable

from crm.commands.jobs import Claimed, Result
from crm.jobs import accounts, acts, drafts, evenings, files, imports, letters, mail, morning, ranges, reports

# Of these only the note that it is done is in a transaction: they ask a mail server, or set a paper, which may take
# its time, and SQLite has one writer. One that is cut off half way is done again, so that a mail may come twice,
# and never not.
APART: dict[str, Callable[[Claimed], Result]] = {
    "files.make": files.make,
    "letters.send": letters.send,
    "mail": mail.tell,
    "invitations.send": mail.invite,
    "new_passwords.send": mail.forgotten,
    "sign_in_links.send": mail.link,
    "enquiries.thank": mail.thank,
    "evenings.tell": evenings.tell,
    "morning_mails.send": morning.send,
    "report_mails.send": reports.send,
}

HANDLERS: dict[str, Callable[[Claimed], Result]] = {
    "accounts.sweep": accounts.sweep,
    "carer_accounts.sweep": accounts.carers,
    "drafts.sweep": drafts.sweep,
    "morning_mails.begin": morning.begin,
    "morning_mails.share": morning.share,
    "report_mails.begin": reports.begin,
    "range_requests.begin": ranges.begin,
    "acts.carry_out": acts.carry_out,
    "acts.undo": acts.undo,
    "files.erase": files.erase,
    "imports.check": imports.check,
    "imports.load": imports.load,
    "imports.undo": imports.undo,
    "imports.erase": imports.erase,
}
