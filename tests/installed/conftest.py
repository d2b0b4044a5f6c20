"""The till's package, for every test that installs it or looks inside."""

from pathlib import Path

import pytest

from tests.stage.till_package import till_package


@pytest.fixture(scope="session")
def till_deb() -> Path:
    """``trofast_VERSION_amd64.deb`` of this checkout: for tests marked `installed`, which need a long timeout, since
    the first of them builds it.
    """
    return till_package()
