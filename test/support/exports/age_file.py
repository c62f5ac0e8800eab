"""age by its implementation in Rust: makes a key, or opens a file with the one on standard input."""

import json
import sys

from pyrage import decrypt, x25519

if sys.argv[1] == "keys":
    identity = x25519.Identity.generate()
    print(json.dumps({"identity": str(identity), "recipient": str(identity.to_public())}))
else:
    identity = x25519.Identity.from_str(sys.stdin.read().strip())
    with open(sys.argv[2], "rb") as file:
        content = file.read()
    if content.startswith(b"-----BEGIN"):
        import base64

        lines = content.decode().strip().split("\n")
        content = base64.b64decode("".join(lines[1:-1]))
    sys.stdout.write(decrypt(content, [identity]).decode())
