"""A disk that cannot show a folder at the moment: for root too, whom no right keeps out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def close_folder(monkeypatch: pytest.MonkeyPatch, name: str | Path, code: int) -> None:
    """From now on a folder of that name, or path, cannot be opened from where it is named so, with this error."""
    real = os.open

    def fails(path: object, *arguments: object, **named: object) -> int:
        if path == name:
            raise OSError(code, os.strerror(code), path)
        return real(path, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", fails)
