"""Rows 66 to 75: many copies, time, languages, and input that is broken."""

import hashlib

from scenario_pages import *
from scenario_run import *

ZH = [
    "新建成的奥尔索瓦湾海上图书馆周三正式向公众开放，首日接待读者超过两千人，馆内共有图书三万八千册，其中近三分之一是儿童读物。",
    "这座图书馆由一艘退役的运煤船改造而成，改造工程历时十四个月，耗资六百二十万元，大部分资金来自沿海各地四万四千名读者的小额捐款。",
    "船长阿马拉在开馆仪式上说，许多从不走进图书馆的人愿意走上舷梯，这正是她坚持把书送到小港口的原因，她已经驾驶这艘船十一年。",
    "根据计划，图书馆每年将停靠六十一个小港口，每站停留两天。在没有书店的村镇，学校会为此放假一天，让孩子们上船挑选自己喜欢的书。",
    "港务委员会表示，冬季泊位的租约将在两周后表决。一些委员希望把泊位租给渡轮公司，但居民已经收集了五千个签名，要求保留图书馆。",
]

ES = [
    "Un antiguo carguero de carbón que lleva 38.000 libros de puerto en puerto navegará diez años más, después de que "
    "sus dueños reunieran dinero suficiente para un casco nuevo, informó el jueves la fundación que lo administra.",
    "El Constance Weir ha visitado 61 puertos pequeños desde 1983. En los pueblos sin librería los dos días de su "
    "estancia son una fiesta para la que cierran las escuelas, y en una aldea una niña lleva el nombre de la gata del "
    "barco.",
    "«La gente que nunca entraría en una biblioteca sube por una pasarela», dijo la capitana, Amara Oduya, de 52 "
    "años. Gobierna el barco desde hace once años y asegura que nadie ha robado jamás un libro.",
]


@row(66, "five texts on a hundred outlets each: one story in less than a second")
def _():
    texts = [wire(FIRE), wire(FIRE[:11]), wire(FIRE[:9]), wire(FIRE[:3] + [LOCAL] + FIRE[3:]), wire(house_style(FIRE))]
    pages = [page("p%03d" % i, "outlet-%d.example" % i, texts[i % 5], date="2025-04-22") for i in range(500)]
    began = child_seconds()
    r = scan(pages)
    took = child_seconds() - began
    s = r.joined(*[p["id"] for p in pages])
    check(s["outlets"] == 500 and s["copies"] == 500, "%d outlets, %d copies" % (s["outlets"], s["copies"]))
    check(took < 1 or instrumented(), "%.2f s of processor time" % took)


@row(67, "five hundred outlets with a local paragraph of their own each")
def _():
    local = [p for _, p in zip(range(500), (f["text"].split("\n\n")[0] for f in filler(500, seed=67)))]
    pages = [
        page("p%03d" % i, "outlet-%d.example" % i, wire(FIRE[: 1 + i % 9] + [local[i]] + FIRE[1 + i % 9 :]))
        for i in range(500)
    ]
    check(len({p["text"] for p in pages}) == 500, "the scenario repeats a text")
    r = scan(pages + filler(100, seed=5))
    s = r.joined(*[p["id"] for p in pages])
    check(s["outlets"] == 500 and s["copies"] == 500, "%d outlets, %d copies" % (s["outlets"], s["copies"]))


@row(68, "an evergreen piece run again after fourteen months")
def _():
    body = wire(EVERGREEN, "(StatePoint) ")
    r = scan(
        [
            page("a", "courier.example", body, "How to stop a leak", "2024-01-10"),
            page("b", "town.example", body, "How to stop a leak", "2025-03-12"),
        ]
    )
    r.joined("a", "b")
    r.copy("b", "verbatim")
    r.flagged(r.copies["b"], ["evergreen"], [])
    r.flagged(r.copies["a"], [], ["evergreen"])


@row(69, "no dates at all: a full result, order unknown")
def _():
    r = scan(
        [
            page("a", "courier.example", wire(FIRE)),
            page("b", "town.example", wire(FIRE)),
            page("cut", "gazette.example", wire(FIRE[:8])),
            page("road-1", "portal.example", GLACIER, "Road closed"),
            page("road-2", "valley.example", GLACIER, "Road closed"),
        ]
        + filler(4)
    )
    r.joined("a", "b", "cut")
    r.joined("road-1", "road-2")
    for s in r.stories.values():
        check("first" not in s or s["copies"] == 1, "a date from nowhere: %s" % s.get("first"))
    for i in ("a", "b", "cut", "road-1", "road-2"):
        r.flagged(r.copies[i], ["undated"], ["b-later", "b-earlier"])
    pages = [
        page("v1", "courier.example", wire(FIRE[:9])),
        page("v2", "courier.example", wire([FIRE[0].replace("12", "19")] + OTHER_DESK[1:3] + FIRE[1:9])),
    ]
    r = scan(pages)
    r.joined("v1", "v2")
    check(
        {v.get("ordered_by") for v in r.story("v1")["versions"]} <= {None, "unknown", "content"},
        "ordered by %s" % r.story("v1")["versions"],
    )


