"""A headless Chromium, driven over a pipe by its own debugging protocol: no driver, no port, no network.

Messages are JSON, each ended by a zero byte: we write to its descriptor 3 and read from its descriptor 4.
"""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager

SECONDS = 30
KEYS = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Tab": 9, " ": 32}
OPTIONS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run --remote-debugging-pipe"
).split()


def found():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# The two ends take the numbers 3 and 4, by way of numbers that are surely free, and the browser takes over the process.
BECOME = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 100) for number in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    def __init__(self, process, out, into):
        self.process, self.out, self.into = process, out, into
        self.number, self.unread, self.session = itertools.count(1), b"", None
        self.events = []

    def attach(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        number = next(self.number)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + SECONDS
        while True:
            answer = self._next(deadline)
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]
            self.events.append(answer)

    def _next(self, deadline):
        while b"\0" not in self.unread:
            left = deadline - time.monotonic()
            assert left > 0 and select.select([self.into], [], [], left)[0], "the browser says nothing"
            part = os.read(self.into, 1 << 16)
            assert part, "the browser has gone"
            self.unread += part
        message, _, self.unread = self.unread.partition(b"\0")
        return json.loads(message)

    def run(self, script):
        """The value of a JavaScript expression in the page, waited for if it is a promise."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, script):
        """Wait until an expression is true in the page, whichever page that is by then."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            answer = self.call("Runtime.evaluate", expression=f"!!({script})", returnByValue=True)
            if answer["result"].get("value") and "exceptionDetails" not in answer:
                return
            time.sleep(0.03)
        raise AssertionError(f"never true: {script}; the page says {self.run('document.body.innerText')[:500]}")

    def go(self, address):
        self.run("window.left = true")
        self.call("Page.navigate", url=address)
        self.until("!window.left && document.readyState === 'complete'")

    def press(self, key, control=False):
        modifiers = 2 if control else 0
        text = {"Enter": "\r", " ": " "}.get(key, "") if not control else ""
        common = {"key": key, "modifiers": modifiers, "windowsVirtualKeyCode": KEYS[key]}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.call("Input.insertText", text=text)

    def complaints(self):
        """What the console of the page says is wrong."""
        return [event for event in self.events if event.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded")]

    def addresses(self):
        """Every address the pages asked for."""
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def unnamed(self):
        """What can be worked or is a picture, and has no name that a screen reader would say."""
        tree = self.call("Accessibility.getFullAXTree")["nodes"]
        roles = "button link textbox combobox searchbox image img table region listbox".split()
        worked = [node for node in tree if not node.get("ignored") and node.get("role", {}).get("value") in roles]
        assert worked
        return [node for node in worked if not node.get("name", {}).get("value", "").strip()]

    def look(self, width, is_dark):
        """Show the page in a window of that width, in light or dark."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))


@contextmanager
def opened(program, folder):
    """A browser with nothing of anybody's in it, and one page."""
    to_read, out = os.pipe()
    into, to_write = os.pipe()

    process = subprocess.Popen(
        [sys.executable, "-c", BECOME, str(to_read), str(to_write), program, *OPTIONS, f"--user-data-dir={folder}"],
        pass_fds=(to_read, to_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(to_write)
    browser = Browser(process, out, into)
    try:
        browser.attach()
        yield browser
    finally:
        process.kill()
        process.wait()
        os.close(out)
        os.close(into)
