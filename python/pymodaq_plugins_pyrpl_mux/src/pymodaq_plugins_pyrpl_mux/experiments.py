"""The experiments that come with this package, and the command that gives them to PyMoDAQ.

`python -m pymodaq_plugins_pyrpl_mux.experiments` copies them into PyMoDAQ's folder, from where
`dashboard -x pyrpl_mux_demo` loads them.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pymodaq.utils.config import get_set_experiment_path

FOLDER = Path(__file__).parent / "resources" / "experiments"
"""Where the experiments are in this package."""


def install(destination: Path, *, overwrite: bool = False) -> list[Path]:
    """Copy the experiments into a folder and give the paths of the copies.

    A file of another content is left alone unless `overwrite` is true.

    Raises :class:`FileExistsError` with a sentence if there is such a file; then nothing was copied.
    """
    copies = {destination / source.name: source.read_bytes() for source in sorted(FOLDER.glob("*.xml"))}
    for path, content in copies.items():
        if not overwrite and path.exists() and path.read_bytes() != content:
            raise FileExistsError(
                f"{path} is there and has another content, so nothing was copied. "
                "Rename it in PyMoDAQ to keep it, or say --overwrite."
            )
    for path, content in copies.items():
        path.write_bytes(content)
    return list(copies)


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy them into PyMoDAQ's folder and tell what to do next; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m pymodaq_plugins_pyrpl_mux.experiments",
        description="Copies the experiments of this package into PyMoDAQ's folder.",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace those that were changed there")
    try:
        copies = install(get_set_experiment_path(), overwrite=parser.parse_args(arguments).overwrite)
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    for path in copies:
        print(f"{path}\n  load it with: dashboard -x {path.stem}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
