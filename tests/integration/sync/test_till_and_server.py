"""The till's commands against the real server, as processes: enrol, sync once, follow."""

import shutil
import signal
import stat
from pathlib import Path

from pos_app.config import load_settings
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.key import read_key
from tests.stage.both_databases import ON_BOTH
from tests.stage.site import Site


def chain_head(site: Site) -> tuple[int, str]:
    store = site.open_till()
    try:
        settings = load_settings(site.till_toml)
        journal = SyncJournal(settings.data_folder, read_key(settings.key_file))
        sequence, head = journal.head()
        journal.close()
    finally:
        store.close()
    return sequence, head.hex()


def assert_both_have_the_same(site: Site, records: int) -> None:
    status = site.status()
    assert (status["last_sequence"], status["chain_head"]) == chain_head(site)
    assert status["last_sequence"] == records


def test_enrol_writes_the_place_and_keys_that_only_the_owner_reads(enrolled: Site) -> None:
    settings = load_settings(enrolled.till_toml)

    assert (settings.store_id, settings.till_number, settings.server_url) == ("torget", 2, enrolled.url)
    for each in (settings.device_key_file, settings.card_secret_file, settings.key_file):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
        assert each.stat().st_size == 32


def test_enrol_says_no_in_words_and_codes(site: Site) -> None:
    wrong = site.trofast("enrol", "--server", site.url, "--code", "AAAA-BBBB-CCCC")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "does not know that code" in wrong.stderr

    assert site.trofast("enrol", "--server", "till.example.com", "--code", "A").returncode == 2

    assert site.enrol().returncode == 0
    again = site.enrol()
    assert again.returncode == 3
    assert "enrolled already" in again.stderr

    site.stop_server()
    offline = site.trofast("sync")
    assert offline.returncode == 4
    assert "can not be reached" in offline.stderr


def test_sync_before_enrolment_says_what_to_do(site: Site) -> None:
    missing = site.trofast("sync")

    assert missing.returncode == 3
    assert "trofast provision" in missing.stderr
    assert "Traceback" not in missing.stderr


@ON_BOTH
def test_sync_once_sends_what_waits_and_fetches_what_is_new(enrolled: Site) -> None:
    enrolled.write_records(230)

    done = enrolled.trofast("sync")

    assert done.returncode == 0, done.stderr
    assert "sent: 230 records" in done.stdout
    assert "waiting: 0 records, 0 sales" in done.stdout
    assert_both_have_the_same(enrolled, 230)
    assert "sent: 0 records\nfetched: 0 rows" in enrolled.trofast("sync").stdout


@ON_BOTH
def test_follow_keeps_both_together_through_a_cut_and_ends_with_its_parent(enrolled: Site) -> None:
    child = enrolled.follow()
    child.until(lambda said: said["link"] == "online" and said["replica"] == 1)
    enrolled.write_records(3)
    child.until(lambda said: said["waiting_records"] == 0 and said["link"] == "online")

    enrolled.stop_server(signal.SIGKILL)
    offline = child.until(lambda said: said["link"] != "online")
    assert offline["sentence"]
    enrolled.write_records(2, start=3)
    child.until(lambda said: said["waiting_records"] == 2)

    enrolled.start_server()
    child.until(lambda said: said["link"] == "online" and said["waiting_records"] == 0)

    assert child.end() == 0
    assert_both_have_the_same(enrolled, 5)


def test_follow_ends_cleanly_on_sigterm_and_fetches_what_changes(enrolled: Site) -> None:
    child = enrolled.follow()
    first = child.until(lambda said: said["replica"] == 1)
    goods = enrolled.folder / "articles.csv"
    goods.write_text(
        "article_id,name,price,vat_code,vat_percent,codes\na1,Kaffe,42.00,25,25,4011\n",
        encoding="utf-8",
    )
    enrolled.server("import", "--articles", goods)
    child.until(lambda said: said["cursor"] > first["cursor"])

    assert child.end(signal.SIGTERM) == 0


def test_two_syncs_on_one_till_s_data_are_one_too_many(enrolled: Site) -> None:
    child = enrolled.follow()
    child.until(lambda said: said["link"] == "online")

    second = enrolled.trofast("sync")

    assert second.returncode == 3
    assert "Another sync" in second.stderr
    assert child.end() == 0


def test_epoch_a_server_restored_from_backup_is_filled_again_by_the_till(enrolled: Site) -> None:
    enrolled.write_records(4)
    assert enrolled.trofast("sync").returncode == 0
    enrolled.stop_server()
    data = enrolled.server_toml.parent
    backup = Path(shutil.copytree(data, enrolled.folder / "backup"))
    enrolled.start_server()
    enrolled.write_records(3, start=4)
    assert enrolled.trofast("sync").returncode == 0

    enrolled.stop_server()
    shutil.rmtree(data)
    shutil.copytree(backup, data)
    enrolled.server("new-epoch")
    enrolled.start_server()
    enrolled.write_records(1, start=7)

    done = enrolled.trofast("sync")
    assert done.returncode == 0, done.stderr
    assert "sent: 4 records" in done.stdout
    assert_both_have_the_same(enrolled, 8)


@ON_BOTH
def test_fork_a_copied_till_is_stopped_and_told(enrolled: Site) -> None:
    enrolled.write_records(2)
    assert enrolled.trofast("sync").returncode == 0
    twin = Path(shutil.copytree(enrolled.till_toml.parent, enrolled.folder / "twin"))
    enrolled.write_records(1, start=2)
    assert enrolled.trofast("sync").returncode == 0

    shutil.rmtree(enrolled.till_toml.parent)
    twin.rename(enrolled.till_toml.parent)
    enrolled.write_records(2, start=90)
    done = enrolled.trofast("sync")

    assert done.returncode == 1
    assert "copy" in done.stderr
    assert enrolled.status()["last_sequence"] == 3
