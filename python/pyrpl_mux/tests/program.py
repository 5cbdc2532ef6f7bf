"""The program ``pyrpl-mux`` of this checkout."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def program() -> list[str]:
    """Find the program: PYRPL_MUX_PROGRAM, else that of this checkout."""
    named = os.environ.get("PYRPL_MUX_PROGRAM")
    script = Path(named) if named else REPOSITORY / "packages" / "worker" / "bin" / "pyrpl-mux.js"
    bundled = REPOSITORY / "node_modules" / ".bin" / "node"
    node = str(bundled) if bundled.exists() else shutil.which("node")
    if node is None or not script.exists():
        pytest.fail(f"These tests need Node and the program {script}: name it in PYRPL_MUX_PROGRAM.")
    return [node, "--conditions=source", str(script)]
