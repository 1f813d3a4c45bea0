"""Rows 33 to 48: what looks alike and is not one story. They form a gate: not one merge.

Each row is a collection in which every page has an `event`; pages of one event may be joined, no others. gate() scans
each collection under every preset, then all of them in one, and counts the pairs joined that must not be.
"""

from scenario_pages import *
from scenario_run import *

GATE = {}  # row number -> function that makes its pages
PRESETS = ("strict", "normal", "loose")


def pages_of(number):
    """Registers the pages of a gate row; each page's event is kept apart from what is written to the file."""

    def register(f):
        GATE[number] = f
        return f

    return register


def about(event, record):
    return event, record


def records(number, prefix=""):
    """The pages of a row, and for each id its row and event. With a prefix rows have sites of their own, too."""
    made = [(event, dict(record, id=prefix + record["id"])) for event, record in GATE[number]()]
    for _, record in made:
        for field in ("outlet", "url"):
            if prefix and field in record:
                record[field] = record[field].replace(".example", "-%d.example" % number)
    return [record for _, record in made], {record["id"]: (number, event) for event, record in made}


def may_join(a, b):
    return a == b or (a[1] == b[1] and a[1] in SHARED_EVENTS)


def merges(r, events):
    """Pairs of copies in one story that are of two events; and how many pairs there are that must stay apart."""
    ids = sorted(events)
    forbidden = [(a, b) for i, a in enumerate(ids) for b in ids[i + 1 :] if not may_join(events[a], events[b])]
    return [(a, b) for a, b in forbidden if r.together(a, b)], len(forbidden)


def kept_apart(number, *options):
    pages, events = records(number)
    for preset in PRESETS:
        wrong, forbidden = merges(scan(pages, "--preset", preset), events)
        check(forbidden > 0, "the scenario forbids nothing")
        check(not wrong, "preset %s: %s and %s are one story" % ((preset,) + wrong[0] if wrong else (preset, "", "")))
    return scan(pages, *options)


def gate():
    """The one check over all: every row under every preset, alone, and all rows in one collection."""
    collections = [("row %d" % n, *records(n)) for n in sorted(GATE)]
    whole = [records(n, "%d:" % n) for n in sorted(GATE)]
    collections.append(
        ("all rows", [p for pages, _ in whole for p in pages], {i: e for _, events in whole for i, e in events.items()})
    )
    pairs, wrong = 0, []
    for name, pages, events in collections:
        for preset in PRESETS:
            joined, forbidden = merges(scan(pages, "--preset", preset), events)
            wrong += ["%s and %s (%s, %s)" % (a, b, name, preset) for a, b in joined]
            pairs += forbidden
    check(sorted(GATE) == list(range(33, 49)), "rows are missing")
    check(not wrong, "%d of %d pairs joined: %s" % (len(wrong), pairs, "; ".join(wrong[:5])))
    return pairs


# Events that several rows tell with the same text.
SHARED_EVENTS = {"fire", "fire, other desk", "glacier"}

COPYRIGHT = "©2025 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC."


@pages_of(33)
def _():
    headline = "Shippers refuse to pay for dust filters"
    return [
        about(
            "fire",
            page(
                "today",
                "portal.example",
                dressed("portal.example", HEADLINE, FIRE + [COPYRIGHT], "Paul Sanders, Bloomberg News on"),
                date="2025-04-22",
                url="https://portal.example/currentnews/s-3685711",
            ),
        ),
        about(
            "inspection",
            page(
                "before",
                "portal.example",
                dressed("portal.example", headline, INSPECTION + [COPYRIGHT], "Nina Holt, Bloomberg News on"),
                headline,
                "2025-04-21",
                url="https://portal.example/currentnews/s-3685018",
            ),
        ),
    ]


@row(33, "a day-earlier story of the same agency and host with one background paragraph")
def _():
    r = kept_apart(33, "--suspects")
    check(
        r.link("today", "before") in (None, "shared-passage", "background"), "linked as %s" % r.link("today", "before")
    )
    relation, _ = explain(records(33)[0], "today", "before")
    check(relation in ("shared-passage", "background"), "explain says %s" % relation)


