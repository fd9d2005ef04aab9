"""A terminal to talk to a program through, of a given width; only what the standard library has."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]|\r|\x07")


class Terminal:
    """A program with a terminal of its own. `text` is what it wrote, without the colours and movements."""

    def __init__(self, words, columns, environment):
        # The width is set before the program starts, because it may ask at once.
        self.end, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self.end)
            _take(other)
            os.execvpe(words[0], words, environment)
        os.close(other)
        self.written = b""

    @property
    def text(self):
        return CONTROL.sub("", self.written.decode(errors="replace"))

    def send(self, text):
        os.write(self.end, text.encode())

    def wait_for(self, words, times=1, seconds=30):
        """Read until the words were written so many times, or fail with all that was."""
        until = time.monotonic() + seconds
        while self.text.count(words) < times:
            assert time.monotonic() < until and self.read(0.1), f"no {words!r} in {self.text}"

    def ended(self, key="", seconds=30):
        """Read until the program ends; its exit code. The key is pressed until then: one not yet waited for is lost."""
        until = time.monotonic() + seconds
        while self.read(0.5):
            assert time.monotonic() < until, f"it goes on: {self.text}"
            self.send(key)
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def read(self, seconds):
        """Take what is written within that time; whether the program is still there."""
        if select.select([self.end], [], [], seconds)[0]:
            try:
                found = os.read(self.end, 4096)
            except OSError:  # how Linux says that the other end is closed
                return False
            self.written += found
            return bool(found)
        return True


def _take(terminal):
    # A suite started in the background ignores Ctrl-C, and so would what it starts.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for stream in (0, 1, 2):
        os.dup2(terminal, stream)
