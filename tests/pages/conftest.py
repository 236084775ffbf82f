from __future__ import annotations

from pathlib import Path

import pytest

from generator.pages.render import Theme, packaged_theme
from tests.pages.sample import Maker, make_site


@pytest.fixture(scope="session")
def theme_folder() -> Path:
    return packaged_theme()


@pytest.fixture(scope="session")
def theme(theme_folder: Path) -> Theme:
    return Theme([theme_folder])


@pytest.fixture
def make(theme: Theme) -> Maker:
    """Makes pages of the sample organisation in English."""
    return Maker(theme, make_site())