STANDING = (
    "The terminal, which opened in 2009, handles 31 percent of the country's grain exports. More than a thousand "
    "people work there. The fire on April 22 killed at least 12 of them and was the worst accident on the coast since "
    "1961."
)


@pages_of(34)
def _():
    """Ten stories of a running event: three paragraphs that nobody else has, and the same three sentences."""
    fresh = invented(34)
    return [
        about(
            "day %d" % i,
            page(
                "day%d" % i,
                "apnews.com",
                wire(fresh[3 * i : 3 * i + 2] + [STANDING, fresh[3 * i + 2]], "ORSOVA BAY (AP) — "),
                " ".join(fresh[3 * i].split()[:9]),
                "2025-05-%02d" % (3 * i + 1),
            ),
        )
        for i in range(10)
    ]


@row(34, "three standing sentences in ten stories of one agency")
def _():
    r = kept_apart(34, "--suspects")
    relations = {l["relation"] for l in r.links}
    check(relations <= {"background"}, "linked as %s" % ", ".join(sorted(relations)))


STATEMENT = (
    '"We regret deeply what happened on our site, and we will support the families in every way we can. Our engineers are '
    "working with the authorities day and night to understand the causes, and we will publish all that we learn. We ask "
    'everybody to respect the privacy of those who mourn, and we thank the firefighters for their courage," the company said.'
)


@pages_of(35)
def _():
    one = [p for p in OTHER_DESK if "at the disposal" not in p]
    two = [p for p in FIRE if "at the disposal" not in p and "behind lawyers" not in p]
    return [
        about(
            "fire, other desk",
            page("a", "town.example", one[:3] + [STATEMENT] + one[3:] + SHIP[6:], "Silos burn in harbor", "2025-04-22"),
        ),
        about(
            "fire",
            page("b", "courier.example", two[1:5] + [STATEMENT] + two[5:], "Dust blast kills workers", "2025-04-22"),
        ),
    ]


@row(35, "two reporters quote one statement of sixty words")
def _():
    check(len(words([STATEMENT])) >= 60, "the statement has %d words" % len(words([STATEMENT])))
    kept_apart(35)
    relation, _ = explain(records(35)[0], "a", "b")
    check(relation == "shared-quote", "explain says %s" % relation)


def weather(
    day,
    sky,
    when,
    high,
    wind,
    speed,
    sunrise,
    sunset,
    rygge,
    hour,
    water,
    pollen,
    index,
    next_day,
    feel,
    degrees,
    chance,
    after,
    last,
):
    return [
        "%s in Halden will be %s with showers in the %s and a high of %d degrees. Winds from the %s will reach %d kilometers an "
        "hour on the coast. The sun rises at %s and sets at %s." % (day, sky, when, high, wind, speed, sunrise, sunset),
        "In Rygge expect %d degrees and rain after %d o'clock. The water at Skarne beach has %d degrees. The pollen count is %s, "
        "and the air quality index stands at %d." % (rygge, hour, water, pollen, index),
        "On %s it stays %s, with %d degrees and a chance of rain of %d percent. The outlook for %s is %d degrees, partly sunny "
        "and dry." % (next_day, feel, degrees, chance, after, last),
    ]


