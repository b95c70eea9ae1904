"""Runs one Pulumi program for the language host, in the Python environment of that program.

It imports the SDK at once and then waits for one line of JSON on standard input that says what to run; the end of the
input ends it. It stands alone, so that any environment with the SDK in it can run it.
"""

import asyncio
import atexit
import json
import logging
import os
import runpy
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

STARTED = time.time()
SAID_ALREADY = 32
NOT_SHOWN = (
    "<frozen ",
    f"{os.sep}pulumi{os.sep}runtime{os.sep}",
    f"{os.sep}pulumi{os.sep}output.py",
    f"{os.sep}asyncio{os.sep}",
    __file__,
)


def main() -> int:
    """Wait for a program, run it, and return its exit code."""
    import grpc  # noqa: F401, PLC0415  # the imports are what is done in advance
    import pulumi.runtime  # noqa: F401, PLC0415

    marks = {"started": STARTED, "sdk": time.time()}
    line = sys.stdin.readline()
    if not line:
        return 0
    request = json.loads(line)
    marks["asked"] = time.time()
    marks["processor"] = -time.process_time()
    _time_imports(marks)
    _prepare(request)
    try:
        _run(request, marks)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException as error:  # noqa: BLE001  # whatever it is, the user must see it
        message = problem(error)
        return SAID_ALREADY if message is None else _say(message)
    finally:
        _note(marks)
    return 0


def problem(error: BaseException) -> str | None:
    """What to tell the user of an exception that ended the program; None when the engine knows it better."""
    import grpc  # noqa: PLC0415
    import pulumi  # noqa: PLC0415

    if isinstance(error, pulumi.RunError):
        return str(error)
    if isinstance(error, grpc.RpcError):
        call: Any = error
        if call.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
            return None
        return f"The engine refused a call: {call.details()}"
    return f"The program failed with an exception:\n{explain(error)}"


def _prepare(request: dict[str, Any]) -> None:
    """Make this process look as the program expects: working folder, arguments, path, settings of the SDK."""
    from pulumi.runtime import reset_options, set_all_config  # noqa: PLC0415

    os.chdir(request["pwd"])
    program = Path(request["pwd"], request["program"]).resolve()
    request["program"] = str(program)
    sys.path[0] = str(program if program.is_dir() else program.parent)
    sys.argv = [str(program), *request["arguments"]]
    reset_options(
        project=request["project"],
        stack=request["stack"],
        root_directory=request["root"],
        organization=request["organization"],
        monitor_address=request["monitor"],
        engine_address=request["engine"],
        preview=request["preview"],
        parallel=request["parallel"],
    )
    set_all_config(request["config"], request["secrets"])
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it repeats what the error says already


def _run(request: dict[str, Any], marks: dict[str, float]) -> None:
    from pulumi.runtime import run_in_stack  # noqa: PLC0415

    def program() -> None:
        runpy.run_path(request["program"], run_name="__main__")
        marks["program"] = time.time()

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # Each call to the engine waits in a thread of its own: as many as the engine works on at a time, and some more.
    loop.set_default_executor(ThreadPoolExecutor(max_workers=max(request["parallel"], 1) * 4))
    try:
        loop.run_until_complete(run_in_stack(program))
    finally:
        marks["ended"] = time.time()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        sys.stdout.flush()
        sys.stderr.flush()


def _say(message: str) -> int:
    """Tell the engine; if it cannot be told, tell standard error."""
    from pulumi import log  # noqa: PLC0415

    try:
        log.error(message)
    except Exception:  # noqa: BLE001  # the engine has gone
        sys.stderr.write(message + "\n")
        return 1
    return SAID_ALREADY


def explain(error: BaseException) -> str:
    """The traceback without the frames of the launcher and of the SDK's event loop, which tell nothing."""
    trace = traceback.TracebackException.from_exception(error)
    shown = [frame for frame in trace.stack if not any(part in frame.filename for part in NOT_SHOWN)]
    if shown:
        trace.stack = traceback.StackSummary.from_list(shown)
    return "".join(trace.format())


def _time_imports(marks: dict[str, float]) -> None:
    """Add up the time that imports take, where somebody asked for the times of this run."""
    if "QUOIN_TIMINGS" not in os.environ:
        return
    bootstrap: Any = sys.modules["_frozen_importlib"]
    load = bootstrap._find_and_load
    marks["imports"] = 0.0
    depth = 0

    def timed(name: str, importer: Any) -> Any:
        nonlocal depth
        depth += 1
        begun = time.time()
        try:
            return load(name, importer)
        finally:
            depth -= 1
            if depth == 0:
                marks["imports"] += time.time() - begun

    bootstrap._find_and_load = timed


def _note(marks: dict[str, float]) -> None:
    """Add the times of this run to the file that `QUOIN_TIMINGS` names (engine/benchmark.py)."""
    if file := os.environ.get("QUOIN_TIMINGS"):
        marks["processor"] += time.process_time()
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(marks) + "\n")


if __name__ == "__main__":
    code = main()
    atexit._run_exitfuncs()  # then leave without taking thousands of objects apart one by one
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
