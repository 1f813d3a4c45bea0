"""Rows 49 to 65: credits, dates, and the original."""

from scenario_pages import *
from scenario_run import *

TRIBUNE = "©2025 Bloomberg L.P. Visit bloomberg.com. Distributed by Tribune Content Agency, LLC."


def name(credit):
    return credit["name"] if credit else None


def source(r, id):
    return name(r.story(id).get("source"))


@row(49, "source, distributor, carrier; no original here; a date of a year")
def _():
    body = (
        FIRE[:2]
        + [
            "One of the people confirmed what was on the list, Bloomberg News reported earlier. The finance minister, "
            "in an interview with CBS News, said he had not seen it. Bloomberg earlier reported that a second list "
            "exists."
        ]
        + FIRE[2:]
        + ["(With assistance from Erik Hallberg.)", "___", TRIBUNE]
    )
    sample = (
        "\n".join(
            [
                "Current News",
                "/",
                "ArcaMax",
                HEADLINE,
                "Paul Sanders, Bloomberg News on",
                "Published in News & Features",
            ]
        )
        + "\n\n"
        + text(body)
        + "\n\nComments\nblog comments powered by Disqus"
    )
    with open("article.txt", "w", encoding="utf-8") as f:
        f.write(sample)
    p = run(["scan", "-q", "-f", "jsonl", "article.txt"])
    r = Result(p.stdout, p.stderr)
    check(len(r.singles) == 1, "not one single")
    (s,) = r.singles.values()
    for key, want in (
        ("source", "Bloomberg"),
        ("distributor", "Tribune Content Agency"),
        ("carrier", "ArcaMax"),
        ("date", "2025"),
    ):
        check(s.get(key) == want, "%s is %s, want %s" % (key, s.get(key), want))
    record = {"id": "one", "text": sample}
    r = scan([record, dict(record, id="two", outlet="town.example")])
    s = r.joined("one", "two")
    check(s["original"] is None, "original is %s" % s["original"])
    check(
        name(s.get("source")) == "Bloomberg" and name(s.get("distributor")) == "Tribune Content Agency",
        "story of %s" % s.get("source"),
    )
    check(s["first"] == "2025", "first date %s" % s["first"])


@row(50, "a station's call sign on its own host and on another")
def _():
    body = wire(GLACIER, "COLUMBIA, Mo. (KMIZ) - ")
    r = scan(
        [
            page("own", "kmiz.com", body, "Road closed", url="https://www.kmiz.com/news/road"),
            page("other", "courier.example", body, "Road closed"),
        ]
    )
    r.joined("own", "other")
    check(
        "source" not in r.copies["own"]["credit"] or r.copies["own"]["credit"]["source"].get("inferred"),
        "the station's own page credits %s" % r.copies["own"]["credit"].get("source"),
    )
    check(
        name(r.copies["other"]["credit"].get("source")) == "KMIZ",
        "the other credits %s" % r.copies["other"]["credit"].get("source"),
    )


@row(51, "the agency's own page, without dateline, dated after its carriers")
def _():
    carriers = [
        page("c%d" % i, h, wire(FIRE, "ORSOVA BAY (AP) — "), date="2025-04-22T0%d:00:00Z" % (5 + i))
        for i, h in enumerate(["town.example", "courier.example", "gazette.example"])
    ]
    r = scan(
        carriers
        + [page("own", "apnews.com", FIRE, date="2025-04-22T11:00:00Z", url="https://apnews.com/article/orsova-fire")]
    )
    r.joined("own", "c0", "c1", "c2")
    check(r.story("own")["original"] == "own", "original is %s" % r.story("own")["original"])


@row(52, "09:00 ten hours ahead is after 22:30 UTC of the day before")
def _():
    # The catalogue says 23:30 UTC, which is after 09:00 in a zone ten hours ahead (23:00 UTC): 22:30 is meant.
    r = scan(
        [
            page("carrier", "town.example", wire(FIRE), date="2025-04-23T09:00:00+10:00"),
            page("agency", "courier.example", wire(FIRE), date="2025-04-22T22:30:00Z"),
        ]
    )
    s = r.joined("carrier", "agency")
    check(s["first"].startswith("2025-04-22T22:30"), "first %s" % s["first"])
    order = [x["id"] for x in r.rows if x["type"] == "copy"]
    check(order == ["agency", "carrier"], "order %s" % order)


