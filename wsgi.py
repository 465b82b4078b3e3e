"""The application as WSGI servers and the flask command find it."""

from host_app import create_app

app = create_app()
