"""Bytes for a printer, read back by an interpreter that knows nothing of the driver."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from drivers.printers import fonts
from drivers.printers.document import DocumentError
from drivers.printers.escpos_render import drawer_pulse, render, store_logo
from drivers.printers.fonts import FontMissingError
from drivers.printers.picture import picture
from drivers.printers.profile import CodePage, PrinterProfile, profile_from
from drivers.settings import PrinterSettings, SettingsError
from tests.stage.escpos_paper import read_paper
from tests.stage.paper_document import (
    CUT,
    DRAWER,
    LOGO,
    RECEIPT_DIGITS,
    RECEIPT_QR,
    RULE,
    AnyBlock,
    Barcode,
    Box,
    Columns,
    Paper,
    Qr,
    Text,
    whole_receipt,
)

NORWEGIAN = PrinterProfile()
CYRILLIC = PrinterProfile(code_pages=(CodePage("cp865", 5), CodePage("cp866", 17)))
NARROW = PrinterProfile(columns=32, dots=384)


def codes_in(image: Image.Image) -> set[str]:
    large = image.convert("L").resize((image.width * 2, image.height * 2))
    return {code.text for code in zxingcpp.read_barcodes(large)}


def test_norwegian_lines_are_text_in_the_forced_page() -> None:
    paper = read_paper(render(Paper([Columns("Blåbær økologisk", "12,00")]), NORWEGIAN))
    line = paper.line("Blåbær økologisk")
    assert line.page == "cp865"
    assert line.text.endswith("12,00")
    assert len(line.text) == 48


def test_the_page_is_selected_anew_in_every_document() -> None:
    data = render(Paper([Text("Å")]), NORWEGIAN)
    assert data.startswith(b"\x1b@")
    assert data.index(b"\x1bt\x05") < data.index(b"\x8f")


def test_cyrillic_is_text_where_the_profile_names_a_page_and_a_picture_elsewhere() -> None:
    document = Paper([Columns("Кафе Гуджи", "112,00"), Text("Blåbær")])
    paper = read_paper(render(document, CYRILLIC))
    assert (paper.line("Кафе Гуджи").page, paper.line("Blåbær").page) == ("cp866", "cp865")
    drawn = read_paper(render(document, NORWEGIAN))
    assert len(drawn.images) == 1
    assert drawn.lines == ["Blåbær"]


def test_hangul_is_drawn_with_its_columns_where_text_would_have_them() -> None:
    document = Paper([Columns("이디야 커피 250g", "129,00"), Columns("Kaffe", "129,00")])
    paper = read_paper(render(document, NORWEGIAN))
    (image,) = paper.images
    ink = image.point(lambda grey: 255 - grey).getbbox()
    assert ink is not None
    # The amount's last figure ends in the last cell, and nothing stands in the gap before the amount.
    assert 576 - 12 < ink[2] <= 576
    gap = image.crop((17 * 12, 0, 42 * 12, image.height))
    assert gap.getextrema() == (255, 255)
    assert 24 <= image.height <= 34


@given(st.text(st.characters(codec="utf-8"), max_size=40))
@settings(max_examples=40)
def test_no_text_whatever_becomes_a_command_or_a_question_mark(name: str) -> None:
    paper = read_paper(render(Paper([Text("[" + name + "]"), CUT]), CYRILLIC))
    assert (paper.cuts, paper.pulses, paper.answers) == (1, [], b"")
    assert sum(line.count("?") for line in paper.lines) <= name.count("?")


def test_a_name_made_of_printer_commands_is_printed_as_text() -> None:
    name = "Ola\x1bp\x00\x19\xfa \x1dV\x00\x10\x14\x01\x00\x01 \x1b@Nordmann\n\n"
    paper = read_paper(render(Paper([Text(name), CUT]), NORWEGIAN))
    assert (paper.pulses, paper.cuts) == ([], 1)
    assert len(paper.images) == 0 or len(paper.lines) <= 1
    plain = read_paper(render(Paper([Text("Ola\x1b@\x00Nordmann\n")]), NORWEGIAN))
    assert plain.lines == ["Ola·@·Nordmann·"]


def test_what_a_page_lacks_but_has_a_plain_spelling_stays_text() -> None:
    paper = read_paper(render(Paper([Text("2 × 10 – 20 “x”")]), NORWEGIAN))
    assert paper.lines == ['2 x 10 - 20 "x"']


def test_without_any_code_page_only_ascii_is_sent_as_text() -> None:
    paper = read_paper(render(Paper([Text("Kaffe"), Text("Blåbær")]), PrinterProfile(code_pages=())))
    assert paper.lines == ["Kaffe"]
    assert len(paper.images) == 1


def test_the_total_is_large_and_bold_and_what_follows_is_not() -> None:
    paper = read_paper(
        render(Paper([Columns("Totalt", "459,00", bold=True, size=2), Text("etter")]), NORWEGIAN)
    )
    total, after = paper.line("Totalt"), paper.line("etter")
    assert (total.size, total.bold, len(total.text)) == (2, True, 24)
    assert (after.size, after.bold) == (1, False)


def test_a_box_is_one_picture_with_a_closed_frame() -> None:
    paper = read_paper(render(Paper([Box([Text("Saldo 45"), Text("커피")])]), NORWEGIAN))
    (image,) = paper.images
    assert paper.lines == []
    assert image.width == 576
    middle = image.crop((0, image.height // 2, 576, image.height // 2 + 1))
    assert (middle.getpixel((0, 0)), middle.getpixel((575, 0))) == (0, 0)
    assert image.getpixel((288, 0)) == image.getpixel((288, image.height - 1)) == 0


def test_on_a_slow_line_frames_are_characters_and_the_receipt_is_short() -> None:
    slow = profile_from(PrinterSettings(kind="serial", path="port", baud=9600))
    document = Paper([RULE, Box([Columns("Saldo", "45"), Text("Blåbær", bold=True)])])
    paper = read_paper(render(document, slow))
    assert paper.images == []
    assert paper.lines == [
        "─" * 48,
        "┌" + "─" * 46 + "┐",
        "│ Saldo" + " " * 37 + "45 │",
        "│ Blåbær" + " " * 39 + "│",
        "└" + "─" * 46 + "┘",
    ]
    assert len(render(document, slow)) < 400
    assert read_paper(render(Paper([Box([Text("커피")])]), slow)).lines == []
    assert len(render(whole_receipt(), slow)) < len(render(whole_receipt(), NORWEGIAN)) // 2


@pytest.mark.parametrize(
    "profile", [NORWEGIAN, NARROW, PrinterProfile(native_qr=False, native_barcode=False)]
)
def test_the_whole_receipt_fits_its_paper_and_its_codes_are_read_from_the_picture(
    profile: PrinterProfile,
) -> None:
    paper = read_paper(render(whole_receipt(), profile), profile.dots)
    assert (paper.cuts, paper.pulses) == (1, [2])
    assert all(len(line) <= profile.columns for line in paper.lines)
    found = codes_in(paper.picture())
    assert RECEIPT_QR in found
    if profile.native_barcode:
        assert paper.barcodes == [RECEIPT_DIGITS]
    else:
        assert RECEIPT_DIGITS in found


def test_a_qr_is_large_enough_for_an_arms_length() -> None:
    """At 8 dots to the millimetre, 160 dots are 20 mm: a phone reads that from about 60 cm."""
    for profile in (NORWEGIAN, NARROW):
        paper = read_paper(render(Paper([Qr(RECEIPT_QR)]), profile), profile.dots)
        (code,) = paper.images
        assert 160 <= code.width <= profile.dots - 16


@given(st.text("0123456789", min_size=1, max_size=36))
def test_every_barcode_reads_as_its_digits(digits: str) -> None:
    assert read_paper(render(Paper([Barcode(digits)]), NORWEGIAN)).barcodes == [digits]


def test_a_barcode_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(DocumentError, match="wider"):
        render(Paper([Barcode("1" * 36)]), NARROW)


def test_a_qr_of_more_than_it_can_hold_is_refused() -> None:
    with pytest.raises(DocumentError, match="cannot hold"):
        render(Paper([Qr("å" * 3000)]), NORWEGIAN)


def test_the_logo_is_a_picture_or_a_stored_one(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    Image.new("RGBA", (400, 120), (0, 0, 0, 255)).save(file)
    drawn = read_paper(render(Paper([LOGO]), PrinterProfile(logo=file)))
    assert [image.getextrema()[0] for image in drawn.images] == [0]
    stored = PrinterProfile(logo=file, stored_logo=b"TF")
    assert read_paper(render(Paper([LOGO]), stored)).printed_logos == [b"TF"]
    assert read_paper(store_logo(stored)).stored_logos == [b"TF"]
    assert read_paper(render(Paper([LOGO]), NORWEGIAN)).items == []


def test_a_logo_full_of_commands_moves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    bits = bytes(byte ^ 0xFF for byte in (b"\x10\x14\x01\x00\x01\x10\x04\x01" * 6)[:48] * 40)
    Image.frombytes("1", (384, 40), bits).save(file)
    paper = read_paper(render(Paper([LOGO]), PrinterProfile(logo=file)))
    assert (paper.answers, paper.pulses) == (b"", [])


@pytest.mark.parametrize("pin", [2, 5])
def test_the_drawer_pulse_goes_to_the_pin_that_is_set(pin: int) -> None:
    profile = PrinterProfile(drawer_pin=2 if pin == 2 else 5)
    assert read_paper(drawer_pulse(profile)).pulses == [pin]
    assert read_paper(render(Paper([DRAWER]), profile)).pulses == [pin]
    assert read_paper(drawer_pulse(profile)).items == []


@pytest.mark.parametrize(("cut", "cuts"), [("partial", 1), ("full", 1), ("none", 0)])
def test_paper_is_cut_as_the_model_can(cut: str, cuts: int) -> None:
    profile = profile_from(PrinterSettings(host="printer", cut=cut))  # type: ignore[arg-type]
    assert read_paper(render(Paper([Text("x"), CUT]), profile)).cuts == cuts


@pytest.fixture
def _no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_candidates", lambda wide, bold, alone=False: ())


@pytest.mark.usefixtures("_no_fonts")
def test_without_fonts_latin_still_prints_and_the_rest_says_what_is_missing() -> None:
    assert read_paper(render(Paper([Text("Blåbær"), RULE]), NORWEGIAN)).lines == ["Blåbær"]
    with pytest.raises(FontMissingError, match="fonts-noto-cjk"):
        render(Paper([Text("커피")]), NORWEGIAN)


@pytest.mark.usefixtures("_no_fonts")
def test_without_fonts_a_receipt_can_be_spelled_rather_than_not_printed() -> None:
    blocks: list[AnyBlock] = [Text("Kaffe 커"), Box([Text("Saldo 피")])]
    paper = read_paper(render(Paper(blocks), NORWEGIAN, spell_missing=True))
    assert paper.lines == ["Kaffe <CEE4>", "  Saldo <D53C>"]


def test_a_letter_that_no_font_has_is_seen_to_be_missing() -> None:
    paper = read_paper(render(Paper([Text("\u066e Kari")]), NORWEGIAN))
    (image,) = paper.images
    assert image.crop((0, 0, 12, image.height)).getextrema() == (0, 255)


def test_a_picture_shows_the_same_receipt_with_codes_that_can_be_read() -> None:
    shown = Image.open(io.BytesIO(picture(whole_receipt(), NORWEGIAN)))
    assert shown.format == "PNG"
    assert shown.width == 2 * (576 + 2 * 48)
    assert {RECEIPT_QR, RECEIPT_DIGITS} <= {code.text for code in zxingcpp.read_barcodes(shown.convert("L"))}


def test_a_page_that_nobody_knows_is_refused_by_its_field() -> None:
    with pytest.raises(SettingsError, match="code_pages") as raised:
        profile_from(PrinterSettings(host="printer", code_pages=("cp999",)))
    assert raised.value.field == "code_pages"


def test_a_model_with_numbers_of_its_own_gets_them() -> None:
    settings_ = PrinterSettings(host="printer", code_pages=("cp866",), code_page_numbers=(("cp866", 7),))
    assert profile_from(settings_).code_pages == (CodePage("cp866", 7),)
