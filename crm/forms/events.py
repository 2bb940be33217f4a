"""Which form records which kind of event."""

from __future__ import annotations

from crm.forms.applications import ApplicationForm, AssessmentForm, StageOneForm
from crm.forms.approvals import ApprovalForm, RefusalForm
from crm.forms.care import GuardianshipNoticeForm, StandardsForm, UnannouncedVisitForm
from crm.forms.decisions import (
    AgreementForm,
    AnswerForm,
    IrmNotifiedForm,
    IrmPapersForm,
    IrmRecommendationForm,
    MinutesForm,
    ProposalForm,
    ToldForm,
)
from crm.forms.endings import ClosingForm, DeregistrationForm, NoticeForm, ReopeningForm
from crm.forms.enquiries import EnquiryForm
from crm.forms.exit_interviews import ExitInterviewForm, ExitOfferForm
from crm.forms.holds import HoldEndForm, HoldForm
from crm.forms.kinship import AdopterApprovalForm, AdopterEndForm, ReferralForm, ViabilityForm
from crm.forms.panels import RecommendationForm, ReportForm
from crm.forms.parting import CarerLeftForm
from crm.forms.ranges import DroppingForm, RevisionAnswerForm, RevisionForm, TermsChangeForm
from crm.forms.records import RecordForm
from crm.forms.reviews import ReviewForm
from crm.forms.temporary import TemporaryApprovalForm, TemporaryExtensionForm, TemporaryKeepingForm
from crm.forms.terminations import TerminationAnswerForm, TerminationDroppedForm, TerminationForm
from crm.forms.transfers import (
    ResignedElsewhereForm,
    TransferDroppedForm,
    TransferMeetingForm,
    TransferNoticeForm,
    TransferOfficerForm,
    TransferReferenceForm,
)
from crm.forms.visits import FirstContactForm, VisitForm

FORMS: dict[str, type[RecordForm]] = {
    form.kind.kind: form
    for form in (
        EnquiryForm,
        FirstContactForm,
        VisitForm,
        ApplicationForm,
        StageOneForm,
        AssessmentForm,
        ReportForm,
        RecommendationForm,
        ApprovalForm,
        RefusalForm,
        MinutesForm,
        ProposalForm,
        AnswerForm,
        IrmNotifiedForm,
        IrmPapersForm,
        IrmRecommendationForm,
        ToldForm,
        AgreementForm,
        ReviewForm,
        RevisionForm,
        RevisionAnswerForm,
        DroppingForm,
        TermsChangeForm,
        NoticeForm,
        DeregistrationForm,
        ClosingForm,
        ReopeningForm,
        HoldForm,
        HoldEndForm,
        UnannouncedVisitForm,
        StandardsForm,
        GuardianshipNoticeForm,
        CarerLeftForm,
        TerminationForm,
        TerminationAnswerForm,
        TerminationDroppedForm,
        ExitOfferForm,
        ExitInterviewForm,
        ReferralForm,
        ViabilityForm,
        AdopterApprovalForm,
        AdopterEndForm,
        TemporaryApprovalForm,
        TemporaryExtensionForm,
        TransferNoticeForm,
        TransferMeetingForm,
        TransferOfficerForm,
        TransferReferenceForm,
        ResignedElsewhereForm,
        TransferDroppedForm,
        TemporaryKeepingForm,
    )
}
