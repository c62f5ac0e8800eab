"""Sealed boxes by libsodium itself: makes a pair of keys, or opens the box that comes after the secret key."""

import base64
import json
import sys

from nacl.public import PrivateKey, SealedBox

if sys.argv[1] == "keys":
    key = PrivateKey.generate()
    pair = {"secret": bytes(key), "public": bytes(key.public_key)}
    print(json.dumps({name: base64.b64encode(value).decode() for name, value in pair.items()}))
else:
    secret, box = (base64.b64decode(word) for word in sys.stdin.read().split())
    sys.stdout.write(SealedBox(PrivateKey(secret)).decrypt(box).decode())
