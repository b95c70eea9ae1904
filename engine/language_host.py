"""The Python language host: what the Pulumi CLI starts to run Python programs and policy packs.

The official distribution brings its own; this one serves where only the CLI itself could be had (`engine/build.py`).
It prints its port, answers the engine's calls (`engine/service.py`) and ends when the engine asks, interrupts it or is
gone.
"""

import os
import signal
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from types import ModuleType


def without_sdk() -> None:
    """Make the engine's messages importable without running the SDK's own `__init__` modules.

    The engine waits for this process before it does anything else, and `import pulumi` takes 0.2 s of the 0.3 s that it
    would need to start. Only the process that runs a program needs the SDK.
    """
    spec = find_spec("pulumi")
    if "pulumi" in sys.modules or spec is None or not spec.submodule_search_locations:
        return
    folder = spec.submodule_search_locations[0]
    packages = {
        "pulumi": folder,
        "pulumi.runtime": f"{folder}/runtime",
        "pulumi.runtime.proto": f"{folder}/runtime/proto",
    }
    for name, path in packages.items():
        module = ModuleType(name)
        module.__path__ = [path]
        sys.modules[name] = module


def engine_is_gone() -> threading.Event:
    """An event that is set when standard input ends: the engine holds the other end, even its sudden death shows."""
    gone = threading.Event()
    if stat.S_ISFIFO(os.fstat(0).st_mode) or stat.S_ISSOCK(os.fstat(0).st_mode):

        def watch() -> None:
            while os.read(0, 4096):
                pass
            gone.set()

        threading.Thread(target=watch, daemon=True).start()
    return gone


def main() -> None:
    """Serve until the engine ends this process."""
    without_sdk()
    import grpc  # noqa: PLC0415  # after without_sdk

    from engine.service import LanguageHost  # noqa: PLC0415

    host = LanguageHost()
    gone = engine_is_gone()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: gone.set())

    server = grpc.server(
        ThreadPoolExecutor(max_workers=32),  # a running plugin holds one for its whole life
        options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)],
    )
    host.serve(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    gone.wait()
    host.processes.end()
    # Nothing is worth waiting for: the engine has what it asked for, and it waits for us.
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
