"""``till.toml``: every key, good and bad. A mistake names the file, the line and what was expected there."""

from pathlib import Path

import pytest

from drivers.scanners.codes import CardCheck, CodeRules, NumberForm
from drivers.scanners.deposit_slip import DepositSlipForm
from drivers.scanners.in_store import NORWEGIAN_IN_STORE, InStorePattern
from drivers.settings import ScannerSettings, TerminalSettings
from pos_app.config import Settings, load_settings, read_secret
from pos_app.domain.drawer import DrawerRules
from pos_app.domain.errors import BadFile
from pos_app.domain.norway.alcohol_hours import AlcoholHours

PLACE = """\
[till]
company_id = "kaffehuset"
store_id = "torget"
till_id = "0190b5a0-0000-7000-8000-000000000002"
till_number = 2
"""


def load(folder: Path, text: str | bytes) -> Settings:
    path = folder / "till.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_settings(path)


def mistake(folder: Path, text: str | bytes) -> BadFile:
    with pytest.raises(BadFile) as caught:
        load(folder, text)
    assert str(folder / "till.toml") in str(caught.value)
    return caught.value


def test_an_empty_file_is_a_till_that_has_not_enrolled_with_every_default(tmp_path: Path) -> None:
    settings = load(tmp_path, "")
    assert not settings.is_enrolled
    assert (settings.company_id, settings.till_number, settings.server_url) == ("", 0, "")
    assert (settings.language, settings.theme, settings.scale_percent) == ("nb", "light", 100)
    assert (settings.full_screen, settings.sounds) == (False, True)
    assert settings.drawer is None
    assert (settings.scanners, settings.printer, settings.codes) == ((), None, CodeRules())


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "logo.png").touch()
    settings = load(
        tmp_path,
        PLACE
        + """
[server]
url = "https://till.example.com/"
[files]
data = "../store"
key = "secrets/till.key"
device_key = "secrets/device.key"
card_secret = "secrets/card.secret"
[drawer]
one_each = true
tolerance_minor = 500
approval_above_minor = 5000
[alcohol]
from = "09:00"
before_holidays_until = "17:30"
christmas_eve_until = "15:00"
served_categories = ["bar"]
served_until = "02:00"
[tenders]
taken = ["card", "mobile"]

[screen]
language = "en"
theme = "dark"
scale_percent = 125
full_screen = true
sounds = false
[codes]
member_card_prefix = "9578"
member_card_length = 13
member_card_check = "ean"
foreign_card_prefix = "6339"
foreign_card_length = 19
foreign_card_check = "none"
member_qr = "KAFFE:"
in_store = ["20IIIIIIPPPPK"]
in_store_step = 10
deposit_slips = ["77SSSSSSPPPPPP"]
deposit_slip_step = 100
[[scanner]]
kind = "serial"
name = "left"
path = "/dev/ttyACM0"
baud = 115200
parity = "even"
prefix = "~"
suffix = "cr"
[[scanner]]
kind = "wedge"
max_gap_ms = 50
min_length = 4
[printer]
kind = "network"
host = "192.0.2.7"
port = 9101
columns = 42
dots = 512
code_pages = ["cp865", "cp866"]
code_page_numbers = ["cp866=17"]
has_qr = false
cut = "full"
drawer_pin = 5
answers_status = false
logo = "logo.png"
timeout_ms = 1000
""",
    )
    assert settings.is_enrolled
    assert (settings.company_id, settings.store_id, settings.till_number) == ("kaffehuset", "torget", 2)
    assert settings.server_url == "https://till.example.com"
    assert (settings.language, settings.theme, settings.scale_percent) == ("en", "dark", 125)
    assert (settings.full_screen, settings.sounds) == (True, False)
    assert settings.tenders_taken == {"cash", "points", "exchange", "card", "mobile"}
    assert settings.alcohol == AlcoholHours(
        from_minute=540,
        before_holidays_until=1050,
        christmas_eve_until=900,
        served_categories=("bar",),
        served_until=1560,
    )
    assert settings.drawer == DrawerRules(one_each=True, tolerance_minor=500, approval_above_minor=5_000)
    assert settings.codes == CodeRules(
        in_store=(InStorePattern("20IIIIIIPPPPK", 10),),
        deposit_slips=(DepositSlipForm("77SSSSSSPPPPPP", 100),),
        member_cards=(NumberForm("9578", 13, CardCheck.EAN),),
        foreign_cards=(NumberForm("6339", 19, CardCheck.NONE),),
        member_qr_prefix="KAFFE:",
    )
    assert settings.scanners == (
        ScannerSettings(
            name="left", path="/dev/ttyACM0", baud=115200, parity="even", prefix="~", suffix="cr"
        ),
        ScannerSettings(kind="wedge", max_gap_ms=50, min_length=4),
    )
    printer = settings.printer
    assert printer is not None
    assert (printer.host, printer.port, printer.columns, printer.dots) == ("192.0.2.7", 9101, 42, 512)
    assert printer.code_page_numbers == (("cp866", 17),)
    assert (printer.has_qr, printer.cut, printer.drawer_pin, printer.answers_status) == (
        False,
        "full",
        5,
        False,
    )


