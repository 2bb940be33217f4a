"""The WSGI entry point: `gunicorn wsgi:app`."""

from crm import config, create_app, jobs, logs

settings = config.read()
logs.begin(every_request=settings.production)
app = create_app(settings)
jobs.start(app)
