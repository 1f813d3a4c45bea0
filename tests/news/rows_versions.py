"""Rows 24 to 32: versions of a story."""

from scenario_pages import *
from scenario_run import *

COMMENT = (
    'Grain traders in the capital said that contracts for May delivery were being rewritten by the hour. "Nobody quotes a '
    'price for Orsova any more, they quote a price for everywhere else," said Felix Andersson of the brokerage Nordlund.'
)
NEW_LEAD = (
    "Prosecutors searched the offices of a grain company on Wednesday, a day after flames in one of its silos killed "
    "at least 12 workers, and took away the maintenance records of four years, a court spokeswoman said."
)
ORDERS = (
    "A judge ordered that conveyor belts at three more terminals stand still until experts have measured the dust, "
    "which will keep 19 ships waiting off the coast, according to the maritime office."
)


def versions(r, id):
    return [v["reference"] for v in r.story(id)["versions"]]


@row(24, "UPDATE 1 to UPDATE 3, growing, no dates")
def _():
    bodies = [FIRE[:5], FIRE[:7], FIRE[:2] + [COMMENT] + FIRE[2:8], FIRE[:2] + [COMMENT, ORDERS] + FIRE[2:11]]
    pages = [
        page("v%d" % i, "town.example" if i else "courier.example", wire(b), ("UPDATE %d-" % i if i else "") + HEADLINE)
        for i, b in enumerate(bodies)
    ]
    r = scan(list(reversed(pages)))
    r.joined("v0", "v1", "v2", "v3")
    got = sorted({(r.copies["v%d" % i]["version"], i) for i in range(4)})
    check([i for _, i in got] == [0, 1, 2, 3], "order of versions: %s" % got)
    check(r.copies["v1"]["version"] < r.copies["v3"]["version"], "UPDATE 1 and UPDATE 3 are one version")


@row(25, "an advisory says what was updated")
def _():
    note = "(Updates with analyst comment in third paragraph.)"
    r = scan(
        [
            page("first", "courier.example", wire(FIRE, "(Bloomberg) -- "), date="2025-04-22T08:00:00Z"),
            page(
                "second",
                "portal.example",
                [note] + wire(FIRE[:2] + [COMMENT] + FIRE[2:], "(Bloomberg) -- "),
                date="2025-04-22T11:00:00Z",
            ),
        ]
    )
    r.joined("first", "second")
    r.copy("second" if r.story("first")["reference"] == "first" else "first", "update", field="story_relation")
    check(versions(r, "first") == ["first", "second"], "versions %s" % versions(r, "first"))


@row(26, "a new lead, the rest kept, later")
def _():
    r = scan(
        [
            page("first", "courier.example", wire(FIRE), date="2025-04-22T08:00:00Z"),
            page(
                "second",
                "town.example",
                wire([NEW_LEAD] + FIRE[1:]),
                "Prosecutors search grain company",
                date="2025-04-23T08:00:00Z",
            ),
        ]
    )
    r.joined("first", "second")
    check(versions(r, "first") == ["first", "second"], "versions %s" % versions(r, "first"))
    check(
        r.story("first")["versions"][1]["relation"] == "update",
        "joined by %s" % r.story("first")["versions"][1]["relation"],
    )


def thirteen(paragraphs):
    return [p.replace("At least 12 people", "At least 13 people") for p in paragraphs]


@row(27, "12 dead become 13 two hours later, without a mark")
def _():
    early = [
        page("e%d" % i, h, wire(FIRE), date="2025-04-22T08:%02d:00Z" % i)
        for i, h in enumerate(["courier.example", "town.example", "gazette.example"])
    ]
    late = [
        page(
            "late",
            "reuters.com",
            wire(thirteen(FIRE)),
            date="2025-04-22T10:30:00Z",
            url="https://www.reuters.com/world/orsova",
        ),
        page("late-2", "portal.example", wire(thirteen(FIRE)), date="2025-04-22T11:00:00Z"),
    ]
    r = scan(early + late)
    r.joined("e0", "e1", "e2", "late", "late-2")
    relation, flags = explain(early + late, "e0", "late")
    check(
        relation in ("correction", "light-edit") and "facts-changed" in flags, "explain says %s, %s" % (relation, flags)
    )
    relations = {r.copies[p["id"]]["story_relation"] for p in early}
    check(relations <= {"correction", "light-edit"}, "the earlier are %s" % relations)
    for p in early:
        check("stale" in r.copies[p["id"]]["alerts"], "%s is not told to be stale" % p["id"])
    for p in late:
        check("stale" not in r.copies[p["id"]]["alerts"], "%s is told to be stale" % p["id"])


