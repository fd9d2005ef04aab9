"""The report on paper: a browser of this machine prints the page as PDF, by the page's own rules for print.

A library that lays out HTML in Python would need system libraries that a fresh machine lacks, and would draw the page
otherwise than a browser does. What writes PDF is therefore the same as what shows the page.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from warehouse.errors import UsageError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# The page needs nothing from elsewhere, and the browser is kept from looking.
OPTIONS = (
    "--headless --disable-gpu --disable-dev-shm-usage --disable-extensions --disable-sync --no-first-run "
    "--disable-background-networking --disable-component-update --no-pdf-header-footer"
).split()
SECONDS = 180


def browser() -> str | None:
    """A browser that prints, if there is one; CARTWHEEL_BROWSER names another."""
    named = os.environ.get("CARTWHEEL_BROWSER")
    found = (shutil.which(name) for name in ((named,) if named else (*BROWSERS, *ELSEWHERE)))
    return next(filter(None, found), None)


def print_page(page: Path, target: Path) -> Path:
    """Print a page as PDF beside its name, then rename. Raises UsageError when there is no browser, or it fails."""
    program = browser()
    if program is None:
        hint = "install Chromium or Chrome, or open the page and print it; CARTWHEEL_BROWSER names one elsewhere"
        raise UsageError("A PDF is printed by a browser, and there is none here", str(page), hint)
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "page.pdf"
        own = [f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}"]
        # A browser that root runs has no sandbox to give; the page is ours and holds no script from elsewhere.
        own += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        _run([program, *OPTIONS, *own, page.resolve().as_uri()])
        if not printed.exists():
            raise UsageError("The browser printed nothing", program, "CARTWHEEL_BROWSER names another")
        beside = target.with_name(f".{target.name}.new")
        shutil.copyfile(printed, beside)
        beside.replace(target)
    return target


def _run(words: list[str]) -> None:
    try:
        subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError("The browser did not print", words[0], "CARTWHEEL_BROWSER names another") from error