@pages_of(36)
def _():
    return [
        about(
            "monday",
            page(
                "mon",
                "weather.example",
                weather(
                    "Monday",
                    "cloudy",
                    "morning",
                    11,
                    "northwest",
                    25,
                    "6:48",
                    "18:02",
                    9,
                    14,
                    5,
                    "low",
                    31,
                    "Tuesday",
                    "cool",
                    10,
                    40,
                    "Wednesday",
                    12,
                ),
                "Weather for Monday",
                "2025-03-03",
            ),
        ),
        about(
            "friday",
            page(
                "fri",
                "weather.example",
                weather(
                    "Friday",
                    "sunny",
                    "evening",
                    17,
                    "southeast",
                    15,
                    "6:37",
                    "18:11",
                    16,
                    19,
                    7,
                    "high",
                    47,
                    "Saturday",
                    "warm",
                    18,
                    20,
                    "Sunday",
                    15,
                ),
                "Weather for Friday",
                "2025-03-07",
            ),
        ),
        about(
            "tuesday",
            page(
                "tue",
                "weather.example",
                weather(
                    "Tuesday",
                    "foggy",
                    "afternoon",
                    8,
                    "west",
                    40,
                    "6:45",
                    "18:04",
                    7,
                    11,
                    4,
                    "moderate",
                    22,
                    "Wednesday",
                    "windy",
                    9,
                    60,
                    "Thursday",
                    11,
                ),
                "Weather for Tuesday",
                "2025-03-11",
            ),
        ),
    ]


@row(36, "the weather of three days in one template")
def _():
    kept_apart(36).template("mon", "fri", "tue")


def market(
    day,
    verb,
    share,
    level,
    firm,
    moved,
    part,
    close,
    other,
    rise,
    price,
    third,
    change,
    yields,
    before,
    oil,
    oil_change,
    gold,
    rate,
    rate_before,
    day_before,
    volume,
):
    return [
        "The Corvane 500 index %s %s percent to %s on %s. Shares of %s %s %s percent to close at %s crowns, and %s %s to %s. %s "
        "moved %s percent." % (verb, share, level, day, firm, moved, part, close, other, rise, price, third, change),
        "The benchmark ten-year bond yielded %s percent, against %s percent. Crude oil settled at %s dollars a barrel, a change of "
        "%s percent, and gold at %s dollars an ounce." % (yields, before, oil, oil_change, gold),
        "The crown traded at %s to the dollar late %s, compared with %s on %s. Volume came to %s million shares."
        % (rate, day, rate_before, day_before, volume),
        "Prices are those of the Corvane exchange at the end of floor trading and do not include fees. A list of all "
        "shares is on the pages that follow, in the order of the alphabet.",
    ]


@pages_of(37)
def _():
    return [
        about(
            "tuesday",
            page(
                "tue",
                "market.example",
                market(
                    "Tuesday",
                    "rose",
                    "0.4",
                    "5,211.49",
                    "Nordkai",
                    "gained",
                    "2.1",
                    "41.20",
                    "Brightwell",
                    "added 1.3 percent",
                    "88.14",
                    "Ambrel Holding",
                    "0.6",
                    "3.21",
                    "3.18",
                    "71.80",
                    "0.9",
                    "2,910",
                    "10.42",
                    "10.39",
                    "Monday",
                    "412",
                ),
                "Stocks close higher",
                "2025-03-04",
            ),
        ),
        about(
            "thursday",
            page(
                "thu",
                "market.example",
                market(
                    "Thursday",
                    "fell",
                    "1.2",
                    "5,140.02",
                    "Tessaly",
                    "lost",
                    "3.4",
                    "17.75",
                    "Harcourt",
                    "dropped 2.8 percent",
                    "63.91",
                    "Lumo Group",
                    "0.2",
                    "3.34",
                    "3.27",
                    "69.15",
                    "1.7",
                    "2,934",
                    "10.58",
                    "10.47",
                    "Wednesday",
                    "537",
                ),
                "Stocks close lower",
                "2025-03-06",
            ),
        ),
    ]


@row(37, "the close of the market on two days")
def _():
    kept_apart(37).template("tue", "thu")


def obituary(
    name, age, home, died, place, born, where, parents, work, years, left, hours, day, service_day, church, fund
):
    return [
        "%s, %d, of %s, passed away peacefully on %s, 2025, at %s. Born on %s, in %s to %s, the deceased worked as a "
        "%s for %d years and was known to everybody on the road to the harbor."
        % (name, age, home, died, place, born, where, parents, work, years),
        "Those left behind are %s. Visitation will be held from %s p.m. on %s at Larch Funeral Home, 12 Elm Street. "
        "The service will follow on %s at 10 a.m. at %s. In lieu of flowers the family asks for gifts to the %s."
        % (left, hours, day, service_day, church, fund),
        "To send a word of comfort to the family or to light a candle, please visit the book of condolences that lies "
        "open in our chapel on every day of the week until the end of the month.",
    ]


