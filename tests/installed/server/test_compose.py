"""What the containers may do, as compose.yaml says it."""

import re
from typing import Any

import pytest
import yaml

from tests.stage.server_package import ROOT

FOLDER = ROOT / "packaging" / "server"


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    said = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    assert isinstance(said, dict)
    found = said["services"]
    assert isinstance(found, dict)
    return found


def test_our_containers_change_nothing_but_their_volumes_and_gain_nothing(
    services: dict[str, dict[str, Any]],
) -> None:
    for name in ("server", "proxy", "backup"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "proxy" else [])
        assert "privileged" not in service


def test_nobody_reaches_the_database_or_the_server_without_the_proxy(
    services: dict[str, dict[str, Any]],
) -> None:
    assert services["database"]["networks"] == services["backup"]["networks"] == ["inside"]
    assert services["proxy"]["network_mode"] == "service:server"
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"server": ["80:80", "443:443", "443:443/udp"]}
    assert "0.0.0.0" not in (FOLDER / "compose.yaml").read_text(encoding="utf-8")


def test_the_password_is_a_file_and_no_setting(services: dict[str, dict[str, Any]]) -> None:
    for name in ("database", "server", "backup"):
        assert services[name]["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres_password"
        assert services[name]["secrets"] == ["postgres_password"]
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8") + (FOLDER / "Containerfile").read_text(
        "utf-8"
    )
    assert not re.search(
        r"(?i)password\s*[:=]\s*(?!/run/secrets/)\S*[a-z0-9]{6}", text.replace("postgres_password", "")
    )


def test_whoever_is_ill_is_seen(services: dict[str, dict[str, Any]]) -> None:
    assert "healthcheck" in services["database"]
    assert "healthcheck" in services["backup"]
    assert "HEALTHCHECK" in (FOLDER / "Containerfile").read_text(encoding="utf-8")
    assert all(service["restart"] == "unless-stopped" for service in services.values())