def test_paths_are_relative_to_the_file_wherever_it_is_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "till.toml").write_text(
        '[files]\nkey = "/etc/till.key"\n[printer]\nkind = "file"\npath = "paper"\nlogo = "logo.png"\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)
    settings = load_settings(Path("shop/till.toml"))
    assert settings.path == folder / "till.toml"
    assert settings.data_folder == folder / "data"
    assert settings.device_key_file == folder / "device.key"
    assert settings.card_secret_file == folder / "card.secret"
    assert settings.key_file == Path("/etc/till.key")
    assert settings.printer is not None
    assert (settings.printer.path, settings.printer.logo) == (str(folder / "paper"), str(folder / "logo.png"))


def test_a_printer_on_a_port_keeps_the_port_s_own_name(tmp_path: Path) -> None:
    settings = load(tmp_path, '[printer]\nkind = "serial"\npath = "COM3"\n')
    assert settings.printer is not None
    assert settings.printer.path == "COM3"


MISTAKES = [
    ("[till]\ntill_id = 7\n", 1, "company_id ="),
    (PLACE.replace('"torget"', '""'), 3, "store_id ="),
    (PLACE.replace('"torget"', "7"), 3, "store_id ="),
    (PLACE.replace("= 2", "= 0"), 5, "till_number = a whole number from 1 to 9999"),
    (PLACE.replace("= 2", "= 2.0"), 5, "till_number ="),
    (PLACE.replace("= 2", "= true"), 5, "till_number ="),
    ('till = "here"\n', 1, "a table [till]"),
    ('[server]\nurl = "till.example.com"\n', 2, 'url = "https://...'),
    ("[server]\nurl = 8080\n", 2, "url ="),
    ('[files]\n\ndata = ""\n', 3, "data ="),
    ("[files]\nkey = 1\n", 2, "key ="),
    ("[files]\ndevice_key = []\n", 2, "device_key ="),
    ("[files]\ncard_secret = false\n", 2, "card_secret ="),
    ('[screen]\nlanguage = "tlh"\n', 2, "language = one of nb, en"),
    ('[screen]\ntheme = "pink"\n', 2, "theme = one of light, dark"),
    ("[screen]\ntheme = []\n", 2, "theme = one of light, dark"),
    ("[screen]\nscale_percent = 74\n", 2, "scale_percent = a whole number from 75 to 200"),
    ('[screen]\nfull_screen = "yes"\n', 2, "full_screen = true or false"),
    ("[screen]\nsounds = 1\n", 2, "sounds = true or false"),
    ("[codes]\nmember_card_prefix = 9578\n", 2, "member_card_prefix ="),
    ('[codes]\nmember_card_prefix = "9578"\nmember_card_length = 5\n', 3, "from 6 to 40"),
    ('[codes]\nmember_card_prefix = "9578"\nmember_card_check = "md5"\n', 3, "one of luhn, ean, none"),
    ("[codes]\nmember_qr = 7\n", 2, "member_qr ="),
    ('[codes]\nin_store = "20IIIIIIPPPPK"\n', 2, "in_store ="),
    ('[codes]\nin_store = ["20IIII"]\n', 2, "20IIII"),
    ('[codes]\ndeposit_slips = ["SSSSSPPPPPP"]\n', 2, "digit first"),
    ("[codes]\ndeposit_slip_step = 10\n", 2, "deposit_slips"),
    ('[codes]\nin_store = ["20IIIIIIPPPPK"]\nin_store_step = 0\n', 3, "in_store_step ="),
    ('[scanner]\nkind = "wedge"\n', 1, "tables [[scanner]]"),
    ('[[scanner]]\nkind = "wedge"\n\n[[scanner]]\nkind = "laser"\n', 5, "kind ="),
    ('[[scanner]]\nkind = "serial"\n', 1, "path ="),
    ('[[scanner]]\npath = "COM3"\nbaud = 9601\n', 3, "baud ="),
    ('[[scanner]]\npath = "COM3"\nbaud = "fast"\n', 3, "baud ="),
    ('[[scanner]]\npath = "COM3"\nparity = "mark"\n', 3, "parity ="),
    ('[[scanner]]\npath = "COM3"\nsuffix = "enter"\n', 3, "suffix ="),
    ('[[scanner]]\nkind = "wedge"\nmax_gap_ms = 4\n', 3, "max_gap_ms ="),
    ('[[scanner]]\nkind = "wedge"\nmin_length = 21\n', 3, "min_length ="),
    ('[[printer]]\nkind = "file"\n', 1, "a table [printer]"),
    ('[printer]\nkind = "laser"\n', 2, "kind ="),
    ('[printer]\nkind = "network"\n', 1, "host ="),
    ('[printer]\nhost = "a"\nport = 0\n', 3, "port ="),
    ('[printer]\nkind = "file"\n', 1, "path ="),
    ('[printer]\nhost = "a"\nflow = "yes"\n', 3, "flow ="),
    ('[printer]\nhost = "a"\ncolumns = 10\n', 3, "columns ="),
    ('[printer]\nhost = "a"\ndots = 10\n', 3, "dots ="),
    ('[printer]\nhost = "a"\ncode_pages = "cp865"\n', 3, "code_pages ="),
    ('[printer]\nhost = "a"\ncode_pages = ["cp1"]\n', 3, "cp1"),
    ('[printer]\nhost = "a"\ncode_page_numbers = ["cp865"]\n', 3, 'code_page_numbers = ["cp865=5"]'),
    ('[printer]\nhost = "a"\ncode_page_numbers = ["cp865=five"]\n', 3, "code_page_numbers ="),
    ('[printer]\nhost = "a"\nhas_qr = "no"\n', 3, "has_qr = true or false"),
    ('[printer]\nhost = "a"\nhas_barcode = 0\n', 3, "has_barcode = true or false"),
    ('[printer]\nhost = "a"\ncut = "half"\n', 3, "cut ="),
    ('[printer]\nhost = "a"\ndrawer_pin = 3\n', 3, "drawer_pin ="),
    ('[printer]\nhost = "a"\nanswers_status = 1\n', 3, "answers_status = true or false"),
    ('[printer]\nhost = "a"\nstored_logo = "abc"\n', 3, "stored_logo ="),
    ('[printer]\nhost = "a"\ntimeout_ms = 60000\n', 3, "timeout_ms ="),
    ('[printer]\nhost = "a"\nlogo = 1\n', 3, "logo ="),
    ('[till]\ncompany_id = "a\n', 2, "this is not TOML"),
    ("[till\n", 1, "this is not TOML"),
    ('[screen]\ntheme = "dark"\ntheme = "light"\n', 3, "this is not TOML"),
    (b'[till]\n# Gr\xf8nerl\xf8kka\ncompany_id = "a"\n', 2, "text in UTF-8"),
]


@pytest.mark.parametrize(("text", "line", "expected"), MISTAKES)
def test_a_mistake_names_its_file_its_line_and_what_was_expected(
    tmp_path: Path, text: str | bytes, line: int, expected: str
) -> None:
    found = mistake(tmp_path, text)
    assert found.line == line
    assert expected in found.expected


@pytest.mark.parametrize(
    ("text", "line", "nearest"),
    [
        ("[scren]\n", 1, "screen"),
        ("[till]\ncompany = 1\n", 2, "company_id"),
        ('[server]\nuri = "http://a"\n', 2, "url"),
        ('[files]\ndevicekey = "a"\n', 2, "device_key"),
        ('[screen]\nlangauge = "en"\n', 2, "language"),
        ('[codes]\nmember_card_prefx = "1"\n', 2, "member_card_prefix"),
        ('[[scanner]]\nkind = "wedge"\nmin_lenght = 6\n', 3, "min_length"),
        ('[printer]\nhots = "a"\n', 2, "host"),
    ],
)
def test_a_key_that_nobody_knows_is_refused_and_the_nearest_suggested(
    tmp_path: Path, text: str, line: int, nearest: str
) -> None:
    found = mistake(tmp_path, text)
    assert found.line == line
    assert f"did you mean {nearest!r}" in found.expected


def test_a_card_s_length_without_its_prefix_is_said_and_not_silently_ignored(tmp_path: Path) -> None:
    for key in ("member_card_length = 16", 'member_card_check = "none"'):
        found = mistake(tmp_path, f"[codes]\n{key}\n")
        assert found.line == 2
        assert "member_card_prefix" in found.expected


def test_a_step_without_patterns_is_said_and_not_silently_ignored(tmp_path: Path) -> None:
    found = mistake(tmp_path, "[codes]\nin_store_step = 10\n")
    assert found.line == 2
    assert "in_store" in found.expected


def test_a_shop_without_in_store_codes_says_so_with_an_empty_list(tmp_path: Path) -> None:
    assert load(tmp_path, "[codes]\nin_store = []\n").codes.in_store == ()
    assert load(tmp_path, "[codes]\n").codes.in_store == NORWEGIAN_IN_STORE


def test_a_place_is_whole_or_not_there(tmp_path: Path) -> None:
    for key in ("company_id", "store_id", "till_id", "till_number"):
        without = "".join(line for line in PLACE.splitlines(keepends=True) if not line.startswith(key))
        found = mistake(tmp_path, without)
        assert found.line == 1
        assert key in found.expected


def test_a_missing_file_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="trofast provision") as caught:
        load_settings(tmp_path / "nothing.toml")
    assert caught.value.line is None


