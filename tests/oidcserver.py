"""An OpenID Connect provider of the test's own, over HTTP on loopback: real codes, PKCE and signatures.

``person`` is who is signed in there; ``twist`` changes the claims, ``sign`` the way the token is signed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "visitrace", "s3cret/with:signs"
Claims = dict[str, Any]


@dataclass
class Provider:
    now: int  # seconds since 1970
    person: Claims = field(default_factory=lambda: {"email": "ada@example.com", "email_verified": True})
    twist: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Provider, Claims], str] = lambda provider, claims: provider.signed(claims)
    issuer: str = ""
    calls_itself: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def signed(self, claims: Claims, key: RSAKey | None = None) -> str:
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key or self.key)

    def answer(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.calls_itself or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        return {"keys": [self.key.as_dict(private=False)]} if path == "/keys" else None

    def authorize(self, asked: dict[str, str]) -> str:
        """The way back, with a code. What is not as the standard says is refused."""
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = {
            "code": asked is not None,
            "client": authorization
            == "Basic " + base64.b64encode(f"{CLIENT}:{quote(SECRET, safe='')}".encode()).decode(),
            "way back": asked is not None and form.get("redirect_uri") == asked["redirect_uri"],
            "verifier": asked is not None and challenge.decode().rstrip("=") == asked["code_challenge"],
        }
        if not all(right.values()) or asked is None:
            self.refused += [name for name, ok in right.items() if not ok]
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": self.now, "exp": self.now + 300}
        claims = self.twist({**claims, "nonce": asked["nonce"], **self.person})
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self, claims)}


@contextmanager
def provider(now: int) -> Iterator[Provider]:
    made = Provider(now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", made.authorize(dict(parse_qsl(parts.query))))
                self.end_headers()
                return
            found = made.answer(parts.path)
            self._json(404 if found is None else 200, found)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._json(*made.token(dict(parse_qsl(body)), self.headers.get("Authorization", "")))

        def _json(self, status: int, data: Any) -> None:
            text = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
