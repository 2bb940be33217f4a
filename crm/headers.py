"""The headers that every answer carries. Our own fifteen lines: nothing here needs a package."""

from __future__ import annotations

from flask import Flask, Response, request

from crm import static_files
from crm.config import Settings

# No inline script or style anywhere, so no nonce is needed: only files of our own run or paint.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TWO_YEARS = 63_072_000  # seconds
ONE_YEAR = 31_536_000


def install(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, those of errors and of static files too."""

    @app.after_request
    def add(response: Response) -> Response:
        own = response.headers.get("Content-Security-Policy")  # a document's is stricter than a page's
        response.headers.update(ALWAYS)
        if own is not None:
            response.headers["Content-Security-Policy"] = own
        if "key" in request.args:  # an address that opens something is told to nobody (T09)
            response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = _caching(response)
        _without_nul(response)
        if settings.production:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}; includeSubDomains"
        return response

    static_files.install(app)


def _without_nul(response: Response) -> None:
    """No page holds the character that HTML has none of, though an address brought it and is shown again."""
    if response.mimetype == "text/html" and not response.is_streamed and not response.direct_passthrough:
        content = response.get_data()
        if b"\0" in content:
            response.set_data(content.replace(b"\0", "\ufffd".encode()))


def _caching(response: Response) -> str:
    """Nothing with personal data stays in a browser; a static file that names its version may."""
    if request.endpoint != "static" or response.status_code >= 400:
        return "no-store"
    versioned = "v" in request.args or request.path.startswith("/static/vendor/")
    return f"public, max-age={ONE_YEAR}, immutable" if versioned else "no-cache"