@row(28, "marked as corrected, one name changed, a note")
def _():
    fixed = [p.replace("Ilse Kramer", "Ilse Cramer") for p in FIRE]
    note = "CORRECTION: A previous version of this story gave a wrong name for a nurse who lives behind the rail yard."
    r = scan(
        [
            page(
                "old",
                "reuters.com",
                wire(FIRE),
                date="2025-04-22T08:00:00Z",
                url="https://www.reuters.com/world/orsova-1",
            ),
            page("stale", "town.example", wire(FIRE), date="2025-04-22T09:00:00Z"),
            page(
                "new",
                "reuters.com",
                wire(fixed) + [note],
                "CORRECTED-" + HEADLINE,
                "2025-04-22T12:00:00Z",
                url="https://www.reuters.com/world/orsova-2",
            ),
        ]
    )
    s = r.joined("old", "stale", "new")
    check(len(s["versions"]) == 2 and s["versions"][1]["relation"] == "correction", "versions %s" % s["versions"])
    for i in ("old", "stale"):
        check("stale" in r.copies[i]["alerts"], "%s is not told to be stale" % i)
    relation, flags = explain(
        [
            page("a", "town.example", wire(FIRE), date="2025-04-22"),
            page("b", "town.example", wire(fixed) + [note], "CORRECTED-" + HEADLINE, "2025-04-23"),
        ],
        "a",
        "b",
    )
    check(relation == "correction", "explain says %s" % relation)
    c = r.copies["new"]
    check(c["use_of_copy"] > 0.995, "the note counts as text: %g" % c["use_of_copy"])


@row(29, "REFILE and RPT are no versions")
def _():
    typo = [p.replace("conveyor gallery that links", "convayor gallery that links") for p in FIRE]
    r = scan(
        [
            page("typo", "courier.example", wire(typo), date="2025-04-22T08:00:00Z"),
            page("refile", "town.example", wire(FIRE), "REFILE-" + HEADLINE, "2025-04-22T08:20:00Z"),
            page("rpt", "gazette.example", wire(FIRE), "RPT-" + HEADLINE, "2025-04-22T14:00:00Z"),
        ]
    )
    s = r.joined("typo", "refile", "rpt")
    check(len(s["versions"]) == 1, "%d versions" % len(s["versions"]))
    check(any("tagged-headline" in c["flags"] for c in r.copies.values()), "tagged-headline is not said")


@row(30, "a kill notice while four copies stand")
def _():
    hosts = ["courier.example", "town.example", "gazette.example", "portal.example"]
    r = scan(
        [page("c%d" % i, h, wire(FIRE), date="2025-04-22") for i, h in enumerate(hosts)]
        + [
            page(
                "kill",
                "reuters.com",
                'The story headlined "' + HEADLINE + '" is withdrawn because it could not be confirmed. '
                "Clients are asked to remove it from their systems and archives.",
                "STORY WITHDRAWN-" + HEADLINE,
                "2025-04-23",
            )
        ]
    )
    s = r.joined("c0", "c1", "c2", "c3")
    r.apart("c0", "kill")
    check(s.get("withdrawn_by") == ["kill"], "withdrawn by %s" % s.get("withdrawn_by"))
    for i in range(4):
        check("stale" in r.copies["c%d" % i]["alerts"], "c%d is not alerted" % i)


@row(31, "a live page read every hour")
def _():
    entries = FIRE + GLACIER[1:] + SHIP[1:]
    pages = [
        page(
            "h%02d" % k,
            "courier.example",
            text(list(reversed(entries[: 3 + 2 * k]))),
            "Live: fire in Orsova Bay",
            "2025-04-22T%02d:00:00Z" % (6 + k),
            url="https://www.courier.example/live/orsova-bay",
        )
        for k in range(12)
    ]
    check(len(words([pages[-1]["text"]])) > 7 * len(words([pages[0]["text"]])), "the scenario grows too little")
    r = scan(pages)
    s = r.joined(*[p["id"] for p in pages])
    check(s["outlets"] == 1, "%d outlets" % s["outlets"])
    check(
        any(c["relation"] == "same-page" or c["story_relation"] == "same-page" for c in r.copies.values()),
        "same-page is not said",
    )


@row(32, "an evening write-through that keeps a third: update from .30, below it another story")
def _():
    fresh = [NEW_LEAD, ORDERS] + OTHER_DESK[1:3] + OTHER_DESK[4:]
    n = len(words(fresh))

    def evening(share):
        kept, out = 0, []
        for p in FIRE[5:]:
            if (kept + len(p.split())) / (n + kept + len(p.split())) < share + 0.02:
                out.append(p)
                kept += len(p.split())
        return fresh[:1] + out + fresh[1:], kept / (n + kept)

    slug = "BC-Orsova Fire, 2nd Ld-Writethru"
    for share, update in ((0.35, True), (0.26, False)):
        body, hi = evening(share)
        check(abs(hi - share) < 0.03, "the scenario keeps %.3f" % hi)
        r = scan(
            [
                page(
                    "morning", "apnews.com", wire(FIRE, "ORSOVA BAY (AP) — "), "BC-Orsova Fire", "2025-04-22T07:00:00Z"
                ),
                page("evening", "town.example", wire(body, "ORSOVA BAY (AP) — "), slug, "2025-04-22T19:00:00Z"),
            ]
        )
        if update:
            r.joined("morning", "evening")
            check(versions(r, "morning") == ["morning", "evening"], "versions %s" % versions(r, "morning"))
        else:
            r.apart("morning", "evening")
            check(r.beside("morning") or r.beside("evening"), "nothing links the two")
