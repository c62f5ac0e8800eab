"""NOMAD's own routers (nomad-lab), for tests: MongoDB in memory, and in Keycloak's place the stand-in's realm.

    routers.py PORT STAND_IN

Prints `ready` once it serves below /nomad-oasis. Everything that is asked and answered there is NOMAD's own code; replaced
are only who checks a password (the stand-in), who knows users (a list), and the check of the realm's signature.
"""

import sys

import jwt
import mongoengine
import mongomock
import requests

PORT, STAND_IN = int(sys.argv[1]), sys.argv[2]

mongoengine.connect(
    "nomad_test", host="mongodb://localhost", mongo_client_class=mongomock.MongoClient, uuidRepresentation="standard"
)

from nomad.config import config  # noqa: E402

config.keycloak.server_url = f"{STAND_IN}/keycloak/auth"
config.keycloak.public_server_url = f"{STAND_IN}/keycloak/auth/"
config.keycloak.realm_name = "fairdi_nomad_test"

from nomad import datamodel  # noqa: E402
from nomad.auth import user_management  # noqa: E402
from nomad.auth.keycloak import KeycloakError, OIDCToken, keycloak  # noqa: E402

# As in test/support/nomad.ts.
IDS = {"alice": "6a1f0e0c-0000-4000-8000-00000000a11c", "bob": "6a1f0e0c-0000-4000-8000-000000000b0b"}


class Users:
    def get_user(self, *, user_id=None, username=None, email=None):
        for name, id in IDS.items():
            if id == user_id or name == username:
                return datamodel.User(user_id=id, username=name, email=f"{name}@example.org", first_name=name)
        return None

    async def a_get_user(self, **criteria):
        return self.get_user(**criteria)


def check_password(username, password):
    form = {"grant_type": "password", "username": username, "password": password}
    answer = requests.post(f"{STAND_IN}/nomad-oasis/api/v1/auth/token", data=form, timeout=10)
    if answer.status_code == 401:
        raise KeycloakError("invalid_grant")
    return OIDCToken(**answer.json())


def check_token(token):
    try:
        claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": True})
    except jwt.InvalidTokenError as error:
        raise KeycloakError("Could not validate credentials. The given token is invalid.") from error
    return datamodel.User(user_id=claims["sub"], username=claims["preferred_username"])


user_management.user_management = Users()
keycloak.basicauth = check_password
keycloak.tokenauth = check_token

import uvicorn  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from fastapi.responses import PlainTextResponse  # noqa: E402
from nomad.app.v1.routers import auth, users  # noqa: E402
from nomad.cli.dev import get_gui_config  # noqa: E402

app = FastAPI(on_startup=[lambda: print("ready", flush=True)])
api = FastAPI()
api.include_router(auth.router, prefix="/auth")
api.include_router(users.router, prefix="/users")


@app.get("/nomad-oasis/gui/env.js")
def environment():
    return PlainTextResponse(get_gui_config(), media_type="application/javascript")


app.mount("/nomad-oasis/api/v1", api)
uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="error")
