"""X and Z without a window: on paper's words, once, and in a journal that still verifies."""

from tests.stage.ready_till import ReadyTill, trofast


def test_a_z_is_taken_once_and_the_journal_holds_it_whole(till: ReadyTill) -> None:
    words = ("--config", till.toml, "--by", "ingrid")
    looked = trofast("x-report", *words)
    assert looked.returncode == 0, looked.stderr
    assert "X-RAPPORT" in looked.stdout
    closed = trofast("z-report", *words)
    assert closed.returncode == 0, closed.stderr
    for said in ("Z-RAPPORT", "Nr. 1", "Salg, 6 stk.", "564,00 kr", "Bankkort (6)", "Tatt ut av"):
        assert said in closed.stdout
    again = trofast("z-report", *words)
    assert (again.returncode, again.stdout) == (1, "")
    assert "closed already" in again.stderr
    nobody = trofast("x-report", "--config", till.toml, "--by", "nobody")
    assert nobody.returncode == 2
    assert trofast("verify", "--config", till.toml).stdout == "journal: ok, 10 records\n"
