"""Hearth: fostering recruitment and retention for English councils."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from crm import access, browser_session, config, extensions, formatters, headers, jobs, logs, own_files, same_site
from crm.pages import errors, every, shell
from crm.pages.api import enquiries as api_enquiries
from crm.pages.public import enquire

MOST_BYTES = 11 * 1024 * 1024  # of a request: a file of 10 MB, and what travels with it


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
    for page in every.PAGES:
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
