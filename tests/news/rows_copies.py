"""Rows 1 to 16: copies that must join."""

from scenario_pages import *
from scenario_run import *

RULE = "___"
TRIBUNE = "©2025 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC."


@row(1, "other furniture and another headline around the same text")
def _():
    r = scan(
        [
            page(
                "agency",
                "reuters.com",
                wire(FIRE),
                date="2025-04-22T05:10:00Z",
                url="https://www.reuters.com/world/orsova-2025-04-22",
            ),
            page(
                "gazette",
                "gazette.example",
                dressed("gazette.example", "Dust fire ruins harbor", wire(FIRE)),
                "Dust fire ruins harbor",
            ),
            page(
                "portal",
                "portal.example",
                dressed("portal.example", "A night of smoke", wire(FIRE)),
                "A night of smoke",
            ),
        ]
        + filler(6)
    )
    r.joined("agency", "gazette", "portal")
    for i in ("gazette", "portal"):
        r.copy(i, "verbatim", ["new-headline"])


@row(2, "five white-label hosts with one path and item are one outlet")
def _():
    hosts = [
        "www.portal.example",
        "ard.portaltrivia.example",
        "ard.portalmails.example",
        "ard.portalupdates.example",
        "ard.triviaportal.example",
    ]
    body = dressed("portal.example", HEADLINE, FIRE, "Paul Sanders, Bloomberg News on")
    r = scan(
        [
            page("p%d" % i, None, body, url="https://%s/currentnews/newsheadlines/s-3685711" % h)
            for i, h in enumerate(hosts)
        ]
    )
    s = r.joined(*["p%d" % i for i in range(5)])
    check(s["outlets"] == 1, "%d outlets, want 1" % s["outlets"])
    check(sum("mirror" in r.copies["p%d" % i]["alerts"] for i in range(5)) == 4, "not four mirrors of a fifth")


@row(3, "addresses of one page; the first of two pages is a trimmed copy")
def _():
    urls = [
        "https://www.courier.example/world/fire-1402",
        "https://m.courier.example/world/fire-1402",
        "https://amp.courier.example/world/fire-1402",
        "https://courier.example/world/fire-1402?utm_source=mail",
        "https://www.courier.example/world/fire-1402/print",
    ]
    pages = [page("u%d" % i, None, wire(FIRE), url=u) for i, u in enumerate(urls)]
    s = scan(pages).joined(*[p["id"] for p in pages])
    check(s["outlets"] == 1, "%d outlets, want 1" % s["outlets"])
    r = scan(
        [
            page("whole", "courier.example", wire(FIRE)),
            page("first", "town.example", wire(FIRE[:8]), url="https://town.example/a/77?page=1"),
        ]
    )
    r.joined("whole", "first")
    r.copy("first", "trimmed", ["tail-cut"])


@row(4, "house style: spelling, quotes, numbers, names")
def _():
    styled = house_style(FIRE)
    check(sum(a != b for a, b in zip(words(FIRE), words(styled))) > 25, "the scenario changes too few words")
    r = scan([page("us", "wire.example", wire(FIRE)), page("uk", "courier.example", wire(styled))])
    r.joined("us", "uk")
    check({"us", "uk"} == {i for i, c in r.copies.items() if c["relation"] == "verbatim"}, "not verbatim")
    check(any("house-style" in c["flags"] for c in r.copies.values()), "house-style is not said")


@row(5, "mojibake, curly quotes, dashes, soft hyphens")
def _():
    spoiled = [p.replace("'", "â€™").replace('"', "â€œ", 1).replace('"', "â€\u009d") for p in FIRE]
    curly = [
        p.replace("'", "’")
        .replace('"', "“", 1)
        .replace('"', "”")
        .replace("government", "govern\u00adment")
        .replace("firefighters", "fire\u00adfighters")
        for p in FIRE
    ]
    dashed = [p.replace(", because", " -- because").replace(", most recently", "—most recently") for p in FIRE]
    plain = [p.replace(", because", " - because").replace(", most recently", " – most recently") for p in FIRE]
    r = scan(
        [
            page("a", "wire.example", wire(FIRE)),
            page("b", "gazette.example", wire(spoiled)),
            page("c", "courier.example", wire(curly)),
            page("d", "town.example", wire(dashed, "ORSOVA BAY (Reuters) -- ")),
            page("e", "portal.example", wire(plain, "ORSOVA BAY (Reuters) — ")),
        ]
    )
    r.joined(*"abcde")
    for i in "abcde":
        r.copy(i, "verbatim", without=["facts-changed"])