@row(70, "Chinese copy on two hosts, one names the agency")
def _():
    r = scan(
        [
            page("a", "xinhua-reader.example", ["来源：新华社"] + ZH, "海上图书馆向公众开放"),
            page("b", "gangkou.example", ZH, "海上图书馆向公众开放"),
        ]
    )
    r.joined("a", "b")
    r.copy("a", "verbatim")
    r.copy("b", "verbatim")
    check((r.story("a").get("source") or {}).get("name") == "Xinhua", "source %s" % r.story("a").get("source"))


@row(71, "a translation is unrelated by its text")
def _():
    r = scan(
        [
            page("en", "courier.example", SHIP, "Library ship saved", "2025-04-24"),
            page("en-2", "town.example", SHIP, "Library ship saved", "2025-04-24"),
            page("es", "puerto.example", ES, "El barco biblioteca sigue a flote", "2025-04-24"),
        ]
    )
    r.joined("en", "en-2")
    r.alone("es")


@row(72, "shuffled input, one and sixteen threads: the same bytes")
def _():
    pages = [
        page("a", "courier.example", wire(FIRE), date="2025-04-22"),
        page("b", "town.example", wire(FIRE[:9]), date="2025-04-23"),
        page("c", "gazette.example", wire(FIRE[:3] + [LOCAL] + FIRE[3:])),
        page("d", "portal.example", GLACIER, "Road"),
        page("e", "valley.example", GLACIER[:5], "Road"),
        page("f", "sweeper.example", FIRE[:4] + GLACIER[:4], "Both"),
    ] + filler(200, seed=72)
    digests = set()
    for seed, threads in ((0, 1), (0, 16), (1, 1), (2, 16), (3, 7)):
        order = pages[:]
        if seed:
            random.Random(seed).shuffle(order)
        out = re.sub(
            rb'"line":\d+,?', b"", scan(order, "-j", str(threads)).raw
        )  # the place in the file is what was shuffled
        digests.add(hashlib.sha256(out).hexdigest())
    check(len(digests) == 1, "%d different results" % len(digests))


@row(73, "empty, tiny, large, NUL, invalid UTF-8, a cut line: told, and the run ends")
def _():
    good = [page("a", "courier.example", wire(FIRE)), page("b", "town.example", wire(FIRE))]
    write_pages("good.jsonl", good)
    for name, data in (
        ("empty.jsonl", b""),
        ("tiny.txt", b"three small words"),
        ("large.txt", ("\n\n".join(GLACIER) + "\n\n").encode() * 2600),
        ("nul.txt", b"\0\0" + text(SHIP).encode().replace(b"ship", b"sh\0ip") + b"\0"),
        ("latin.txt", b"caf\xe9 \xff\xfe " + text(SHIP).encode()),
        ("cut.jsonl", json.dumps(page("c", "gazette.example", wire(FIRE))).encode()[:900]),
    ):
        with open(name, "wb") as f:
            f.write(data)
    check(os.path.getsize("large.txt") > 5e6, "the large file is small")
    files = ["good.jsonl", "empty.jsonl", "tiny.txt", "large.txt", "nul.txt", "latin.txt", "cut.jsonl"]
    p = run(["scan", "-q", "-f", "jsonl"] + files, wanted=(2,))
    r = Result(p.stdout, p.stderr)
    check(b"cut.jsonl:1:" in p.stderr, "the cut line is not named: %s" % p.stderr[:200])
    r.joined("a", "b")
    check(r.summary["documents"] == 6 and r.summary["copies"] + r.summary["singles"] == 6, "%s" % r.summary)
    p = run(["scan", "-q", "-f", "jsonl", "--skip-bad"] + files)
    check(p.stdout == r.raw, "--skip-bad changes the result")


@row(74, "a paragraph three times in one page counts once")
def _():
    r = scan(
        [
            page("a", "courier.example", wire(FIRE), date="2025-04-22"),
            page("thrice", "town.example", wire(FIRE[:4] + [FIRE[2]] + FIRE[4:] + [FIRE[2]]), date="2025-04-22"),
        ]
    )
    r.joined("a", "thrice")
    c = r.copy("thrice", "verbatim")
    check(c["use_of_reference"] <= 1 and c["use_of_copy"] <= 1 and c["match"] <= 100, "more than all: %s" % c)


@row(75, "one id in two files: a warning, and both are kept apart by name")
def _():
    write_pages("one.jsonl", [page("same", "courier.example", wire(FIRE))])
    write_pages("two.jsonl", [page("same", "town.example", wire(FIRE))])
    p = run(["scan", "-f", "jsonl", "one.jsonl", "two.jsonl"])
    check(b"share their id" in p.stderr, "no warning: %s" % p.stderr[:200])
    rows = [json.loads(line) for line in p.stdout.decode().splitlines()]
    copies = [x for x in rows if x["type"] == "copy"]
    check(len(copies) == 2, "%d copies" % len(copies))
    check(len({x["id"] for x in copies}) == 2, "two documents are called %s" % copies[0]["id"])
