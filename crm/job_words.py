"""What jobs are called that the program does by itself, and why one was given up."""

from __future__ import annotations

JOBS = {
    "letters.send": "Send a letter to a household",
    "mail": "Send a mail to somebody of the staff",
    "invitations.send": "Send an invitation to a new member of staff",
    "new_passwords.send": "Send the link for a new password",
    "sign_in_links.send": "Send a carer a link to sign in",
    "enquiries.thank": "Thank somebody for an enquiry",
    "evenings.tell": "Tell somebody about their place at an evening",
    "accounts.sweep": "Close accounts that are not used",
    "carer_accounts.sweep": "Close accounts of carers and applicants who are so no more",
    "range_requests.begin": "Let terms change that carers agreed to from a day ahead",
    "morning_mails.begin": "Have the morning mails sent at each council’s hour",
    "morning_mails.share": "Have the morning mails of a council sent",
    "morning_mails.send": "Send somebody of the staff their morning mail",
    "report_mails.begin": "Have the reports sent by mail that are due",
    "report_mails.send": "Send the link to a report",
    "drafts.sweep": "Erase what was typed and not sent",
    "acts.carry_out": "Do something to many journeys",
    "acts.undo": "Take back what was done to many journeys",
    "files.make": "Make a file that takes a while",
    "files.erase": "Erase a file whose time is over",
    "imports.check": "Check a file",
    "imports.load": "Load a file",
    "imports.undo": "Take an import back",
    "imports.erase": "Erase what a file held",
}
# What tells somebody something: cut off between sending it and noting that, it would come twice.
BY_MAIL = frozenset(
    {
        "letters.send",
        "mail",
        "invitations.send",
        "new_passwords.send",
        "sign_in_links.send",
        "enquiries.thank",
        "evenings.tell",
        "morning_mails.send",
        "report_mails.send",
    }
)
# By the name of the fault, which is all that is kept of one: what it says may hold somebody's particulars.
FAULTS = {
    "OperationalError": "The database did not answer in time",
    "InterfaceError": "The database did not answer",
    "Busy": "The database was busy for too long",
    "TimeoutError": "What it had to reach did not answer in time",
    "ConnectionRefusedError": "What it had to reach could not be reached",
    "ConnectionResetError": "What it had to reach broke off",
    "OSError": "What it had to reach could not be reached",
    "gaierror": "The name of the mail server leads nowhere",
    "HTTPError": "The service that sends mail did not take it",
    "SMTPException": "The mail server did not take it",
    "SMTPServerDisconnected": "The mail server broke off",
    "SMTPConnectError": "The mail server could not be reached",
    "SMTPAuthenticationError": "The mail server did not let Hearth in",
    "SMTPRecipientsRefused": "The mail server refused the address",
    "SMTPSenderRefused": "The mail server refused the sender",
    "SMTPDataError": "The mail server did not take it",
    "LookupError": "Nothing here does this kind of job: is this version older than the one before?",
}


def why(error: str) -> str:
    """Why a job was given up, in words: what is no sentence is the name of a fault."""
    if " " in error:
        return error
    return FAULTS.get(error, f"A fault of the program ({error}): the log of that moment says more")