@pages_of(38)
def _():
    return [
        about(
            "agnes",
            page(
                "agnes",
                "larch.example",
                obituary(
                    "Agnes Marie Holloway",
                    84,
                    "Millbrook",
                    "March 2",
                    "Harlan Hospice",
                    "June 11, 1940",
                    "Tessaly",
                    "Walter and Edna Pruitt",
                    "school librarian",
                    31,
                    "two daughters, Ruth and Helen, and five grandchildren",
                    "4 to 7",
                    "Thursday",
                    "Friday",
                    "St. Anne Church",
                    "Millbrook Library Fund",
                ),
                "Agnes Holloway, 84",
                "2025-03-05",
            ),
        ),
        about(
            "otto",
            page(
                "otto",
                "larch.example",
                obituary(
                    "Otto Karl Lindqvist",
                    77,
                    "Skarne",
                    "March 9",
                    "Mercy Hospital",
                    "May 3, 1947",
                    "Rygge",
                    "Nils and Greta Lindqvist",
                    "ship carpenter",
                    40,
                    "his wife Marit and two grandchildren, Ole and Siv",
                    "5 to 8",
                    "Tuesday",
                    "Wednesday",
                    "Harbor Chapel",
                    "Lifeboat Society",
                ),
                "Otto Lindqvist, 77",
                "2025-03-10",
            ),
        ),
        about(
            "ines",
            page(
                "ines",
                "larch.example",
                obituary(
                    "Ines Beatriz Calvo",
                    91,
                    "Veldhaven",
                    "March 5",
                    "Rosewood House",
                    "August 19, 1933",
                    "Ambrel",
                    "Mateo and Luz Calvo",
                    "seamstress",
                    45,
                    "a son, Rafael, and nine great-grandchildren",
                    "3 to 6",
                    "Saturday",
                    "Monday",
                    "Seamen's Church",
                    "Sisters of Mercy",
                ),
                "Ines Calvo, 91",
                "2025-03-07",
            ),
        ),
    ]


@row(38, "three obituaries of one funeral home")
def _():
    kept_apart(38).template("agnes", "otto", "ines")


def scores(seed):
    draw = random.Random(seed)
    teams = "Skarne Rygge Halden Tessaly Lindale Ormshaven Veldhaven Ambrel Corvane Rennes Lodz Hochstein".split()
    draw.shuffle(teams)
    lines = ["High school basketball scores", "BOYS"]
    for k in range(0, 12, 2):
        lines.append("%s %d, %s %d" % (teams[k], draw.randint(31, 90), teams[k + 1], draw.randint(31, 90)))
        lines.append("%s %s" % (teams[k], " ".join(str(draw.randint(5, 28)) for _ in range(4))))
        lines.append("%s %s" % (teams[k + 1], " ".join(str(draw.randint(5, 28)) for _ in range(4))))
    return "\n".join(lines)


def lottery(seed, day):
    draw = random.Random(seed)
    number = lambda n, most: "-".join("%02d" % v for v in sorted(draw.sample(range(1, most), n)))
    return (
        "The winning numbers in %s's drawing of the Seven Rivers lottery were:\n%s, Bonus: %d\n(%s, bonus: "
        "%d)\nEstimated jackpot: $%d,000\nPick 3 Midday\n%s\nPick 4 Evening\n%s\nCash 5\n%s\nTickets can be bought "
        "until 9:59 p.m. Prizes under $600 are paid at any store that sells tickets, larger ones at the lottery's "
        "office in Corvane."
    ) % (
        day,
        number(5, 45),
        draw.randint(1, 20),
        number(5, 45),
        draw.randint(1, 20),
        draw.randint(100, 990),
        number(3, 10),
        number(4, 10),
        number(5, 39),
    )


