"""The examples of the package's README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..waiting import PATIENCE

if TYPE_CHECKING:
    from .running_worker import RunningWorker

PACKAGE = Path(__file__).parents[2]
CLIENT = (PACKAGE / "README.md").read_text("utf-8").partition("## The client")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```python\n(.*?)```", CLIENT, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 4


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs(worker: RunningWorker, example: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", example],
        env={**os.environ, "PYTHONPATH": str(PACKAGE / "src"), "PYRPL_MUX_RUNTIME_DIR": str(worker.folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout
