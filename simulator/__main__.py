"""Starts the simulated provider: prints the port, serves until the engine ends it.

The generated gRPC modules live inside the pulumi package, whose own import costs a quarter of a second and is not
needed here. So `pulumi` and `pulumi.runtime` are put in place as bare packages first, in this process only.
"""

from __future__ import annotations

import importlib.machinery
import sys
import types


def bare_pulumi() -> None:
    """Makes `pulumi.runtime.proto` importable without running the code of `pulumi` itself."""
    spec = importlib.machinery.PathFinder.find_spec("pulumi")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("The simulated AWS provider needs the project's Python packages: run `make setup`.")
    base = next(iter(spec.submodule_search_locations))
    for name, folder in (("pulumi", base), ("pulumi.runtime", f"{base}/runtime")):
        package = types.ModuleType(name)
        package.__path__ = [folder]
        sys.modules[name] = package


def main(arguments: list[str]) -> int:
    """Serves on a free port of the loopback interface. The first argument that is no option is the engine's address."""
    import os  # noqa: PLC0415
    import signal  # noqa: PLC0415
    import stat  # noqa: PLC0415
    import threading  # noqa: PLC0415
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    import grpc  # noqa: PLC0415
    from pulumi.runtime.proto import provider_pb2_grpc  # noqa: PLC0415

    from simulator.server import Simulator  # noqa: PLC0415

    engine = next((argument for argument in arguments if not argument.startswith("-")), "")
    ended = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ended.set())

    def watch() -> None:  # the engine holds the other end of the input: even its sudden death shows there
        while os.read(0, 4096):
            pass
        ended.set()

    if stat.S_ISFIFO(os.fstat(0).st_mode):
        threading.Thread(target=watch, daemon=True).start()
    limits = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
    server = grpc.server(ThreadPoolExecutor(max_workers=16), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Simulator(engine), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    ended.wait()
    server.stop(grace=1).wait()
    return 0


if __name__ == "__main__":
    bare_pulumi()
    sys.exit(main(sys.argv[1:]))