def keno(seed, state, day):
    draw = random.Random(seed + 100)
    line = lambda n, most: "-".join("%02d" % v for v in sorted(draw.sample(range(1, most), n)))
    return "\n".join(
        [
            "These %s lotteries were drawn %s:" % (state, day),
            line(12, 25),
            line(12, 25),
            line(22, 80),
            "Estimated jackpot: $%d million" % draw.randint(3, 90),
        ]
    )


@pages_of(39)
def _():
    return (
        [
            about(
                "scores %d" % i,
                page("scores%d" % i, "town.example", scores(i), "Prep scores", "2025-02-%02d" % (3 + i)),
            )
            for i in range(3)
        ]
        + [
            about(
                "numbers %s" % day,
                page(
                    "lotto%d" % i,
                    h,
                    lottery(i, day),
                    "Winning numbers drawn in %s's lottery" % day,
                    "2025-02-%02d" % (3 + i),
                ),
            )
            for i, (h, day) in enumerate(
                [("gazette.example", "Monday"), ("gazette.example", "Wednesday"), ("courier.example", "Friday")]
            )
        ]
        + [
            about(
                "keno %s" % state,
                page("keno%d" % i, "valley.example", keno(i, state, "Saturday"), headline, "2025-02-08"),
            )
            for i, (state, headline) in enumerate(
                [("Tessaly", "Tessaly Lottery"), ("Corvane", "Corvane Lottery"), ("Ambrel", "Keno in Ambrel")]
            )
        ]
    )


@row(39, "box scores and lottery numbers of several days")
def _():
    r = kept_apart(39)
    for i in range(3):
        check(not r.beside("scores%d" % i), "scores%d is %s" % (i, r.beside("scores%d" % i)))


def law_firm(company, kind, start, end, deadline, what, hidden, cause, fell, headline, date, id):
    return page(
        id,
        "release.example",
        [
            "The law firm of Penn & Quill reminds investors that a class action lawsuit has been filed on behalf of "
            "those who bought shares of %s %s between %s and %s. Investors have until %s to apply to the court to be "
            "appointed as lead plaintiff." % (company, kind, start, end, deadline),
            "The complaint alleges that %s made false and misleading statements about its %s and failed to disclose "
            "that %s had been %s. When the truth came out, shares of %s fell by %d percent."
            % (company, what, hidden, cause, company, fell),
            "If you bought shares of %s and suffered a loss, you may contact attorney Miles Harrow without cost or obligation to you. "
            "A lead plaintiff acts for all other members of the class and decides how the case is led. You need not do anything to "
            "remain a member of the class. Penn & Quill represents investors across the nation and has recovered millions of dollars "
            "for them in nineteen years." % company,
        ],
        headline,
        date,
    )


@pages_of(40)
def _():
    return [
        about(
            "nordkai",
            law_firm(
                "Nordkai",
                "Holdings Inc.",
                "January 14, 2024",
                "November 3, 2024",
                "April 7, 2025",
                "Veldhaven terminals",
                "orders from Corvane",
                "cancelled",
                23,
                "Penn & Quill reminds Nordkai investors of deadline",
                "2025-03-04",
                "nordkai",
            ),
        ),
        about(
            "brightwell",
            law_firm(
                "Brightwell",
                "Industries Corp.",
                "May 2, 2023",
                "December 19, 2024",
                "May 21, 2025",
                "Rennes factories",
                "payments to Tessaly",
                "delayed",
                31,
                "Penn & Quill reminds Brightwell investors of deadline",
                "2025-03-20",
                "brightwell",
            ),
        ),
        about(
            "lumo",
            law_firm(
                "Lumo",
                "Group PLC",
                "July 8, 2022",
                "February 11, 2025",
                "June 2, 2025",
                "Lodz laboratories",
                "approval in Ambrel",
                "refused",
                44,
                "Penn & Quill reminds Lumo investors of deadline",
                "2025-04-01",
                "lumo",
            ),
        ),
    ]


@row(40, "a law firm's letter about three companies")
def _():
    kept_apart(40).template("nordkai", "brightwell", "lumo")


