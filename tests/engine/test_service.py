"""The language host over its protocol, with this test in the place of the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from engine import cli, environments, service

LAUNCHER = cli.OUR_HOSTS / cli.LANGUAGE_HOST
EMPTY = empty_pb2.Empty()


def info(folder: Path, **options: str) -> language_pb2.ProgramInfo:
    fields = struct_pb2.Struct()
    fields.update(options)
    return language_pb2.ProgramInfo(
        root_directory=str(folder), program_directory=str(folder), entry_point=".", options=fields
    )


@pytest.fixture
def host() -> Iterator[language_pb2_grpc.LanguageRuntimeStub]:
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    serving = service.LanguageHost(prepare=False)
    serving.serve(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield language_pb2_grpc.LanguageRuntimeStub(channel)
    serving.processes.end()
    server.stop(0).wait()


def test_handshake_and_information(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    assert host.Handshake(language_pb2.LanguageHandshakeRequest()) == language_pb2.LanguageHandshakeResponse()
    assert host.GetPluginInfo(EMPTY).version == ""
    about = host.About(language_pb2.AboutRequest(info=info(tmp_path)))
    assert about.executable == sys.executable
    assert about.version == environments.python_version(Path(sys.executable))


def test_the_plugins_of_the_program(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    packages = host.GetRequiredPackages(language_pb2.GetRequiredPackagesRequest(info=info(tmp_path))).packages
    plugins = host.GetRequiredPlugins(language_pb2.GetRequiredPluginsRequest(info=info(tmp_path))).plugins
    expected = environments.required_plugins(Path(sysconfig.get_path("purelib")))
    assert [(one.name, one.version, one.kind) for one in packages] == [(*one[:2], "resource") for one in expected]
    assert [(one.name, one.version, one.kind) for one in plugins] == [(*one[:2], "resource") for one in expected]


def test_dependencies(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    request = language_pb2.GetProgramDependenciesRequest(info=info(tmp_path), transitiveDependencies=True)
    assert "pulumi" in [found.name for found in host.GetProgramDependencies(request).dependencies]


def test_a_missing_environment_is_told(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        host.GetRequiredPackages(language_pb2.GetRequiredPackagesRequest(info=info(tmp_path, virtualenv="nope")))
    assert "make setup" in caught.value.details()  # type: ignore[attr-defined]
    run = host.Run(language_pb2.RunRequest(info=info(tmp_path, virtualenv="nope"), pwd=str(tmp_path), program="."))
    assert "make setup" in run.error


def run_plugin(folder: Path, source: str, kind: str = "resource", *args: str) -> language_pb2.RunPluginRequest:
    (folder / "__main__.py").write_text(source, encoding="utf-8")
    return language_pb2.RunPluginRequest(pwd=str(folder), args=args, env=["COLOUR=a=b"], info=info(folder), kind=kind)


def test_a_plugin_has_its_arguments_environment_streams_and_exit_code(
    host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path
) -> None:
    source = "import os, sys\nprint(sys.argv[1:], os.environ['COLOUR'], os.getcwd(), 'HOME' in os.environ)\n"
    source += "print('bad', file=sys.stderr)\nsys.exit(7)"
    answers = list(host.RunPlugin(run_plugin(tmp_path, source, "resource", "one", "two")))
    assert b"".join(answer.stdout for answer in answers).decode() == f"['one', 'two'] a=b {tmp_path} False\n"
    assert b"".join(answer.stderr for answer in answers) == b"bad\n"
    assert answers[-1].exitcode == 7


def test_a_policy_pack_runs_under_the_sdks_launcher(tmp_path: Path) -> None:
    arguments = service.plugin_arguments("analyzer", str(tmp_path), ["127.0.0.1:1"])
    assert arguments == ["-m", "pulumi.policy", "127.0.0.1:1", str(tmp_path)]


STUBBORN = """import os, signal, time
for name in (signal.SIGINT, signal.SIGTERM): signal.signal(name, signal.SIG_IGN)
print(os.getpid(), flush=True)
time.sleep(600)
"""


def gone(process: int, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
        if found.stdout.strip()[:1] in {"", "Z"}:  # a zombie has ended; init may take seconds to bury an orphan
            return True
        time.sleep(0.02)
    return False


def test_a_plugin_that_is_let_go_ends_at_once(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    call = host.RunPlugin(run_plugin(tmp_path, STUBBORN))
    process = int(next(call).stdout)
    time.sleep(0.5)  # until the host waits for the next line again
    call.cancel()
    assert gone(process)


def test_cancel_ends_what_runs(host: language_pb2_grpc.LanguageRuntimeStub, tmp_path: Path) -> None:
    call = host.RunPlugin(run_plugin(tmp_path, STUBBORN))
    process = int(next(call).stdout)
    host.Cancel(EMPTY)
    assert [answer.exitcode for answer in call][-1] == -signal.SIGKILL
    assert gone(process)


def test_code_generation_is_refused_with_a_way_out(host: language_pb2_grpc.LanguageRuntimeStub) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        host.GenerateProgram(language_pb2.GenerateProgramRequest())
    assert "--generate-code=false" in caught.value.details()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("code", "text"), [(0, ""), (3, "exit code 3"), (-9, "signal 9")])
def test_endings(code: int, text: str) -> None:
    assert text in service.ending(code)
    assert bool(service.ending(code)) is bool(code)


@contextmanager
def launched() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "QUOIN_PYTHON": sys.executable}
    with subprocess.Popen(
        [LAUNCHER, "127.0.0.1:1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def children_of(process: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]


def test_the_launcher_prints_its_port_and_serves() -> None:
    with launched() as process, grpc.insecure_channel(f"127.0.0.1:{port_of(process)}") as channel:
        stub = language_pb2_grpc.LanguageRuntimeStub(channel)
        assert stub.Handshake(language_pb2.LanguageHandshakeRequest(), timeout=10) is not None


@pytest.mark.parametrize("way", ["input", "interrupt", "terminate"])
def test_it_ends_quietly_with_all_that_it_started(way: str, tmp_path: Path) -> None:
    with launched() as process:
        with grpc.insecure_channel(f"127.0.0.1:{port_of(process)}") as channel:
            call = language_pb2_grpc.LanguageRuntimeStub(channel).RunPlugin(run_plugin(tmp_path, STUBBORN))
            stubborn = int(next(call).stdout)
            started = [stubborn, *children_of(process.pid)]
            if way == "input":
                assert process.stdin is not None
                process.stdin.close()
            else:
                process.send_signal(signal.SIGINT if way == "interrupt" else signal.SIGTERM)
            begun = time.monotonic()
            assert process.wait(timeout=10) == 0
            assert time.monotonic() - begun < 2
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert all(gone(one) for one in started)


def test_the_host_does_not_import_the_sdk() -> None:
    script = "from engine import language_host as host; host.without_sdk(); import engine.service, sys; "
    script += "print([name for name in ('pulumi.resource', 'pulumi.output') if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], cwd=cli.ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
