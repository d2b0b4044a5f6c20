"""The shop's Norwegian goods: coffee and tea, baker's goods, fruit, dairy, drinks, household, gifts and books."""

from __future__ import annotations

from pos_app.demo.families import VAT_0, VAT_12, VAT_25, Family
from pos_app.domain.catalogue import Protection, Unit

COFFEE = Family(
    "kaffe",
    tuple(
        (f"{roast} {origin}", price + extra)
        for origin, price in (
            ("Etiopia Sidamo", 13900),
            ("Kenya Nyeri", 15900),
            ("Colombia Huila", 11900),
            ("Guatemala Antigua", 12900),
            ("Brasil Cerrado", 9900),
            ("Rwanda Huye", 14900),
            ("Costa Rica Tarrazú", 14500),
            ("Peru Cajamarca", 11500),
            ("Honduras Copán", 10900),
            ("Sumatra Gayo", 13500),
            ("Burundi Kayanza", 14200),
            ("Nicaragua Jinotega", 11200),
            ("El Salvador Apaneca", 12400),
        )
        for roast, extra in (("Lysbrent", 500), ("Mellombrent", 0), ("Mørkbrent", 0))
    ),
    (("250 g", 100), ("500 g", 185), ("1 kg", 340), ("250 g malt", 102), ("500 g malt", 188)),
)

TEA = Family(
    "kaffe",
    (
        ("Svart te", 5900),
        ("Grønn te", 6400),
        ("Hvit te", 8900),
        ("Rooibos", 5400),
        ("Kamillete", 4900),
        ("Peppermyntete", 4900),
        ("Nypete", 4900),
        ("Blåbærte", 5900),
        ("Bringebærte", 5900),
        ("Tyttebærte", 5900),
        ("Ingefærte", 5400),
        ("Bjørkeløvte", 6900),
    ),
    (("20 poser", 100), ("løsvekt 100 g", 150), ("gaveboks", 240), ("prøvepose", 25)),
)

BREAD = Family(
    "bakst",
    (
        ("Surdeigsbrød", 6900),
        ("Grovbrød", 4900),
        ("Rugbrød", 5400),
        ("Speltbrød", 5900),
        ("Havrebrød", 5200),
        ("Fjellbrød", 5600),
        ("Kneippbrød", 3900),
        ("Loff", 3600),
        ("Valnøttbrød", 7400),
        ("Olivenbrød", 7200),
        ("Solsikkebrød", 5700),
        ("Gulrotbrød", 5500),
    ),
    (("", 100), ("halvt", 55), ("oppskåret", 105), ("til steking hjemme", 95)),
)

FRUIT = Family(
    "kaldt",
    (
        ("Epler Gravenstein", 3990),
        ("Epler Aroma", 3690),
        ("Pærer Clara Frijs", 4290),
        ("Plommer Victoria", 6990),
        ("Moreller", 12900),
        ("Bananer", 2690),
        ("Appelsiner", 2990),
        ("Klementiner", 3490),
        ("Sitroner", 3990),
        ("Druer grønne", 5990),
        ("Druer blå", 5990),
        ("Mandelpoteter", 3990),
        ("Poteter Beate", 2490),
        ("Gulrøtter", 2490),
        ("Kålrot", 2290),
        ("Rødbeter", 3290),
        ("Løk gul", 2190),
        ("Løk rød", 2990),
        ("Tomater på stilk", 5490),
        ("Paprika rød", 5990),
        ("Sjampinjong", 8990),
        ("Kantareller", 24900),
        ("Brokkoli", 4490),
        ("Rosenkål", 4990),
    ),
    unit=Unit.KILOGRAM,
)

DELI = Family(
    "lunsj",
    (
        ("Gulost i skiver", 18900),
        ("Geitost fra Valdres", 24900),
        ("Blåmuggost", 29900),
        ("Spekeskinke", 39900),
        ("Fenalår", 44900),
        ("Røkelaks", 42900),
        ("Reinpølse", 49900),
        ("Oliven med hvitløk", 21900),
        ("Potetsalat", 9900),
        ("Skagensalat", 24900),
    ),
    unit=Unit.KILOGRAM,
)

