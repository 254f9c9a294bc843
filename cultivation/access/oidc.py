"""A provider of single sign-on, as OpenID Connect has it: where it is, its keys, and what its tokens prove.

Core 1.0, section 3.1 (authorization code) with PKCE (RFC 7636) and the issuer in the answer (RFC 9207).
joserfc checks tokens: by keys of the provider alone, of kinds named here, never by one that a token names.
"""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

from cultivation.errors import EnvironmentTrouble
from cultivation.language import _

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
PATIENCE_SECONDS = 6
MOST_BYTES = 256 * 1024
LEEWAY_SECONDS = 60
KEPT = timedelta(hours=1)
AGAIN = timedelta(minutes=1)  # keys are asked for anew no sooner, whatever a token says of its key
WELL_KNOWN = "/.well-known/openid-configuration"


class NotProved(Exception):
    """A token or an answer that proves nothing; the text is for the log of logins."""


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Who the provider is, and we to it; `second_factor` are values of `acr` or `amr` that count as one."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    name: str = ""
    second_factor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Whom a token is about, and whether a second factor was proved there."""

    subject: str
    has_second_factor: bool


class _NotFollowing(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_said: Any) -> None:
        return None


def _fetch(request: urllib.request.Request) -> Any:
    """Return the JSON at an address: by TLS, or on this machine; not what it would lead on to."""
    parts = urlsplit(request.full_url)
    if parts.scheme != "https" and not _is_here(parts.hostname or ""):
        raise EnvironmentTrouble(_("The provider of single sign-on must be reached by https."))
    opener = urllib.request.build_opener(_NotFollowing())
    try:
        with opener.open(request, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        raise NotProved(f"status {error.code}") from None
    except (OSError, ValueError) as error:
        sentence = _("The provider of single sign-on cannot be reached: {problem}")
        raise EnvironmentTrouble(sentence.format(problem=getattr(error, "reason", error))) from None


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Provider:
    """The provider of a workspace; what it says of itself is kept for an hour. For several threads."""

    def __init__(self, settings: ProviderSettings, clock: Callable[[], datetime]) -> None:
        self.settings, self._now, self._lock = settings, clock, Lock()
        self._said: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, Any] | None = None

    def address(self, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Return where to send a browser."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": redirect,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        return self._with(self._place("authorization_endpoint"), asked)

    def leaving(self, back: str) -> str | None:
        """Return where a browser ends its session at the provider; None where that is not offered."""
        place = self._about().get("end_session_endpoint")
        asked = {"client_id": self.settings.client_id, "post_logout_redirect_uri": back}
        return self._with(place, asked) if isinstance(place, str) else None

    @staticmethod
    def _with(place: str, asked: Mapping[str, str]) -> str:
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def proof(self, code: str, redirect: str, nonce: str, verifier: str) -> Proof:
        """Exchange a code for a token, and return what it proves; raise NotProved otherwise."""
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        asked |= {"client_id": self.settings.client_id, "code_verifier": verifier}
        request = urllib.request.Request(self._place("token_endpoint"), urlencode(asked).encode())
        if self.settings.client_secret:
            pair = f"{quote_plus(self.settings.client_id)}:{quote_plus(self.settings.client_secret)}"
            request.add_header("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")
        answer = _fetch(request)
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise NotProved("no id_token")
        return self.proved_by(token, nonce)

    def proved_by(self, token: str, nonce: str) -> Proof:
        """Check a token: who signed it, for whom, when, and that it answers what was asked."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        settings = self.settings
        registry = jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": settings.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, self._keys_for(token), algorithms=list(ALGORITHMS)).claims
            registry.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotProved(type(error).__name__) from None
        audience = claims["aud"]
        is_for_several = isinstance(audience, list) and len(audience) > 1
        if (is_for_several or "azp" in claims) and claims.get("azp") != settings.client_id:
            raise NotProved("azp")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise NotProved("sub")
        said = claims.get("amr")
        methods = {*(said if isinstance(said, list) else ()), claims.get("acr")}
        return Proof(subject, bool(methods & set(settings.second_factor)))

    def _keys_for(self, token: str) -> Any:
        """Return the keys of the provider; where they lack the one that is named, ask for them once more."""
        named = _key_named(token)
        with self._lock:
            now = self._now()
            if self._keys is not None and now - self._keys[0] < KEPT:
                known = {each.kid for each in self._keys[1].keys}
                if named is None or named in known or now - self._keys[0] < AGAIN:
                    return self._keys[1]
            from joserfc.jwk import KeySet

            found = _fetch(urllib.request.Request(self._place("jwks_uri")))
            self._keys = now, KeySet.import_key_set(found)
            return self._keys[1]

    def _place(self, name: str) -> str:
        place = self._about().get(name)
        if not isinstance(place, str):
            raise EnvironmentTrouble(
                _("The provider of single sign-on does not say where it does what is needed.")
            )
        return place

    def _about(self) -> Mapping[str, Any]:
        """Return what the provider says of itself; it must be the one that is meant."""
        now = self._now()
        if self._said is None or now - self._said[0] >= KEPT:
            issuer = self.settings.issuer
            try:
                said = _fetch(urllib.request.Request(issuer.rstrip("/") + WELL_KNOWN))
            except NotProved as error:
                sentence = _("The provider of single sign-on cannot be reached: {problem}")
                raise EnvironmentTrouble(sentence.format(problem=error)) from None
            if not isinstance(said, dict) or said.get("issuer") != issuer:
                raise EnvironmentTrouble(_("The provider of single sign-on is another one than was set."))
            self._said = now, said
        return self._said[1]


def _key_named(token: str) -> str | None:
    """Return which key a token names, to know whether ours are too old; nothing of it is believed yet."""
    try:
        head = token.split(".", 1)[0]
        said = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        return str(said["kid"]) if "kid" in said else None
    except (ValueError, TypeError, AttributeError):
        return None
