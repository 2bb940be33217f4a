"""The WSGI entry point: `gunicorn wsgi:app`."""

from crm import config, create_app, jobs, logs, memory, starting

settings = config.read()
logs.begin(every_request=settings.production)
app = create_app(settings)
starting.require_sound(app)
jobs.start(app)
memory.settle()