def test_a_folder_in_place_of_the_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="a file that can be read"):
        load_settings(tmp_path)


def test_a_byte_order_mark_from_a_windows_editor_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + PLACE.encode()).is_enrolled


def test_a_secret_is_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "card.secret"
    path.write_bytes(bytes(range(32)))
    assert read_secret(path, 32, "the company's secret") == bytes(range(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_secret_of_another_length_is_refused_and_never_shown(tmp_path: Path, length: int) -> None:
    path = tmp_path / "card.secret"
    path.write_bytes(b"k" * length)
    with pytest.raises(BadFile) as caught:
        read_secret(path, 32, "the company's secret")
    assert "the company's secret: 32 bytes" in str(caught.value)
    assert str(path) in str(caught.value)
    assert "kkk" not in str(caught.value)


def test_a_missing_secret_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        read_secret(tmp_path / "card.secret", 32, "the company's secret")
    assert caught.value.path == str(tmp_path / "card.secret")
    assert "the company's secret: the file is missing" in str(caught.value)


def test_a_card_terminal_stands_apart_unless_it_is_set_up(tmp_path: Path) -> None:
    assert load(tmp_path, "").terminal.kind == "manual"
    text = '[terminal]\nkind = "zvt"\nhost = "10.0.0.9"\npassword = "123456"\nlongest_ms = 120000\n'
    assert load(tmp_path, text).terminal == TerminalSettings(
        kind="zvt", host="10.0.0.9", password="123456", longest_ms=120_000
    )


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('[terminal]\nkind = "zvt"\n', 1, "the terminal's name or address in the network"),
        ('[terminal]\nkind = "zvt"\nhost = "t"\npassword = "1234"\n', 4, "the six digits"),
        ('[terminal]\nkind = "bank"\n', 2, "one of manual, zvt"),
        ('[terminal]\nhots = "t"\n', 2, "host"),
    ],
)
def test_a_mistake_in_the_terminal_names_its_line(
    tmp_path: Path, text: str, line: int, expected: str
) -> None:
    found = mistake(tmp_path, text)
    assert expected in found.expected
    assert found.line == line
