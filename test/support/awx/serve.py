"""What both stand-ins have in common: fresh tables, users, and a server at a port that the system chooses."""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

passwords = {
    "admin": "canary-admin-password",
    "alice": "canary-alice-password",
    "ext": "canary-ext-password",
}


def set_up(settings):
    """The database's file is the one argument of the program."""
    os.environ["CONTROLLER_DATABASE"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


class Patient(WSGIServer):
    # Connections that wait for their turn; the usual five would have the others try again a second later.
    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def serve():
    """Its first line of output is its port. It ends with its standard input, so that it never outlives the test."""
    from django.core.wsgi import get_wsgi_application

    # One request at a time: two that write at once would trouble SQLite, which AWX does not use.
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Patient, Quiet)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
