"""Responses in the form that they had at the origin: dicts with lists, instead of errors and arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from .errors import CommandError


def ok_response(data: Any) -> dict[str, Any]:  # noqa: ANN401 - what a worker answers
    """Give ``{"status": "ok", "data": ...}`` with lists instead of arrays."""
    return {"status": "ok", "data": _with_lists(data)}


def error_response(error: CommandError) -> dict[str, Any]:
    """Give ``{"status": "error", "data": sentence, "error": {"code": ..., "effect": ..., ...}}``."""
    info: dict[str, Any] = {"code": error.code, "effect": error.effect}
    if error.limit is not None:
        info["limit"] = error.limit
    if error.issues:
        info["issues"] = [issue._asdict() for issue in error.issues]
    if error.number is not None:
        info["number"] = error.number
    return {"status": "error", "data": error.message, "error": info}


def _with_lists(data: Any) -> Any:  # noqa: ANN401
    if isinstance(data, np.ndarray):
        return data.tolist()
    if isinstance(data, dict):
        return {key: _with_lists(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_with_lists(value) for value in data]
    return data
