"""The shop's English shelf."""

from __future__ import annotations

from pos_app.demo.families import VAT_25, Family
from pos_app.domain.catalogue import Unit

BREAKFAST = Family(
    "bakst",
    (
        ("Granola honey and almond", 6900),
        ("Granola cocoa and hazelnut", 7200),
        ("Porridge oats", 3400),
        ("Bran flakes", 4400),
        ("Muesli with apple", 5400),
        ("Crumpets", 3900),
        ("English muffins", 3900),
        ("Fruit scones", 4900),
        ("Hot cross buns", 4600),
    ),
    (("", 100), ("family pack", 175), ("organic", 130), ("gluten free", 135)),
)

PRESERVES = Family(
    "bakst",
    (
        ("Orange marmalade", 5400),
        ("Lemon curd", 5900),
        ("Strawberry jam", 4900),
        ("Blackcurrant jam", 4900),
        ("Mango chutney", 5400),
        ("Tomato chutney", 5200),
        ("Piccalilli", 5600),
        ("Wholegrain mustard", 4400),
        ("Peanut butter crunchy", 4900),
        ("Heather honey", 9400),
    ),
    (("200 g", 80), ("340 g", 100), ("gift jar", 160), ("reduced sugar", 110)),
)

BISCUITS = Family(
    "bakst",
    (
        ("Butter shortbread", 5400),
        ("Ginger snaps", 3400),
        ("Oatcakes", 3900),
        ("Chocolate digestive", 3600),
        ("Custard creams", 2900),
        ("Cheese straws", 4900),
        ("Water crackers", 3400),
        ("Lemon thins", 4400),
    ),
    (("", 100), ("twin pack", 185), ("in a tin", 260), ("gluten free", 130)),
)

CRISPS = Family(
    "kaldt",
    (
        ("Crisps sea salt", 3400),
        ("Crisps salt and vinegar", 3400),
        ("Crisps cheddar and onion", 3600),
        ("Roasted cashews", 5900),
        ("Smoked almonds", 5900),
        ("Popcorn sea salt", 2900),
        ("Popcorn toffee", 3400),
        ("Dark chocolate orange", 4900),
        ("Dark chocolate sea salt", 4900),
        ("Milk chocolate hazelnut", 4600),
    ),
    (("small", 60), ("", 100), ("sharing size", 165), ("party bag", 240)),
)

TEA = Family(
    "kaffe",
    (
        ("Breakfast tea", 5400),
        ("Afternoon tea", 5900),
        ("Earl Grey", 5900),
        ("Darjeeling", 7900),
        ("Lapsang souchong", 7900),
        ("Drinking chocolate", 6900),
        ("Chai masala", 6400),
    ),
    (("25 bags", 100), ("80 bags", 260), ("loose leaf 125 g", 170), ("gift caddy", 280)),
)

CARE = Family(
    "gaver",
    (
        ("Hand cream oat", 11900),
        ("Hand cream lavender", 11900),
        ("Soap bar sea kelp", 6900),
        ("Soap bar lemon", 6900),
        ("Candle wild fig", 19900),
        ("Candle cedar", 19900),
        ("Tea towel linen", 12900),
        ("Greeting card birthday", 4900),
        ("Greeting card thank you", 4900),
    ),
    (("", 100), ("set of two", 185), ("gift wrapped", 125), ("set of four", 340)),
    vat=VAT_25,
)

FAMILIES = (BREAKFAST, PRESERVES, BISCUITS, CRISPS, TEA, CARE)
WEIGHED = (
    Family(
        "lunsj",
        (("Farmhouse cheddar", 27900), ("Blue Stilton style", 31900), ("Roast beef sliced", 38900)),
        unit=Unit.KILOGRAM,
    ),
)
