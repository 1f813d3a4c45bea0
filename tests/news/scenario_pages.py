"""Pages for the scenarios: stories from texts/, what outlets do to them, and the furniture around them.

Everything is made of text written for these tests; places, people, firms and events are invented.
"""

import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def story(name):
    """The paragraphs of texts/NAME.txt."""
    with open(os.path.join(HERE, "texts", name + ".txt"), encoding="utf-8") as f:
        return [p.strip() for p in f.read().split("\n\n")]


FIRE = story("terminal_fire")
HEADLINE = "At least 12 dead as grain terminal burns in Orsova Bay"
INSPECTION = story("terminal_inspection")
GLACIER = story("glacier_road")
SHIP = story("library_ship")
OTHER_DESK = story("fire_other_desk")
RELEASE = story("release")
EVERGREEN = story("evergreen")

LOCAL = (
    "In Millbrook County, where the mill on Harlan Street buys a third of its grain through the harbor, manager Denise "
    "Petrakis said on Tuesday that the bins were full for nine weeks and that nobody needed to fear for the bread in "
    "the county's school kitchens."
)
LOCAL_TOO = (
    "The Millbrook Chamber of Commerce plans an evening at the Elks lodge on Wednesday for members whose deliveries are "
    "late, and the county's business office has set up a telephone line with advice on insurance and storage."
)


def words(paragraphs):
    return " ".join(paragraphs).split()


def text(paragraphs):
    return "\n\n".join(paragraphs)


def wire(paragraphs, mark="ORSOVA BAY (Reuters) - "):
    """With an agency's dateline in front."""
    return [mark + paragraphs[0]] + paragraphs[1:]


def noise(paragraphs, share, seed=1):
    """Words misread by a scanner: letters of `share` of all words replaced."""
    draw = random.Random(seed)
    swap = {"e": "c", "n": "u", "h": "b", "l": "1", "o": "0", "m": "rn", "t": "f", "a": "o", "s": "5", "i": "j"}

    def misread(word):
        places = [k for k, c in enumerate(word) if c in swap]
        if not places or draw.random() >= share:
            return word
        k = draw.choice(places)
        return word[:k] + swap[word[k]] + word[k + 1 :]

    return [" ".join(misread(w) for w in p.split()) for p in paragraphs]


def house_style(paragraphs):
    """The same words as another desk spells them."""
    rules = [
        (r"\bU\.S\.", "US"),
        ("color", "colour"),
        ("neighbor", "neighbour"),
        ("Neighbor", "Neighbour"),
        ("harbor", "harbour"),
        ("Defense", "Defence"),
        (r"\bpercent\b", "per cent"),
        ("organizes", "organises"),
        ("criticized", "criticised"),
        ("specialize", "specialise"),
        ("center", "centre"),
        ("Kyiv", "Kiev"),
        ("Riyadh", "Riyad"),
        (r"(\d),(\d)", r"\1\2"),
        ('"', "'"),
        ("smoldering", "smouldering"),
        (r"\ba\.m\.", "am"),
    ]
    out = []
    for p in paragraphs:
        for old, new in rules:
            p = re.sub(old, new, p)
        out.append(p)
    return out


# Furniture. A site writes the same lines above and below every article.
SITES = {
    "gazette.example": (
        ["Home | Local | Sports | Obituaries | Weather", "Millbrook Gazette", "Share this story"],
        [
            "Share",
            "Sign up for our newsletter",
            "Get the day's headlines in your inbox every morning.",
            "© 2025 Millbrook Gazette LLC. All rights reserved.",
            "Comments",
            "Log in to leave a comment",
        ],
    ),
    "courier.example": (
        ["Skip to main content", "News", "Business", "Opinion", "Subscribe", "Facebook Twitter Email Print"],
        [
            "More from the Courier",
            "Terms of use | Privacy | Contact us | Careers",
            "Copyright 2025 Courier Publishing Group. All rights reserved.",
        ],
    ),
    "portal.example": (
        ["Current News", "/", "Portal Daily", "Published in News & Features"],
        ["Comments", "blog comments powered by Disqus"],
    ),
    "town.example": (
        ["Town Crier", "Menu", "Search", "Log in"],
        ["Read more", "Most popular", "About us", "Advertise", "Cookie settings"],
    ),
    "wire.example": ([], []),
}


def dressed(host, headline, paragraphs, byline=None):
    """A page as a scraper gives it: furniture above, headline, byline, text, furniture below."""
    above, below = SITES.get(host, SITES["wire.example"])
    return (
        "\n".join(above + [headline] + ([byline] if byline else []) + [""])
        + "\n"
        + text(paragraphs)
        + "\n\n"
        + "\n".join(below)
    )


def page(id, host, body, headline=HEADLINE, date=None, **fields):
    """One record. body: paragraphs, or the text itself. Fields that are None are left out."""
    record = {
        "id": id,
        "outlet": host,
        "headline": headline,
        "date": date,
        "text": body if isinstance(body, str) else text(body),
    }
    record.update(fields)
    return {k: v for k, v in record.items() if v is not None}


def filler(count, seed=7, day=1):
    """Unrelated articles of many outlets, so that a scenario does not stand alone in its collection."""
    draw = random.Random(seed)
    nouns = "river bridge school council market engine garden winter station doctor union valley museum farmer bakery".split()
    verbs = "opens closes repairs considers sells rejects welcomes measures paints remembers".split()
    out = []
    for i in range(count):
        paragraphs = []
        for _ in range(5):
            sentences = []
            for _ in range(3):
                w = [
                    draw.choice(nouns)
                    if k % 3 == 0
                    else draw.choice(verbs)
                    if k % 3 == 1
                    else "".join(draw.choice("abcdefghiklmnoprstuvw") for _ in range(draw.randint(3, 9)))
                    for k in range(draw.randint(9, 18))
                ]
                sentences.append("The " + " ".join(w) + ".")
            paragraphs.append(" ".join(sentences))
        out.append(
            page(
                "filler-%d" % i,
                "paper-%d.example" % (i % 9),
                paragraphs,
                "%s %s %d" % (draw.choice(nouns), draw.choice(verbs), i),
                "2025-03-%02d" % (day + i % 20),
            )
        )
    return out