INTRO = (
    "Every Monday our columnist answers letters from readers about gardens, balconies and everything that grows. "
    "Write to the address at the foot of the page and do not forget to say where you live and which way your windows "
    "face."
)


@pages_of(41)
def _():
    fresh = invented(41)
    return [
        about(
            "column %d" % i,
            page(
                "c%d" % i,
                "garden.example",
                [INTRO] + fresh[5 * i : 5 * i + 5],
                "Ask the gardener",
                "2025-03-%02d" % (3 + 7 * i),
            ),
        )
        for i in range(4)
    ]


@row(41, "a weekly column with its introduction and its headline")
def _():
    r = kept_apart(41, "--suspects")
    check(
        {l["relation"] for l in r.links} <= {"background", "shared-passage"},
        "linked as %s" % {l["relation"] for l in r.links},
    )


@pages_of(42)
def _():
    fresh = invented(42)
    return [
        about(
            "morning %d" % i,
            page(
                "m%d" % i,
                "courier.example",
                dressed("courier.example", "Morning briefing", fresh[5 * i : 5 * i + 5]),
                "Morning briefing",
                "2025-03-%02d" % (3 + i),
            ),
        )
        for i in range(4)
    ]


@row(42, "a briefing with the same headline every morning")
def _():
    r = kept_apart(42)
    for i in range(4):
        r.alone("m%d" % i)


SYNONYMS = (
    "certain folks stated swiftly besides various sizable toward roughly dwellings upon amid erstwhile merely vessels "
    "laborers"
).split()


def spun(paragraphs):
    """Every fourth word another, as machines do it: no run of five words is left, half of the word pairs are."""
    out = []
    for p in paragraphs:
        w = p.split()
        out.append(" ".join(SYNONYMS[k % len(SYNONYMS)] if k % 4 == 2 else x for k, x in enumerate(w)))
    return out


@pages_of(43)
def _():
    return [
        about(
            "fire",
            page("wire", "reuters.com", wire(FIRE[:5]), date="2025-04-22", url="https://www.reuters.com/world/orsova"),
        ),
        about("spun", page("spun", "spinner.example", spun(FIRE[:5]), date="2025-04-23")),
    ]


@row(43, "a spun copy with the headline: a suspect when asked for, never a copy")
def _():
    r = kept_apart(43)
    check(not r.links and not r.satellites, "something is said without being asked")
    r = scan(records(43)[0], "--preset", "loose")
    check(r.link("wire", "spun") == "rewrite-suspect", "loose links them as %s" % r.link("wire", "spun"))


CITING = [
    "Twelve workers died in Orsova Bay when silos at the port caught fire overnight, Reuters reports. Dozens more had "
    "to be treated for burns, and whole streets near the tracks were emptied while ash came down on gardens and "
    "laundry.",
    "What set off the disaster is not known. According to Reuters, auditors had found fault with filters in the "
    "passage where it seems to have begun, and replacements were on order. The firm behind the port promises to help "
    "the inquiry.",
    "For bakers the news comes at a bad moment. Stocks are low after a poor harvest, and the harbor moves close to a "
    "third of all cereals that leave the country. Prices went up on commodity exchanges within an hour.",
]


@pages_of(44)
def _():
    return [
        about(
            "fire",
            page("wire", "reuters.com", wire(FIRE), date="2025-04-22", url="https://www.reuters.com/world/orsova"),
        ),
        about("fire", page("carrier", "courier.example", wire(FIRE), date="2025-04-22")),
        about(
            "citing",
            page(
                "citing", "town.example", CITING, "At least 12 dead in Orsova Bay as grain terminal burns", "2025-04-22"
            ),
        ),
    ]


@row(44, "facts in own words, and who reported them: cites")
def _():
    r = kept_apart(44)
    r.joined("wire", "carrier")
    check(not r.beside("citing"), "citing is %s" % r.beside("citing"))
    r = scan(records(44)[0], "--suspects")
    relation = r.link("wire", "citing") or r.link("carrier", "citing")
    check(relation == "cites", "linked as %s" % relation)


