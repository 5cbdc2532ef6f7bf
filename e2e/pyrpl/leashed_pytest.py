"""Runs pytest until its standard input ends, so that it never outlives the program that started it."""

import os
import sys
import threading

import pytest

#: Exit code of a run that was ended from outside.
ENDED = 70


def end_with(descriptor: int) -> None:
    """End this process at once when nobody holds the other end of `descriptor` any more."""
    while os.read(descriptor, 4096):
        pass
    os._exit(ENDED)


if __name__ == "__main__":
    # A copy, because pytest puts something else in the place of standard input.
    threading.Thread(target=end_with, args=(os.dup(0),), daemon=True).start()
    sys.exit(pytest.main(sys.argv[1:]))
