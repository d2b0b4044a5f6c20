"""A release on its way, as processes: offered at the server, wanted at the till, failed there, held for the others."""

import json
import time
from collections.abc import Callable

from pos_app.config import load_settings
from tests.stage.site import LONG_S, TROFAST, Site, run

BY = ("--by", "Ingrid")


def wanted(site: Site) -> str:
    """What the till's updater hears."""
    done = run([*TROFAST, "update"], "wanted", "--config", site.till_toml)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def until(claim: Callable[[], bool]) -> None:
    """It must come true in good time."""
    due = time.monotonic() + LONG_S
    while not claim():
        assert time.monotonic() < due
        time.sleep(0.2)


def test_an_offered_release_reaches_the_till_and_its_failure_the_server(enrolled: Site) -> None:
    child = enrolled.follow()
    assert wanted(enrolled) == ""
    enrolled.server("update", "offer", "--version", "9999.1.0", *BY)
    until(lambda: wanted(enrolled) == "9999.1.0\n")
    note = {"from": "0.1.0", "to": "9999.1.0", "state": "way-back", "reason": "aborted: ..."}
    told = json.dumps(note | {"at_ms": time.time_ns() // 1_000_000})
    (load_settings(enrolled.till_toml).data_folder / "update.json").write_text(told)
    assert wanted(enrolled) == "", "it is not tried twice, whatever the server has heard"
    until(
        lambda: json.loads(enrolled.server("fleet", "--json"))["holds"] != []
    )  # within 15 s it is written down
    child.close()
    fleet = json.loads(enrolled.server("fleet", "--json"))
    assert [hold["version"] for hold in fleet["holds"]] == ["9999.1.0"]
    assert fleet["tills"][0]["went_back"] is True
    enrolled.follow()
    data = load_settings(enrolled.till_toml).data_folder / "update-wanted.json"
    until(lambda: json.loads(data.read_text())["version"] == "")
    time.sleep(0.01)
    enrolled.server("update", "release", "--version", "9999.1.0", *BY, "--reason", "it was the disk")
    until(lambda: wanted(enrolled) == "9999.1.0\n")
