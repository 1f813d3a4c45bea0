"""Rows 17 to 23: short forms of a story."""

from scenario_pages import *
from scenario_run import *

BRIEF = [
    "A light aircraft landed safely on a closed motorway near Halden on Saturday after its engine failed. The pilot, "
    "a flying instructor aged 44, and his pupil were not hurt. Police said traffic stood for two hours while the "
    "plane was lifted onto a truck and taken back to its airfield."
]
OTHER_BRIEF = [
    "A bakery in the old town of Halden was damaged by fire early on Sunday. Nobody was in the house, which dates "
    "from 1790. Firefighters needed three hours to quench the flames, and two shops next door were shut because of "
    "the smoke."
]
BRIEF_SITES = {
    "one.example": (
        ["Home / Regional / Briefs", "The Skarne Observer, serving four valleys since 1911"],
        [
            "Get three months for the price of one before the end of May",
            "Jobs and flats, every Wednesday in print",
            "Write to our newsroom about mistakes",
            "All rights reserved by Observer Press",
        ],
    ),
    "two.example": (
        ["You are here: start page, news in brief, traffic", "Radio Vesterdal 98.2 FM"],
        [
            "Listen to the morning show again in our app",
            "Frequencies, coverage map and studio tours",
            "Music requests go to the night desk",
            "Radio Vesterdal belongs to its members",
        ],
    ),
}


def brief_page(host, paragraphs):
    above, below = BRIEF_SITES[host]
    return "\n".join(above) + "\n\n" + text(paragraphs) + "\n\n" + "\n".join(below)


def agency():
    return [
        page("agency", "reuters.com", wire(FIRE), url="https://www.reuters.com/world/orsova", date="2025-04-22"),
        page("carrier", "courier.example", wire(FIRE), date="2025-04-22"),
    ]


@row(17, "a feed's first 200 characters")
def _():
    stub = wire(FIRE)[0][:200].rsplit(" ", 1)[0] + "… [+814 chars]"
    r = scan(agency() + [page("stub", "gazette.example", stub, date="2025-04-22")])
    r.joined("agency", "carrier")
    r.satellite("stub", "teaser", "agency")


@row(18, "two paragraphs before a paywall")
def _():
    r = scan(
        agency()
        + [
            page(
                "wall",
                "gazette.example",
                wire(FIRE[:2]) + ["Subscribe to continue reading"],
                "Two hours of fire",
                date="2025-04-22",
            )
        ]
    )
    r.joined("agency", "carrier")
    r.satellite("wall", "teaser", "agency", ["paywalled"])


@row(19, "a brief of fifty words on two sites with as much furniture")
def _():
    for host in BRIEF_SITES:
        n = len(words(BRIEF_SITES[host][0] + BRIEF_SITES[host][1]))
        check(36 <= n <= 48, "the scenario has %d words of furniture" % n)
    r = scan(
        [
            page("a", "one.example", brief_page("one.example", BRIEF), "Plane lands on motorway", "2025-05-03"),
            page("b", "two.example", brief_page("two.example", BRIEF), "Plane lands on motorway", "2025-05-03"),
        ]
    )
    r.joined("a", "b")
    r.copy("a", "verbatim")
    r.copy("b", "verbatim")


@row(20, "two briefs of one site between the same furniture")
def _():
    r = scan(
        [
            page("a", "one.example", brief_page("one.example", BRIEF), "Plane lands on motorway", "2025-05-03"),
            page("b", "one.example", brief_page("one.example", OTHER_BRIEF), "Bakery burns in old town", "2025-05-04"),
        ]
    )
    r.alone("a")
    r.alone("b")


@row(21, "items that are a headline and nothing else")
def _():
    r = scan(
        [
            page("a", "one.example", "", "Bakery burns in old town of Halden", "2025-05-04"),
            page("b", "two.example", "", "Bakery burns in old town of Halden", "2025-05-04"),
            page(
                "c",
                "gazette.example",
                "Bakery burns in old town of Halden",
                "Bakery burns in old town of Halden",
                "2025-05-04",
            ),
        ]
    )
    r.apart("a", "b", "c")
    check(not r.stories or all(s["copies"] < 2 for s in r.stories.values()), "a story of headlines")


@row(22, "a body that repeats its headline")
def _():
    echo = HEADLINE + "\nMore follows soon."
    r = scan(
        agency()
        + [
            page("echo", "gazette.example", echo, date="2025-04-22"),
            page("again", "town.example", echo, date="2025-04-22"),
        ]
    )
    r.joined("agency", "carrier")
    r.apart("agency", "echo")
    r.apart("agency", "again")


@row(23, "a blog quotes two paragraphs and links")
def _():
    quoted = FIRE[2:4]
    check(55 < len(words(quoted)) < 100, "the scenario quotes %d words" % len(words(quoted)))
    blog = [
        "I have written here before about the things that people keep next to each other, and about how seldom anybody "
        "asks the neighbors. This week gave me another reason to do so, and I wish that it had not.",
        "According to Reuters, this is what the night was like for those who live there:",
        *quoted,
        "Read that twice. There was a tanker in the same basin. My grandmother would not let us keep the matches in "
        "the same drawer as the candles, and she had no degree in anything, but she did have a cupboard for every "
        "kind of trouble.",
        "Next week I will go back to bees, I promise. The hives came through the winter well, all but the green one, "
        "and the plum tree is in bloom. If you would like a swarm, write to me before the middle of May and bring a "
        "box.",
        "I have also been asked what became of the swarm that sat in the pear tree of the rectory last June. It moved "
        "into the loft above the organ, where nobody could reach it, and the organist says that the instrument has "
        "never been so well in tune as when they are at home. The parish council has put bees and organist on the "
        "agenda for Thursday, in that order.",
        "For those who keep bees themselves: it is too early to open the hives, whatever the man on the radio says. "
        "Lift them at the back with one hand. If that is hard, there is food enough; if it is easy, give them a cake "
        "of sugar and shut the lid again before they notice. Write down the date and the weather, because by July you "
        "will not believe how cold it was.",
        "A last word about fire, since it has been on everybody's mind. The smoker is for calming bees and not for "
        "lighting barbecues, and it belongs in a tin bucket with a lid when you have done with it. I know a man who "
        "lost a shed.",
        "And to those who asked: yes, the honey is sold out, and no, I do not post jars abroad any more, since the "
        "last parcel came back as a puddle with stamps on it.",
    ]
    r = scan(
        agency()
        + [
            page(
                "blog",
                "beesandbooks.example",
                blog,
                "Next to each other",
                "2025-04-24",
                url="https://beesandbooks.example/next-to-each-other",
            )
        ]
    )
    r.joined("agency", "carrier")
    r.satellite("blog", "excerpt", "agency")
