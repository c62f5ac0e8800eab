"""Both peers' Python packages in turn: `python_calls.py ROUNDS UNMEASURED`. Prints each one's milliseconds as JSON."""

import json
import sys
import time

import liboidcagent
import tokenwell

rounds, unmeasured = int(sys.argv[1]), int(sys.argv[2])
took = {"tokenwell": [], "liboidcagent": []}
calls = {"tokenwell": lambda: tokenwell.token("lab"), "liboidcagent": lambda: liboidcagent.get_access_token("lab")}
for turn in range(-unmeasured, rounds):
    for name, call in calls.items():
        start = time.perf_counter()
        token = call()
        milliseconds = (time.perf_counter() - start) * 1000
        if not token:
            sys.exit(f"{name} gave no token")
        if turn >= 0:
            took[name].append(milliseconds)
print(json.dumps(took))
