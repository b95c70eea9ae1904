"""What AWS Fargate runs: which memory goes with which CPU, on which processors.

Source: the task-size table of the Amazon ECS developer guide, as of 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Cpu = Literal[256, 512, 1024, 2048, 4096, 8192, 16384]
"""CPU units of a task: 1,024 are one virtual processor."""
Architecture = Literal["arm64", "x86_64"]

CPU_UNITS: tuple[int, ...] = get_args(Cpu)

_GIB = 1024

MEMORY: Mapping[int, tuple[int, ...]] = {
    256: (512, 1 * _GIB, 2 * _GIB),
    512: tuple(range(1 * _GIB, 4 * _GIB + 1, _GIB)),
    1024: tuple(range(2 * _GIB, 8 * _GIB + 1, _GIB)),
    2048: tuple(range(4 * _GIB, 16 * _GIB + 1, _GIB)),
    4096: tuple(range(8 * _GIB, 30 * _GIB + 1, _GIB)),
    8192: tuple(range(16 * _GIB, 60 * _GIB + 1, 4 * _GIB)),
    16384: tuple(range(32 * _GIB, 120 * _GIB + 1, 8 * _GIB)),
}
"""CPU units → MiB of memory that a task of this size may have."""


def size_problem(cpu: int, memory_mb: int) -> str | None:
    """Return why Fargate refuses a task of this size, and what it takes instead; None when it takes it."""
    allowed = MEMORY[cpu]
    if memory_mb in allowed:
        return None
    return f"memoryMb {memory_mb} does not go with cpu {cpu} on Fargate; expected {_choice(cpu)}{_hint(memory_mb)}"


def _choice(cpu: int) -> str:
    """Return the memory sizes of a CPU size in words: all of a few, else first, last and step."""
    allowed = MEMORY[cpu]
    if len(allowed) <= 4:
        *most, last = map(str, allowed)
        return f"{', '.join(most)} or {last}"
    return f"{allowed[0]} to {allowed[-1]} in steps of {allowed[1] - allowed[0]}"


def _hint(memory_mb: int) -> str:
    """Return which CPU sizes would go with this memory, as the end of a sentence; nothing where none does."""
    fitting = [str(cpu) for cpu in CPU_UNITS if memory_mb in MEMORY[cpu]]
    return f" (cpu {' or '.join(fitting)} goes with {memory_mb})" if fitting else ""