@pages_of(45)
def _():
    return [
        about("fire", page("reuters", "courier.example", wire(FIRE), date="2025-04-22")),
        about(
            "fire, other desk",
            page(
                "ap", "town.example", wire(OTHER_DESK, "ORSOVA BAY (AP) — "), "Silos burn at grain port", "2025-04-22"
            ),
        ),
    ]


@row(45, "two agencies at one event with the same quotes")
def _():
    r = kept_apart(45)
    r.apart("reuters", "ap")
    relation, _ = explain(records(45)[0], "reuters", "ap")
    check(relation in ("shared-quote", "unrelated"), "explain says %s" % relation)


TEASERS = [
    "Related stories",
    "Why the old lighthouse at Skarne went dark this winter and what the town council intends to do about it before "
    "the ferries return in May.",
    "Five bakeries that still use sourdough from before the war, and the quarrel over which of them has the oldest.",
    "The teacher who taught three generations to swim in the cold fjord says goodbye to her whistle and her bench.",
    "How a retired engineer built a working steam tram in his garage, and why nobody will insure it, not even the "
    "firm that he worked for during forty years of night shifts.",
    "What became of the forty geese that were supposed to keep the grass short around the airport, and who feeds them now.",
]


@pages_of(46)
def _():
    """Twenty stories of one site, some 150 words each, and the same 120 words of teasers below."""
    fresh = invented(46)
    return [
        about(
            "story %d" % i,
            page(
                "s%02d" % i,
                "valley.example",
                fresh[4 * i : 4 * i + 4] + TEASERS,
                " ".join(fresh[4 * i].split()[:8]),
                "2025-03-%02d" % (1 + i),
                url="https://valley.example/a/%d" % i,
            ),
        )
        for i in range(20)
    ]


@row(46, "twenty stories of one site above the same block of teasers")
def _():
    n = len(words(TEASERS))
    check(110 <= n <= 135, "the block has %d words" % n)
    r = kept_apart(46)
    check(len(r.singles) == 20 and not r.satellites, "%d singles, %d satellites" % (len(r.singles), len(r.satellites)))


@pages_of(47)
def _():
    comments = [
        "3 Comments",
        "oldsailor61 says:",
        FIRE[6],
        "That is what the other paper wrote, and nobody here reads it.",
        "marta_k says:",
        FIRE[3],
        "Read that before you complain about the price of rolls.",
    ]
    return [
        about("fire", page("wire", "courier.example", wire(FIRE), date="2025-04-22")),
        about("fire", page("wire-2", "gazette.example", wire(FIRE), date="2025-04-22")),
        about(
            "ship", page("ship", "town.example", SHIP[:5] + comments, "Library ship gets ten more years", "2025-04-24")
        ),
    ]


@row(47, "readers' comments quote two paragraphs of another article")
def _():
    r = kept_apart(47)
    r.joined("wire", "wire-2")
    r.alone("ship")


@pages_of(48)
def _():
    a, c = FIRE[:8], GLACIER[:8]
    return [
        about("fire", page("a", "courier.example", wire(a), date="2025-04-22")),
        about("fire", page("a2", "gazette.example", wire(a), date="2025-04-22")),
        about(
            "glacier",
            page("c", "portal.example", wire(c, "HOCHSTEIN (AP) — "), "Avalanche closes ski valley", "2025-04-22"),
        ),
        about(
            "glacier",
            page("c2", "valley.example", wire(c, "HOCHSTEIN (AP) — "), "Avalanche closes ski valley", "2025-04-22"),
        ),
        about(
            "roundup",
            page(
                "b",
                "town.example",
                ["Here is what you may have missed while you were at the fair."] + a[:6] + c[:6],
                "The day in two stories",
                "2025-04-22",
            ),
        ),
    ]


@row(48, "a chain: a round-up of two stories joins neither")
def _():
    r = kept_apart(48)
    r.joined("a", "a2")
    r.joined("c", "c2")
    r.satellite("b", "roundup", "a")
    r.satellite("b", "roundup", "c")
