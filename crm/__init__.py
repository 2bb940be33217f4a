"""Hearth: fostering recruitment and retention for English councils."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from crm import access, browser_session, config, extensions, formatters, headers, jobs, logs, own_files, same_site
from crm.pages import (
    account,
    acts,
    agencies,
    api_keys,
    assessments,
    assignments,
    availability,
    batches,
    bed_book,
    calendar,
    carer_accounts,
    carer_register,
    caseload,
    chasing,
    checks,
    clocks,
    concerns,
    concerns_put_right,
    consent,
    contacts,
    corrections,
    council,
    course_places,
    courses,
    decision_letters,
    detail_proposals,
    document_shares,
    documents,
    duplicates,
    emergencies,
    ending,
    enquiries,
    enquiry_list,
    errors,
    exemptions,
    exits,
    export_requests,
    field_history,
    frozen_packs,
    guardians,
    guardians_put_right,
    health,
    home,
    homes,
    household,
    households,
    imports,
    invitations,
    keep_warm,
    kept_forms,
    kinship,
    letters,
    lodgings,
    log_enquiry,
    looks,
    made_files,
    members,
    merging,
    messages,
    on_hold,
    packs,
    panel_items,
    panel_list,
    panel_members,
    panels,
    panels_by_hand,
    parent_and_child,
    parked_jobs,
    parting,
    people,
    phone_requests,
    pipeline,
    placement_imports,
    placements,
    portal_accounts,
    preparation,
    profiles,
    range_requests,
    ranges,
    records,
    report_lists,
    reports,
    retention,
    review,
    reviews,
    role_requests,
    schemes,
    second_factor,
    second_step,
    shell,
    sign_in,
    sign_in_links,
    skill_costs,
    skill_papers,
    skills,
    staff,
    staff_account,
    staying_put,
    supervision,
    support,
    tasks,
    together,
    training,
    transfers,
    views,
    visits,
    visits_put_right,
    why_changed,
    widening,
    work,
)
from crm.pages import settings as settings_pages
from crm.pages.api import enquiries as api_enquiries
from crm.pages.api import every as api
from crm.pages.planning import every as planning
from crm.pages.portal import every as portal
from crm.pages.public import enquire, statements

MOST_BYTES = 11 * 1024 * 1024  # of a request: a file of 10 MB, and what travels with it

PAGES = (
    account,
    acts,
    agencies,
    *api.PAGES,
    api_keys,
    assessments,
    assignments,
    availability,
    batches,
    bed_book,
    caseload,
    chasing,
    checks,
    clocks,
    concerns,
    concerns_put_right,
    calendar,
    carer_accounts,
    carer_register,
    consent,
    contacts,
    corrections,
    council,
    detail_proposals,
    document_shares,
    decision_letters,
    documents,
    enquire,
    duplicates,
    emergencies,
    ending,
    enquiries,
    enquiry_list,
    exemptions,
    exits,
    export_requests,
    field_history,
    frozen_packs,
    guardians,
    guardians_put_right,
    health,
    home,
    homes,
    household,
    households,
    imports,
    invitations,
    kinship,
    letters,
    keep_warm,
    kept_forms,
    lodgings,
    log_enquiry,
    looks,
    made_files,
    members,
    merging,
    messages,
    on_hold,
    packs,
    panel_items,
    panel_list,
    panel_members,
    panels,
    parent_and_child,
    parked_jobs,
    panels_by_hand,
    parting,
    people,
    phone_requests,
    pipeline,
    placement_imports,
    placements,
    preparation,
    portal_accounts,
    profiles,
    *planning.PAGES,
    *portal.PAGES,
    range_requests,
    ranges,
    records,
    report_lists,
    reports,
    retention,
    review,
    reviews,
    role_requests,
    schemes,
    second_factor,
    second_step,
    settings_pages,
    sign_in,
    sign_in_links,
    course_places,
    courses,
    skill_costs,
    skill_papers,
    skills,
    statements,
    staff,
    staff_account,
    supervision,
    staying_put,
    support,
    tasks,
    together,
    training,
    transfers,
    views,
    visits,
    visits_put_right,
    why_changed,
    widening,
    work,
)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The web application, wired and nothing more."""
    settings = settings or config.read()
    app = Flask(
        "crm",
        root_path=str(config.ROOT / "crm"),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # A statement that fails stands in the log: without the names and addresses that went with it (T38).
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        HEARTH=settings,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        # Asked for by another name, it is not ours to answer (T31). By its machine's own, it may be watched.
        TRUSTED_HOSTS=[settings.hostname, *config.LOOPBACK] if settings.own_names_only else None,
    )
    if settings.proxies:
        # Without it everybody behind a proxy shares its address, and its limit of guesses. Only what our own
        # proxies add is believed: the rightmost names (T02).
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign] # as Flask says
    formatters.install(app)
    _open_database(app)
    # Templates ask `page_shell()` who is signed in: the page of a fault must be able to do without.
    extensions.login_manager.init_app(app, add_context_processor=False)
    logs.install(app)
    browser_session.install(app, settings)
    access.install(app)
    same_site.install(app)
    jobs.install(app, settings)
    extensions.csrf.init_app(app)
    _without_token()
    shell.install(app)
    errors.install(app)
    headers.install(app, settings)
    for page in PAGES:
        app.register_blueprint(page.blueprint)
    return app


def _open_database(app: Flask) -> None:
    extensions.db.init_app(app)
    with app.app_context():
        own_files.database(extensions.db.engine.url)


def _without_token() -> None:
    """What is taken without a form's token: by a key no browser adds, and the public form's first step."""
    extensions.csrf.exempt(api_enquiries.blueprint)
    extensions.csrf.exempt(enquire.begin)
