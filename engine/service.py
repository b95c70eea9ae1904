"""The calls of the engine to a language host, answered for Python."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

from engine import environments
from engine.processes import Processes, stream

PROGRAM = Path(__file__).with_name("program.py")
SAID_ALREADY = 32
"""Exit code of a program that has told the engine what went wrong: nothing is left to say."""


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs Python programs and plugins for one engine."""

    def __init__(self, *, prepare: bool = True) -> None:
        self.processes = Processes()
        self._prepared = self._start_runner(Path(sys.executable)) if prepare else None

    def serve(self, server: grpc.Server) -> None:
        """Answer on a server."""
        language_pb2_grpc.add_LanguageRuntimeServicer_to_server(self, server)

    # About the host and the program

    def Handshake(self, request: Any, context: Any) -> Any:
        """The engine introduces itself."""
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        """Version of this host: it has none of its own."""
        return plugin_pb2.PluginInfo()

    def About(self, request: Any, context: Any) -> Any:
        """Interpreter and version, for `pulumi about`."""
        python = _environment(request.info, context).python
        return language_pb2.AboutResponse(executable=str(python), version=environments.python_version(python))

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        """The plugins that the program's packages need."""
        packages = [
            plugin_pb2.PackageDependency(name=name, kind="resource", version=version, server=server)
            for name, version, server in environments.required_plugins(_environment(request.info, context).packages)
        ]
        return language_pb2.GetRequiredPackagesResponse(packages=packages)

    def GetRequiredPlugins(self, request: Any, context: Any) -> Any:
        """The same, for engines that ask in the older way."""
        plugins = [
            plugin_pb2.PluginDependency(name=name, kind="resource", version=version, server=server)
            for name, version, server in environments.required_plugins(_environment(request.info, context).packages)
        ]
        return language_pb2.GetRequiredPluginsResponse(plugins=plugins)

    def GetProgramDependencies(self, request: Any, context: Any) -> Any:
        """Name and version of the program's packages."""
        found = environments.dependencies(
            _environment(request.info, context).packages, transitive=request.transitiveDependencies
        )
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=version) for name, version in found]
        )

    # Processes

    def Run(self, request: Any, context: Any) -> Any:
        """Run the program once, in a process of its own."""
        try:
            python = environments.resolve(_options(request.info), Path(request.info.root_directory)).python
        except environments.MissingEnvironmentError as error:
            return language_pb2.RunResponse(error=str(error))
        runner = self._take_runner(python)
        context.add_callback(lambda: self.processes.kill(runner))
        assert runner.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it ended before it read: the exit code tells
            runner.stdin.write(json.dumps(_program(request)).encode() + b"\n")
            runner.stdin.flush()
        code = self.processes.wait(runner)
        runner.stdin.close()
        if code == SAID_ALREADY:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(error=ending(code))

    def RunPlugin(self, request: Any, context: Any) -> Iterator[Any]:
        """Run a policy pack or another plugin that is written in Python, until it ends or the engine lets it go."""
        python = _environment(request.info, context).python
        process = self.processes.start(
            [str(python), "-u", *plugin_arguments(request.kind, request.info.program_directory, request.args)],
            cwd=request.pwd or None,
            env=dict(entry.split("=", 1) for entry in request.env) or None,
            capture=True,
        )
        # A pack that is told to end takes its time, and the engine waits for it; it holds nothing that is worth that.
        context.add_callback(lambda: self.processes.kill(process))
        try:
            for name, data in stream(process):
                if name == "stdout":
                    yield language_pb2.RunPluginResponse(stdout=data)
                else:
                    yield language_pb2.RunPluginResponse(stderr=data)
            yield language_pb2.RunPluginResponse(exitcode=self.processes.wait(process))
        finally:
            self.processes.finish(process)

    def InstallDependencies(self, request: Any, context: Any) -> Iterator[Any]:
        """Make the environment and install the requirements into it, for `pulumi install`."""
        root, program = Path(request.info.root_directory), Path(request.info.program_directory or request.directory)
        for command in environments.install_commands(_options(request.info), root, program):
            process = self.processes.start(command, cwd=str(program), capture=True)
            context.add_callback(lambda process=process: self.processes.kill(process))
            try:
                for name, data in stream(process):
                    yield language_pb2.InstallDependenciesResponse(**{name: data})
                code = self.processes.wait(process)
            finally:
                self.processes.finish(process)
            if code:
                context.abort(grpc.StatusCode.UNKNOWN, f"`{' '.join(command)}` ended with {code}")

    def GenerateProgram(self, request: Any, context: Any) -> Any:
        """Not served: `pulumi import` and `pulumi convert` ask for it."""
        message = "this language host writes no code: pass --generate-code=false, or install the official Pulumi CLI"
        context.abort(grpc.StatusCode.UNIMPLEMENTED, message)

    def Cancel(self, request: Any, context: Any) -> Any:
        """End what runs: the engine is about to end, or the user asked it to."""
        self.processes.stop()
        return empty_pb2.Empty()

    def _start_runner(self, python: Path) -> subprocess.Popen[bytes]:
        return self.processes.start([python, "-u", PROGRAM], stdin=subprocess.PIPE)

    def _take_runner(self, python: Path) -> subprocess.Popen[bytes]:
        """The process that was started in advance, where it is of the right environment; else a new one.

        It imports the SDK while the engine prepares. It runs one program: the next one must not meet its modules.
        """
        prepared, self._prepared = self._prepared, None
        if prepared is not None and prepared.poll() is None and python.samefile(sys.executable):
            return prepared
        if prepared is not None:
            self.processes.kill(prepared)
        return self._start_runner(python)


def _options(info: Any) -> dict[str, Any]:
    return json_format.MessageToDict(info.options)


def _environment(info: Any, context: Any) -> environments.Environment:
    try:
        return environments.resolve(_options(info), Path(info.root_directory))
    except environments.MissingEnvironmentError as error:
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        raise


def _program(request: Any) -> dict[str, Any]:
    """What the process that runs the program has to know."""
    return {
        "pwd": request.pwd,
        "program": request.program,
        "arguments": list(request.args[1:]),
        "engine": request.args[0] if request.args else "",
        "monitor": request.monitor_address,
        "project": request.project,
        "stack": request.stack,
        "organization": request.organization or "organization",
        "root": request.info.root_directory,
        "preview": request.dryRun,
        "parallel": request.parallel,
        "config": dict(request.config),
        "secrets": list(request.configSecretKeys),
    }


def plugin_arguments(kind: str, program: str, arguments: Sequence[str]) -> list[str]:
    """The interpreter's arguments for a plugin: policy packs run under the SDK's launcher, others by themselves."""
    if kind == "analyzer":
        return ["-m", "pulumi.policy", *arguments, program]
    return [program, *arguments]


def ending(code: int) -> str:
    """What to say of a program that ended by itself: nothing if all went well."""
    if code == 0:
        return ""
    if code < 0:
        return f"The program was ended by signal {-code}."
    return f"The program ended with exit code {code}."