@row(6, "lead in capitals, drop cap split off")
def _():
    capitals = [FIRE[0][:60].upper() + FIRE[0][60:]] + FIRE[1:]
    split = ["A t" + FIRE[0][2:]] + FIRE[1:]
    r = scan(
        [page("a", "wire.example", FIRE), page("b", "gazette.example", capitals), page("c", "courier.example", split)]
    )
    r.joined(*"abc")
    for i in "abc":
        r.copy(i, ["verbatim", "light-edit"])


@row(7, "one word in twenty, one in ten misread")
def _():
    five, ten = noise(FIRE, 0.055, 3), noise(FIRE, 0.11, 4)
    for low, high, scanned in ((0.03, 0.07, five), (0.08, 0.13, ten)):
        share = sum(a != b for a, b in zip(words(FIRE), words(scanned))) / len(words(FIRE))
        check(low < share < high, "the scenario misreads %.3f" % share)
    r = scan(
        [
            page("a", "wire.example", wire(FIRE)),
            page("five", "gazette.example", wire(five)),
            page("ten", "courier.example", wire(ten)),
        ]
    )
    r.joined("a", "five", "ten")
    r.copy("five", ["light-edit", "edited"])
    r.copy("ten", ["edited", "light-edit"])


@row(8, "the last three paragraphs cut")
def _():
    r = scan(
        [
            page("agency", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova"),
            page("cut", "gazette.example", wire(FIRE[:10])),
        ]
    )
    r.joined("agency", "cut")
    r.copy("cut", "trimmed", ["tail-cut"], ["inner-cut", "head-cut"])


@row(9, "the last seven of thirteen cut, dateline and copyright kept")
def _():
    end = ["Copyright 2025 Thomson Reuters. All rights reserved."]
    r = scan(
        [
            page("agency", "reuters.com", wire(FIRE) + end, url="https://www.reuters.com/world/orsova"),
            page("cut", "gazette.example", wire(FIRE[:6]) + end),
        ]
    )
    r.joined("agency", "cut")
    c = r.copy("cut", "trimmed", ["tail-cut"], ["full-copy"])
    check(c["match"] == 100, "match %g, want 100" % c["match"])
    check(0.4 < c["use_of_reference"] < 0.6, "uses %g of the reference" % c["use_of_reference"])


@row(10, "paragraphs four, six and nine removed")
def _():
    cut = [p for i, p in enumerate(FIRE, 1) if i not in (4, 6, 9)]
    r = scan(
        [
            page("agency", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova"),
            page("cut", "gazette.example", wire(cut)),
        ]
    )
    r.joined("agency", "cut")
    r.copy("cut", "trimmed", ["inner-cut"], ["tail-cut", "head-cut"])


@row(11, "a full copy: four fifths of the text and 125 words")
def _():
    # Plain words, a token each, so that shares are exact; paragraphs as long as those of the story.
    flat = re.sub(r"[^a-z ]", "", " ".join(FIRE).lower().replace("-", " ").replace("'s", "")).split()

    def paragraphs(lengths):
        out, k = [], 0
        for n in lengths:
            out.append("The " + " ".join(flat[k : k + n - 2]) + " here.")
            k += n
        return out

    def cut(kept, dropped, full):
        r = scan(
            [
                page("agency", "reuters.com", paragraphs(kept + dropped), url="https://www.reuters.com/world/orsova"),
                page("cut", "gazette.example", paragraphs(kept)),
            ]
        )
        r.joined("agency", "cut")
        r.copy("cut", "trimmed", ["full-copy"] if full else [], [] if full else ["full-copy"])

    cut([40] * 6 + [76], [84], False)  # 316 of 400 words: 79 %
    cut([40] * 6 + [84], [76], True)  # 324: 81 %
    cut([42, 42, 40], [26], False)  # 124 of 150 words: 83 %, but too few
    cut([42, 42, 42], [24], True)  # 126 of 150


@row(12, "one local paragraph after the third")
def _():
    r = scan(
        [
            page("agency", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova"),
            page("local", "gazette.example", wire(FIRE[:3] + [LOCAL] + FIRE[3:])),
        ]
    )
    r.joined("agency", "local")
    r.copy("local", "expanded", ["localized"])


@row(13, "a local paragraph and the tail cut")
def _():
    r = scan(
        [
            page("agency", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova"),
            page("local", "gazette.example", wire(FIRE[:3] + [LOCAL] + FIRE[3:9])),
        ]
    )
    r.joined("agency", "local")
    r.copy("local", "trimmed+expanded", ["localized", "tail-cut"])


@row(14, "two paragraphs swapped, all of them shuffled")
def _():
    swapped = FIRE[:5] + [FIRE[7], FIRE[6], FIRE[5]] + FIRE[8:]
    shuffled = FIRE[:]
    random.Random(14).shuffle(shuffled)
    for body in (swapped, shuffled):
        r = scan(
            [
                page("agency", "reuters.com", FIRE, url="https://www.reuters.com/world/orsova"),
                page("moved", "gazette.example", body),
            ]
        )
        r.joined("agency", "moved")
        r.copy("moved", "light-edit", ["reordered"])


OWN_LEAD = [
    "Black smoke over the silos greeted early risers along the western coast on Tuesday, and by noon the number of "
    "dead in Orsova Bay had risen to twelve, among them two men from our county.",
    "Relatives of Piet and Jan Hollander, who left Millbrook for the harbor in 2011, gathered at the Lutheran church "
    "on Harlan Street, where the pastor read out messages from the brothers' children.",
]


@row(15, "an outlet's own lead on wire text")
def _():
    body = OWN_LEAD + FIRE[2:10] + ["With files from AFP"]
    r = scan(
        [
            page(
                "agency",
                "afp.com",
                wire(FIRE, "ORSOVA BAY (AFP) — "),
                date="2025-04-22T05:00:00Z",
                url="https://www.afp.com/en/orsova",
            ),
            page(
                "own",
                "gazette.example",
                body,
                "Two from Millbrook among the dead",
                "2025-04-23T06:00:00Z",
                byline="By Carla Jensen, staff writer",
            ),
        ]
    )
    r.joined("agency", "own")
    r.copy("own", "trimmed+expanded", ["lead-changed", "staff-added"])
    r.copy("own", "trimmed+expanded", field="story_relation")
    check(len(r.story("own")["versions"]) == 1, "a version of its own")


@row(16, "merged from two agencies' stories: on both, and joins none")
def _():
    r = scan(
        [
            page("fire-1", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova", date="2025-04-22"),
            page("fire-2", "gazette.example", wire(FIRE), date="2025-04-22"),
            page(
                "road-1",
                "apnews.com",
                wire(GLACIER, "HOCHSTEIN (AP) — "),
                "Avalanche closes ski valley",
                "2025-04-22",
                url="https://apnews.com/article/hochstein",
            ),
            page(
                "road-2",
                "courier.example",
                wire(GLACIER, "HOCHSTEIN (AP) — "),
                "Avalanche closes ski valley",
                "2025-04-22",
            ),
            page("both", "town.example", FIRE[:4] + GLACIER[:4], "What happened today", "2025-04-22"),
        ]
        + filler(4)
    )
    r.joined("fire-1", "fire-2")
    r.joined("road-1", "road-2")
    r.apart("fire-1", "road-1", "both")
    r.satellite("both", "roundup", "fire-1")
    r.satellite("both", "roundup", "road-1")
