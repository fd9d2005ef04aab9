"""A small HTTP server for one person on one machine. It writes no log: addresses and queries are nobody else's."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cli import show
from cli.limits import OWN_BYTES, bound_memory, bytes_of
from cli.serve import gate
from cli.serve.gate import Gate
from cli.serve.origins import Origins
from cli.serve.pages import Pages
from cli.serve.questions import MEDIA, SLOTS, SUFFIXES, Questions
from warehouse.ask import Limits
from warehouse.errors import UsageError, UserError

ADDRESS = "127.0.0.1"
MOST_BYTES = 1_000_000
STATIC = Path(__file__).parent / "static"
STATIC_TYPES = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}

Form = dict[str, str]


@dataclass(frozen=True)
class Reply:
    body: bytes
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content: str = gate.CONTENT


def _text(words: str, status: int) -> Reply:
    return Reply(words.encode() + b"\n", "text/plain; charset=utf-8", status)


def _page(html: str, status: int = 200) -> Reply:
    return Reply(html.encode(), status=status)


def _json(content: object, status: int = 200) -> Reply:
    return Reply(json.dumps(content, ensure_ascii=False, allow_nan=False).encode(), "application/json", status)


class Server(ThreadingHTTPServer):
    """Listens on the loopback address alone. `address` is what the person opens."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, limits: Limits, port: int = 0) -> None:
        super().__init__((ADDRESS, port), Handler)
        self.gate = Gate(self.server_address[1], secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        self.questions = Questions(folder, limits)
        pages = Pages(folder, self.questions)
        self.origins = Origins(folder, self.questions)
        self.get: dict[str, Callable[[Form], str]] = {
            "/": pages.overview,
            "/query": pages.query,
            "/feature": pages.feature,
            "/pair": pages.pair,
            "/subject": pages.subject,
        }
        # Pages that are one file with their style inside.
        self.whole: dict[str, Callable[[Form], bytes]] = {
            "/report": pages.report,
            "/catalogue": self.origins.catalogue,
            "/explain": self.origins.explained_by_address,
        }
        self.pages = pages

    @property
    def address(self) -> str:
        return f"http://{ADDRESS}:{self.gate.port}/?token={self.gate.token}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up is no fault; nothing else may be told, for it may hold values."""


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "cartwheel", ""
    timeout = 60

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self._answer(self._got)

    def do_POST(self) -> None:
        self._answer(self._posted)

    def _answer(self, work: Callable[[str, Form], Reply]) -> None:
        url = urlsplit(self.path)
        form = {name: values[-1] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
        reply = self._let_in(url.path, form) or self._refused() or self._done(work, url.path, form)
        self._send(reply)

    def _let_in(self, path: str, form: Form) -> Reply | None:
        """The token for a cookie, and away with the token from the address."""
        door = self.server.gate
        if self.command != "GET" or path != "/" or "token" not in form or door.refusal_of_host(_headers(self)):
            return None
        if not door.admits_token(form["token"]):
            return _text("This is not the token of this server; it may have been started anew", 403)
        return Reply(b"", status=303, headers=(("Location", "/"), ("Set-Cookie", door.set_cookie)))

    def _refused(self) -> Reply | None:
        why = self.server.gate.refusal(self.command, _headers(self))
        if why is not None:
            self.close_connection = True
        return None if why is None else _text(why, 403)

    def _done(self, work: Callable[[str, Form], Reply], path: str, form: Form) -> Reply:
        try:
            return work(path, form)
        except UserError as error:
            if path.startswith("/api/"):
                return _json({"error": str(error)}, 422)
            return _page(self.server.pages.problem(str(error)), 422)
        except Exception as error:  # whatever went wrong, the other pages go on; its words may hold values
            show.said(f"cartwheel: the page {path} failed: {type(error).__name__}")
            return _text("This failed, by a fault of ours", 500)

    def _got(self, path: str, form: Form) -> Reply:
        server = self.server
        if path in server.get:
            return _page(server.get[path](form))
        if path in server.whole:
            return Reply(server.whole[path](form), content=gate.REPORT_CONTENT)
        name = path.removeprefix("/static/")
        if name in STATIC_TYPES:
            return Reply((STATIC / name).read_bytes(), STATIC_TYPES[name])
        return _page(server.pages.problem("There is no such page"), 404)

    def _posted(self, path: str, form: Form) -> Reply:
        sent = self._sent()
        questions = self.server.questions
        answers: dict[str, Callable[[], object]] = {
            "/api/query": lambda: questions.answer(sent.get("sql", ""), sent.get("values", ""), sent.get("name", "")),
            "/api/complete": lambda: questions.completions(sent.get("before", "")),
            "/api/cancel": lambda: {"cancelled": questions.cancel(sent.get("name", ""))},
        }
        if path in answers:
            return _json(answers[path]())
        if path == "/subject":
            return _page(self.server.pages.subject(sent))
        if path == "/explain":
            return Reply(self.server.origins.explained(sent), content=gate.REPORT_CONTENT)
        if path == "/api/download":
            return self._download(sent)
        return _text("There is nothing to send here", 404)

    def _download(self, sent: Form) -> Reply:
        form = sent.get("form", "")
        body = self.server.questions.download(sent.get("sql", ""), sent.get("values", ""), sent.get("name", ""), form)
        name = f"answer.{SUFFIXES.get(form, form)}"
        return Reply(body, MEDIA[form], headers=(("Content-Disposition", f'attachment; filename="{name}"'),))

    def _sent(self) -> Form:
        """The fields of a form."""
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > MOST_BYTES:
            self.close_connection = True
            raise UserError("This is too much to send")
        found = parse_qs(self.rfile.read(int(size)).decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[-1] for name, values in found.items()}

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        own = (("Content-Type", reply.media), ("Content-Length", str(len(reply.body))))
        policy = ("Content-Security-Policy", reply.content + gate.BOUNDS)
        for name, value in (*own, policy, *gate.HEADERS.items(), *reply.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)


def _headers(handler: Handler) -> dict[str, str]:
    """The headers the gate looks at; one that is sent twice is taken for none, since it is unclear which counts."""
    names = ("Host", "Cookie", "Origin")
    return {name: handler.headers[name] for name in names if len(handler.headers.get_all(name, [])) == 1}


def _listening(folder: Path, limits: Limits, port: int) -> Server:
    try:
        return Server(folder, limits, port)
    except OSError as error:
        hint = "another --port, or none for one that is free"
        raise UsageError(f"Port {port} cannot be had: {error.strerror}", hint=hint) from error


def serve(folder: Path, limits: Limits, port: int) -> None:
    """Serve until Ctrl-C."""
    if limits.memory is not None:
        bound_memory(SLOTS * bytes_of(limits.memory) + OWN_BYTES)
    with _listening(folder, limits, port) as server:
        show.data(server.address)
        show.said("Open this address in a browser of this machine; Ctrl-C ends it. Whoever has it can read the study.")
        server.serve_forever(poll_interval=0.2)
