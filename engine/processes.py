"""The processes that the language host starts, each of which must end with it."""

import contextlib
import os
import queue
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple


class Output(NamedTuple):
    """Something that a process wrote."""

    stream: str
    """`stdout` or `stderr`."""
    data: bytes


class Processes:
    """Starts processes and ends all that still run, at once.

    They stay in this process's group, so that an engine which kills the group kills them too.
    """

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._ended = False

    def start(
        self,
        command: Sequence[str | Path],
        *,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        stdin: int = subprocess.DEVNULL,
        capture: bool = False,
    ) -> subprocess.Popen[bytes]:
        """Start a process; its output is ours unless it is to be captured."""
        pipe = subprocess.PIPE if capture else None
        with self._lock:
            if self._ended:
                raise RuntimeError("the language host is ending")
            process = subprocess.Popen(command, cwd=cwd, env=env, stdin=stdin, stdout=pipe, stderr=pipe)
            self._running.add(process)
        return process

    def wait(self, process: subprocess.Popen[bytes]) -> int:
        """The exit code of a process, once it has ended."""
        code = process.wait()
        with self._lock:
            self._running.discard(process)
        return code

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End one process, without a chance to linger."""
        with contextlib.suppress(OSError):
            process.kill()

    def finish(self, process: subprocess.Popen[bytes]) -> None:
        """End one process, if it has not ended, and let nothing of it remain."""
        self.kill(process)
        self.wait(process)

    def end(self) -> None:
        """End every process and start no more."""
        with self._lock:
            self._ended = True
            running = list(self._running)
        for process in running:
            self.kill(process)

    def stop(self) -> None:
        """End every process that runs now."""
        with self._lock:
            running = list(self._running)
        for process in running:
            self.kill(process)


def stream(process: subprocess.Popen[bytes]) -> Iterator[Output]:
    """What a captured process writes, as it comes, until it has closed both streams."""
    lines: queue.SimpleQueue[Output | None] = queue.SimpleQueue()

    def read(name: str, pipe: IO[bytes]) -> None:
        with pipe:
            while data := os.read(pipe.fileno(), 65536):
                lines.put(Output(name, data))
        lines.put(None)

    for name, pipe in (("stdout", process.stdout), ("stderr", process.stderr)):
        assert pipe is not None, "started without capture=True"
        threading.Thread(target=read, args=(name, pipe), daemon=True).start()
    open_streams = 2
    while open_streams:
        output = lines.get()
        if output is None:
            open_streams -= 1
        else:
            yield output
