"""One customer at the counter of a coffee house, as the screens show her: used by pictures and tests."""

from __future__ import annotations

from pos_app.ui.viewmodels.state import (
    BasketState,
    CategoryTab,
    EntryState,
    HeaderState,
    KeypadState,
    LineRow,
    MemberCard,
    ProductsState,
    ProductTile,
    QuickCash,
    StampRow,
    StatusPill,
    TotalsState,
)

HEADER = HeaderState(
    shop="Kaffehuset Grünerløkka",
    place="Kasse 2 · Ingrid",
    pills=(
        StatusPill("network", "Frakoblet · 3 salg venter", "look"),
        StatusPill("scanner", "Skanner", "good"),
        StatusPill("printer", "Skriver", "good"),
    ),
    clock="14:32",
)

MEMBER = MemberCard(
    initials="AN",
    name="Ada Nordmann",
    tier="Gull",
    note="bursdag om 4 dager",
    points_text="1 240 p",
    as_of_text="per 14:02 · +25 venter",
    stamp=StampRow("Kaffekort", 4, 6, "2 til en gratis kaffe"),
    progress_permille=830,
    progress_text="260 p igjen til 50 kr i belønning · 180 p utløper 31. des.",
)

LINES = (
    LineRow("1", "2", "Cappuccino", "medlemspris 44,00", "88,00"),
    LineRow("2", "1", "Kanelbolle", "", "45,00"),
    LineRow("3", "1", "김치 토스트", "", "89,00"),
    LineRow("4", "0,342 kg", "Kaffebønner Etiopia", "398,00 /kg", "136,12"),
    LineRow("5", "1", "Filterkaffe", "belønning: gratis kaffe", "0,00", "reward"),
)
BASKET = BasketState(LINES, selected="3")

TILES = (
    ProductTile("a1", "Filterkaffe", "36,00", "#7A4A24"),
    ProductTile("a2", "Cappuccino", "49,00", "#A3683A"),
    ProductTile("a3", "Flat white", "52,00", "#C08A50"),
    ProductTile("a4", "Americano", "42,00", "#4E3422"),
    ProductTile("a5", "Kanelbolle", "45,00", "#B5791C"),
    ProductTile("a6", "Баница", "58,00", "#4B8040"),
    ProductTile("a7", "김치 토스트", "89,00", "#B03A2E"),
    ProductTile("a8", "Skolebolle", "42,00", "#C5A100"),
    ProductTile("a9", "Iskaffe", "55,00", "#3A6EA8"),
    ProductTile("a10", "Te", "39,00", "#3F8069"),
    ProductTile("a11", "Brownie", "48,00", "#6B3A2E"),
    ProductTile("a12", "Gavekort", "–", "#6A4A9A"),
)

PRODUCTS = ProductsState(
    tabs=tuple(
        CategoryTab(str(number), name)
        for number, name in enumerate(("Kaffe", "Bakst", "Lunsj", "Kaldt", "Gaver"))
    ),
    selected_tab="0",
    tiles=TILES,
)

TOTALS = TotalsState("Å betale", "358,12", "Rabatt  −46,00", "herav mva. 15 %  46,71", "+358 poeng")
ENTRY = EntryState("Mottatt", "500")
KEYPAD = KeypadState(
    quick=(
        QuickCash("358", 35800),
        QuickCash("360", 36000),
        QuickCash("400", 40000),
        QuickCash("500", 50000),
    ),
    pay_text="Betal",
)
