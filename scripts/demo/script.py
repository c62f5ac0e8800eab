"""The script of the demo: a long run that calls an API every second and never thinks about tokens.

It asks the daemon over the owner socket each time, which costs a look-up in memory. Standard library only.
Prints a line of JSON a call for the table of the demo; the token itself is never printed.
"""

import http.client
import json
import os
import socket
import sys
import time
import urllib.error
import urllib.request


class Daemon(http.client.HTTPConnection):
    """HTTP over the owner socket."""

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(os.environ["TOKENWELL_SOCKET"])


def fresh_token(profile):
    daemon = Daemon("tokenwell")
    try:
        daemon.request("GET", f"/v1/token/{profile}", headers={"Accept": "text/plain"})
        answer = daemon.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(body)
        return body.strip()
    finally:
        daemon.close()


def call_api(url, token):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def run(profile, api):
    while True:
        start = time.perf_counter()
        token = fresh_token(profile)
        waited = time.perf_counter() - start
        print(json.dumps({"status": call_api(api, token), "waited": waited}), flush=True)
        time.sleep(1)


if __name__ == "__main__":
    try:
        run(*sys.argv[1:])
    except KeyboardInterrupt:
        pass