DAIRY = Family(
    "kaldt",
    (
        ("Helmelk", 2490),
        ("Lettmelk", 2390),
        ("Kefir", 2890),
        ("Kulturmelk", 2690),
        ("Fløte", 3490),
        ("Rømme", 2990),
        ("Havredrikk", 2890),
        ("Smør", 4190),
        ("Yoghurt naturell", 2790),
        ("Yoghurt jordbær", 2990),
    ),
    (("", 100), ("økologisk", 125), ("laktosefri", 120), ("storpakke", 190)),
)

DRINKS = Family(
    "kaldt",
    (
        ("Eplemost", 4490),
        ("Rabarbrasaft", 4990),
        ("Solbærsaft", 4690),
        ("Hylleblomstsaft", 5490),
        ("Mineralvann", 2490),
        ("Sitronbrus", 2990),
        ("Ingefærøl uten alkohol", 3990),
        ("Kombucha bringebær", 4990),
        ("Iskaffe på boks", 3490),
        ("Tonic", 2990),
    ),
    (("0,33 l", 70), ("0,5 l", 100), ("1 l", 165), ("økologisk 0,7 l", 140)),
)

BEER = Family(
    "kaldt",
    (
        ("Pils", 3990),
        ("Bayer", 4290),
        ("Juleøl", 4690),
        ("Blonde ale", 5290),
        ("India pale ale", 5490),
        ("Porter", 5690),
        ("Hveteøl", 4990),
        ("Eplesider", 5290),
    ),
    (("0,33 l", 80), ("0,5 l", 100), ("seks flasker", 540)),
    vat=VAT_25,
    protection=Protection.ALCOHOL,
    minimum_age=18,
)

TOBACCO = Family(
    "kaffe",
    (
        ("Rulletobakk mild", 17900),
        ("Rulletobakk kraftig", 18400),
        ("Snus løs", 11900),
        ("Snus porsjon", 10900),
    ),
    vat=VAT_25,
    protection=Protection.TOBACCO,
    minimum_age=18,
)

HOUSEHOLD = Family(
    "gaver",
    (
        ("Oppvaskmiddel", 3490),
        ("Grønnsåpe", 4490),
        ("Håndsåpe furunål", 4990),
        ("Vaskepulver", 8990),
        ("Kaffefilter", 2490),
        ("Bakepapir", 3290),
        ("Servietter", 2990),
        ("Stearinlys", 5990),
        ("Fyrstikker", 1290),
        ("Kjøkkenhåndkle", 8990),
    ),
    (("", 100), ("stor", 170), ("miljømerket", 125), ("stor miljømerket", 210)),
    vat=VAT_25,
)

GIFTS = Family(
    "gaver",
    (
        ("Kaffekopp", 18900),
        ("Espressokopp", 14900),
        ("Termos", 34900),
        ("Trakter", 29900),
        ("Tekanne", 39900),
        ("Skål", 22900),
        ("Fat", 24900),
        ("Lysestake", 19900),
    ),
    (
        ("hvit", 100),
        ("skogsgrønn", 105),
        ("havblå", 105),
        ("leirbrun", 100),
        ("sennepsgul", 105),
        ("himmelblå", 105),
    ),
    vat=VAT_25,
)

BOOKS = Family(
    "gaver",
    (
        ("Bok: Kaffe ved elva", 34900),
        ("Bok: Surdeig for utålmodige", 37900),
        ("Bok: Bakgårder på Løkka", 42900),
        ("Bok: Sopp i Nordmarka", 32900),
        ("Bok: Bestemors boller", 29900),
        ("Bok: Femti turer med trikk", 27900),
        ("Bok: Te på fire språk", 31900),
        ("Bok: Den siste bestillingen", 39900),
    ),
    (("innbundet", 100), ("heftet", 55)),
    vat=VAT_0,
)

TICKETS = Family(
    "gaver",
    (
        ("Trikkebillett", 4200),
        ("Kinobillett Elvesalen", 14500),
        ("Museumsbillett", 12000),
        ("Badstuebillett", 19500),
    ),
    (("voksen", 100), ("barn", 50), ("honnør", 50)),
    vat=VAT_12,
)

FAMILIES = (
    COFFEE,
    TEA,
    BREAD,
    DAIRY,
    DRINKS,
    BEER,
    TOBACCO,
    HOUSEHOLD,
    GIFTS,
    BOOKS,
    TICKETS,
)
WEIGHED = (FRUIT, DELI)