@row(53, "a page dated 1970, a page dated to the moment of the crawl")
def _():
    r = scan(
        [
            page(
                "a", "reuters.com", wire(FIRE), date="2025-04-22T05:00:00Z", url="https://www.reuters.com/world/orsova"
            ),
            page("epoch", "dailysweep.example", wire(FIRE), date="1970-01-01T00:00:00Z"),
            page("crawl", "sweeper.example", wire(FIRE), date="2026-01-03T10:20:30Z", crawled="2026-01-03T10:20:30Z"),
        ]
    )
    s = r.joined("a", "epoch", "crawl")
    check(
        s["first"].startswith("2025-04-22") and s["last"].startswith("2025-04-22"),
        "dates %s to %s" % (s["first"], s["last"]),
    )
    for i in ("epoch", "crawl"):
        check("date" not in r.copies[i], "%s has the date %s" % (i, r.copies[i].get("date")))
        check("date-rejected" in r.copies[i]["alerts"], "%s: %s" % (i, r.copies[i]["alerts"]))


@row(54, "the date a copy says it was first published on")
def _():
    note = "This report by The Canadian Press was first published Oct. 25, 2024."
    r = scan(
        [
            page("a", "town.example", GLACIER + [note], "Road closed", "2024-10-27"),
            page("b", "courier.example", GLACIER + [note], "Road closed", "2024-10-28"),
        ]
    )
    s = r.joined("a", "b")
    check(s.get("original_date", "").startswith("2024-10-25"), "original date %s" % s.get("original_date"))
    check(source(r, "a") == "The Canadian Press", "source %s" % source(r, "a"))


@row(55, "an agency's photo on a local story")
def _():
    body = ["(AP Photo/J. Martin)"] + SHIP + ["Photo: Reuters"]
    r = scan(
        [
            page("a", "gazette.example", body, "Library ship saved", byline="By Carla Jensen, Gazette staff"),
            page("b", "town.example", body, "Library ship saved"),
        ]
    )
    r.joined("a", "b")
    check(source(r, "a") is None, "credited to %s" % source(r, "a"))
    for i in "ab":
        check("source" not in r.copies[i]["credit"], "%s credits %s" % (i, r.copies[i]["credit"].get("source")))


@row(56, "two paragraphs removed though the licence forbids it")
def _():
    note = (
        "This article is republished from The Conversation under a Creative Commons license. Read the original article."
    )
    r = scan(
        [
            page("own", "theconversation.com", GLACIER, "Why roads close", url="https://theconversation.com/roads-1"),
            page("whole", "town.example", GLACIER + [note], "Why roads close"),
            page("cut", "courier.example", GLACIER[:3] + GLACIER[5:] + [note], "Why roads close"),
        ]
    )
    r.joined("own", "whole", "cut")
    r.copy("cut", "trimmed")
    r.flagged(r.copies["cut"], ["noderivs-edited"], [])
    r.flagged(r.copies["whole"], [], ["noderivs-edited"])


@row(57, "told AFP, an acronym, an interview: no credit")
def _():
    told = [
        '"Nobody asked us," a baker told AFP outside her shop. A sailor told AFP that the ship had been his school. A third reader told AFP '
        "that she would come every day if the tide allowed it.",
        "The China Global Television Network (CGTN) showed the ship in its evening program, and the captain said in "
        "an interview with CBS News that she had never been so nervous in her life.",
    ]
    body = SHIP[:4] + told + SHIP[4:]
    r = scan(
        [
            page("a", "gazette.example", body, "Library ship saved"),
            page("b", "town.example", body, "Library ship saved"),
        ]
    )
    r.joined("a", "b")
    check(source(r, "a") is None, "credited to %s" % source(r, "a"))


@row(58, "a copyright line glued to The-CNN-Wire in one paragraph")
def _():
    end = "The-CNN-Wire\n™ & © 2025 Cable News Network, Inc., a Warner Bros. Discovery Company. All rights reserved."
    for tail in (end, end.replace("\n", " ")):
        r = scan(
            [
                page("a", "gazette.example", GLACIER + [tail], "Road closed"),
                page("b", "town.example", GLACIER + [tail], "Road closed"),
            ]
        )
        r.joined("a", "b")
        check(source(r, "a") == "CNN", "credited to %s" % source(r, "a"))


@row(59, "a feed notice and a new headline; the dateline names the source")
def _():
    note = "(Except for the headline, this story has not been edited by NDTV staff and is published from a syndicated feed.)"
    body = wire(GLACIER, "Hochstein, Mar 14 (PTI) ")
    r = scan(
        [
            page("own", "ptinews.com", body, "Avalanche closes ski valley", url="https://www.ptinews.com/story/1"),
            page("ndtv", "ndtv.com", body + [note], "Whole valley cut off by snow"),
            page("no-dateline", "town.example", SHIP + [note], "Ship saved"),
        ]
    )
    r.joined("own", "ndtv")
    r.copy("ndtv", "verbatim", ["new-headline"])
    check(source(r, "ndtv") == "Press Trust of India", "source %s" % source(r, "ndtv"))
    check(
        "source" not in r.singles["no-dateline"],
        "a notice alone makes %s the source" % r.singles["no-dateline"].get("source"),
    )


