"""Which sizes Fargate takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.settings.fargate import CPU_UNITS, MEMORY, size_problem


@pytest.mark.parametrize(
    ("cpu", "memory"), [(256, 512), (256, 2048), (512, 4096), (1024, 2048), (4096, 30_720), (8192, 20_480)]
)
def test_takes(cpu: int, memory: int) -> None:
    assert size_problem(cpu, memory) is None


@pytest.mark.parametrize(
    ("cpu", "memory", "message"),
    [
        (
            256,
            4096,
            "expected 512, 1024 or 2048 (cpu 512 or 1024 or 2048 goes with 4096)",
        ),
        (8192, 17_408, "expected 16384 to 61440 in steps of 4096"),
        (512, 500, "memoryMb 500 does not go with cpu 512 on Fargate; expected 1024, 2048, 3072 or 4096"),
    ],
)
def test_refuses_with_what_would_be_right(cpu: int, memory: int, message: str) -> None:
    assert message in (size_problem(cpu, memory) or "")


@given(st.sampled_from(CPU_UNITS), st.integers(0, 130_000))
def test_a_refusal_is_always_told(cpu: int, memory: int) -> None:
    assert (size_problem(cpu, memory) is None) == (memory in MEMORY[cpu])
