"""Who may come in to the local page: nobody by another name, without the cookie, or from a page of another site.

The attacks are those of the literature on local servers: DNS rebinding (a foreign name that points here), a guessed or
missing token, a cookie of another port, and a form on another site that is sent with our cookie.
"""

import pytest

from cli.serve.gate import Gate

GATE = Gate(port=8000, token="the-token", session="the-session")
GOOD = {"Host": "127.0.0.1:8000", "Cookie": "cartwheel-8000=the-session", "Origin": "http://127.0.0.1:8000"}


def without(name):
    return {each: value for each, value in GOOD.items() if each != name}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_ours_is_let_in(method):
    assert GATE.refusal(method, GOOD) is None
    local = GOOD | {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
    assert GATE.refusal(method, local) is None


def test_an_address_typed_by_hand_has_no_origin():
    assert GATE.refusal("GET", without("Origin")) is None


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1", "127.0.0.1:8001", "127.0.0.1.evil.example:8000", ""]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_name_is_refused(method, host):
    assert "its own address" in GATE.refusal(method, GOOD | {"Host": host, "Origin": f"http://{host}"})


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "cartwheel-8000=",
        "cartwheel-8000=the-token",
        "cartwheel-8001=the-session",
        "x=the-session",
        'a="b; c',
        "é=1",
    ],
)
def test_without_the_cookie_nobody_comes_in(cookie):
    assert "token" in GATE.refusal("GET", GOOD | {"Cookie": cookie})


@pytest.mark.parametrize(
    "origin", ["null", "http://evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:8001", ""]
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_another_site_sends_is_refused(method, origin):
    assert "a page of this server" in GATE.refusal(method, GOOD | {"Origin": origin})


def test_sending_without_an_origin_is_refused():
    assert "a page of this server" in GATE.refusal("POST", without("Origin"))


def test_only_the_token_is_the_token():
    assert GATE.admits_token("the-token")
    assert not GATE.admits_token("the-session")
    assert not GATE.admits_token("")
    assert not GATE.admits_token("thé-token")


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites():
    assert "HttpOnly" in GATE.set_cookie
    assert "SameSite=Strict" in GATE.set_cookie
