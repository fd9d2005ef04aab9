"""The pins are complete, satisfy pyproject.toml, and record no registry, host or path of the machine that made them."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.files import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-old-client.txt", "requirements-spark.txt"]
PIN = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)( ; [^\\]+?)?( \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
HOST = re.compile(r"://|file:|^\s*-[a-z]|--(?!hash=)|@|\.(?:org|com|net|io)\b|/", re.MULTILINE)


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name):
    """Package -> version, from the lines that name a package."""
    found = [PIN.match(line) for line in read(name).splitlines()]
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def wanted(*extras):
    project = tomllib.loads(read("pyproject.toml"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    return [Requirement(text) for each in lists for text in each]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_pins_and_hashes_and_nothing_else(name):
    odd = [line for line in read(name).splitlines() if not (PIN.match(line) or HASH.match(line))]
    assert odd == []
    assert HOST.search(read(name)) is None


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_a_hash(name):
    lines = read(name).splitlines()
    bare = [
        line for line, after in zip(lines, [*lines[1:], ""], strict=True) if PIN.match(line) and not HASH.match(after)
    ]
    assert bare == []


@pytest.mark.parametrize(("name", "extras"), [("requirements.txt", ()), ("requirements-dev.txt", ("dev",))])
def test_the_pins_satisfy_the_project(name, extras):
    versions = pins(name)
    unmet = [
        str(each) for each in wanted(*extras) if not each.specifier.contains(versions[canonicalize_name(each.name)])
    ]
    assert unmet == []


def test_developers_run_what_users_run():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "duckdb @ file:duckdb.whl",
        "-f wheels",
        "# from pypi.org",
        "#   via x/y",
    ],
)
def test_the_search_for_hosts_finds(line):
    assert HOST.search(line)
