"""The WSGI entry point: `gunicorn wsgi:app`."""

from crm import create_app, jobs

app = create_app()
jobs.start(app)