@row(60, "a feed's footer names the site the post was taken from")
def _():
    r = scan(
        [
            page(
                "a",
                "scraper.example",
                GLACIER + ["The post Road closed appeared first on Hochstein Herald."],
                "Road closed",
            ),
            page(
                "b",
                "other.example",
                GLACIER + ["The post Road closed appeared first on Hochstein Herald."],
                "Road closed",
            ),
        ]
    )
    r.joined("a", "b")
    check(source(r, "a") == "Hochstein Herald", "source %s" % source(r, "a"))


@row(61, "an original address that is the page's own says nothing")
def _():
    for field in ("canonical_url", "original-source", "syndication-source"):
        u = ["https://courier.example/road", "https://town.example/road"]
        r = scan([page("p%d" % i, None, GLACIER, "Road closed", url=u[i], **{field: u[i]}) for i in range(2)])
        s = r.joined("p0", "p1")
        check(
            s["original"] is None and "original_url" not in s,
            "%s: original %s, address %s" % (field, s["original"], s.get("original_url")),
        )


@row(62, "three carriers give one address that is not here")
def _():
    u = "https://www.northerndispatch.example/2025/road-closed"
    r = scan(
        [
            page("p%d" % i, None, GLACIER, "Road closed", url="https://%s/road" % h, canonical_url=u)
            for i, h in enumerate(["courier.example", "town.example", "gazette.example"])
        ]
    )
    s = r.joined("p0", "p1", "p2")
    check(s["original"] is None, "original is %s" % s["original"])
    check(
        "northerndispatch.example/2025/road-closed" in s.get("original_url", ""), "address %s" % s.get("original_url")
    )


@row(63, "byline and copyright stripped: verbatim, credit missing, source inferred")
def _():
    end = ["Copyright 2025 Thomson Reuters. All rights reserved."]
    r = scan(
        [
            page("a", "courier.example", FIRE + end, byline="By Nina Holt"),
            page("b", "town.example", FIRE + end, byline="By Nina Holt"),
            page("bare", "sweeper.example", FIRE),
        ]
    )
    r.joined("a", "b", "bare")
    c = r.copy("bare", "verbatim")
    r.flagged(c, ["credit-missing"], [])
    check(
        name(c["credit"].get("source")) == "Reuters" and c["credit"]["source"].get("inferred"),
        "its source: %s" % c["credit"].get("source"),
    )


@row(64, "a press release and six outlets that print nine tenths of it")
def _():
    release = wire(RELEASE, "PORT LESSING, March 3, 2025 /PRNewswire/ -- ") + ["SOURCE Maple Corp"]
    hosts = [
        "courier.example",
        "town.example",
        "gazette.example",
        "portal.example",
        "valley.example",
        "lessing.example",
    ]
    r = scan(
        [
            page(
                "release",
                "prnewswire.com",
                release,
                "Maple opens training center",
                "2025-03-03",
                url="https://www.prnewswire.com/news-releases/maple",
            )
        ]
        + [
            page("p%d" % i, h, RELEASE[:6], "New school for wind technicians", "2025-03-04")
            for i, h in enumerate(hosts)
        ]
    )
    s = r.joined("release", *["p%d" % i for i in range(6)])
    check(s.get("press_release") is True, "not told to be a press release")
    check(s["original"] == "release", "original is %s" % s["original"])


@row(65, "a small site ten minutes before the wire")
def _():
    r = scan(
        [
            page("leak", "sweeper.example", FIRE, date="2025-04-22T04:50:00Z"),
            page(
                "wire",
                "reuters.com",
                wire(FIRE),
                date="2025-04-22T05:00:00Z",
                url="https://www.reuters.com/world/orsova",
            ),
        ]
        + [
            page("c%d" % i, h, wire(FIRE), date="2025-04-22T06:00:00Z")
            for i, h in enumerate(["courier.example", "town.example"])
        ]
    )
    s = r.joined("leak", "wire", "c0", "c1")
    check(s["original"] == "wire", "original is %s" % s["original"])
    check(s["first"] == "2025-04-22T04:50:00Z", "the earliest copy is not noted: %s" % s["first"])
