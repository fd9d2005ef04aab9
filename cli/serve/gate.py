"""Who may come in. Pure: in goes what a request says of itself, out comes a reason to refuse it or none.

Three doors. The name the browser asked for must be this machine's own, or any page on the web could point a name of
its own at us (DNS rebinding). Whoever has not shown the token has no cookie. And what computes anything must come from
a page of ours, or another page could send it with our cookie (CSRF).
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

# Nothing from elsewhere, nothing inline, no frame around us. The report is one file with its style and script inside.
CONTENT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
REPORT_CONTENT = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
BOUNDS = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Gate:
    """One server's secrets. The token opens the first page; the cookie it is exchanged for opens the others."""

    port: int
    token: str
    session: str

    @property
    def hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def cookie(self) -> str:
        """Cookies are shared by all ports of a machine, so the port is part of the name."""
        return f"cartwheel-{self.port}"

    @property
    def set_cookie(self) -> str:
        return f"{self.cookie}={self.session}; Path=/; HttpOnly; SameSite=Strict"

    def admits_token(self, token: str) -> bool:
        return _same(token, self.token)

    def refusal(self, method: str, headers: Mapping[str, str]) -> str | None:
        """Why this request may not be answered."""
        return self.refusal_of_host(headers) or self._refusal_of_stranger(headers) or self._refusal_of(method, headers)

    def refusal_of_host(self, headers: Mapping[str, str]) -> str | None:
        return None if headers.get("Host", "") in self.hosts else "This server answers to its own address only"

    def _refusal_of_stranger(self, headers: Mapping[str, str]) -> str | None:
        try:
            found = SimpleCookie(headers.get("Cookie", "")).get(self.cookie)
        except CookieError:
            found = None
        known = found is not None and _same(found.value, self.session)
        return None if known else "Open the address that cartwheel serve printed, with its token"

    def _refusal_of(self, method: str, headers: Mapping[str, str]) -> str | None:
        if method == "GET" or headers.get("Origin") == f"http://{headers.get('Host')}":
            return None
        return "This was not sent by a page of this server"


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())
