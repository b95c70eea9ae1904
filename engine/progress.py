"""One line that tells how far a long job is."""

import sys
import threading
import time
from typing import TextIO

EVERY = {True: 0.2, False: 15.0}
"""Seconds between two messages: on a terminal, where the line is written over, and elsewhere."""


def sentence(title: str, state: str, seconds: float) -> str:
    """`Building the Pulumi CLI: 12 of 90 packages compiled (1 min 05 s)`."""
    minutes, rest = divmod(int(seconds), 60)
    time_spent = f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
    return f"{title}: {state} ({time_spent})" if state else f"{title} ({time_spent})"


class Progress:
    """Shows the state of a job: on a terminal in one line, else in a line now and then."""

    def __init__(self, title: str, stream: TextIO | None = None) -> None:
        self._title = title
        self._state = ""
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._started = time.monotonic()
        self._last = ""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self._over.set()
        self._thread.join()
        if self._terminal:
            self._stream.write("\r\x1b[K")
        if kind is None and self._last:
            self._stream.write(sentence(self._title, "done", time.monotonic() - self._started) + "\n")
        self._stream.flush()

    def say(self, state: str) -> None:
        """Set the state; it is shown when the next message is due, the first one at once."""
        first = not self._state
        self._state = state
        if first:
            self._show()

    def _tick(self) -> None:
        while not self._over.wait(EVERY[self._terminal]):
            if self._state:
                self._show()

    def _show(self) -> None:
        line = sentence(self._title, self._state, time.monotonic() - self._started)
        if line != self._last:
            self._last = line
            self._stream.write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
            self._stream.flush()
