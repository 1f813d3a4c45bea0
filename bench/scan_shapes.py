"""scan_shapes.py SHAPE DOCUMENTS: articles built to make `scan` slow, as JSON lines. Words are made up.

Without arguments: the names of the shapes, one a line.
"""
import json
import random
import sys

rng = random.Random(7)
WORDS = ["".join(rng.choice("bcdfglmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))) for _ in range(20000)]
HEADLINE = "Mayor resigns after long night"


def sentence(words=18):
    return " ".join(rng.choices(WORDS, k=words)).capitalize() + "."


def paragraph(sentences=2):
    return " ".join(sentence() for _ in range(sentences))


def body(paragraphs=8):
    return "\n\n".join(paragraph() for _ in range(paragraphs))


def many_outlets(n):
    """One story, a local paragraph each."""
    story = body()
    return ({"outlet": f"p{i}.example", "title": HEADLINE, "text": story + "\n\n" + paragraph()} for i in range(n))


def many_headlines(n):
    story = body()
    return ({"outlet": f"p{i}.example", "title": sentence(8), "text": story} for i in range(n))


def one_address(n):
    """Other texts that all name one canonical address."""
    return ({"url": f"https://p{i}.example/a", "canonical": "https://wire.example/one", "title": HEADLINE, "text": body(5)}
            for i in range(n))


def one_path(n):
    return ({"url": f"https://p{i}.example/2025/03/04/mayor-resigns-12345.html", "title": HEADLINE, "text": body(5)}
            for i in range(n))


def chain(n):
    """Each keeps three quarters of the one before."""
    parts = [paragraph() for _ in range(12)]
    for i in range(n):
        parts = parts[3:] + [paragraph() for _ in range(3)]
        yield {"outlet": f"p{i % 50}.example", "title": HEADLINE, "date": f"2025-03-{1 + i % 28:02d}",
               "text": "\n\n".join(parts)}


def live_page(n):
    """One outlet, one paragraph rewritten each time."""
    parts = [paragraph() for _ in range(12)]
    for i in range(n):
        parts[rng.randrange(12)] = paragraph()
        yield {"outlet": "p.example", "title": HEADLINE, "text": "\n\n".join(parts)}


def quotation(n):
    """One passage in all."""
    quoted = paragraph(3)
    return ({"outlet": f"p{i}.example", "title": sentence(7), "text": f"{body(4)}\n\n{quoted}\n\n{body(4)}"}
            for i in range(n))


def shared_in_pairs(n):
    """Each paragraph in two documents, at random."""
    pool = [paragraph(3) for _ in range(n * 4)] * 2
    rng.shuffle(pool)
    return ({"outlet": f"p{i % 500}.example", "title": sentence(7), "text": "\n\n".join(pool[8 * i:8 * i + 8])}
            for i in range(n))


def round_ups(n):
    stories = [body(3) for _ in range(n)]
    for i, story in enumerate(stories):
        yield {"outlet": f"p{i % 300}.example", "title": sentence(7), "text": story}
    for i in range(n // 50):
        yield {"outlet": f"q{i % 300}.example", "title": "Round-up", "text": "\n\n".join(rng.choices(stories, k=50))}


def pages_of_everything(n):
    """Twenty pages that each hold all others."""
    stories = [body(2) for _ in range(n)]
    for i, story in enumerate(stories):
        yield {"outlet": f"p{i % 300}.example", "title": sentence(7), "text": story}
    for i in range(20):
        rng.shuffle(stories)
        yield {"outlet": f"q{i}.example", "title": "Round-up", "text": "\n\n".join(stories)}


def stock_sentences(n):
    """All sentences from a pool of sixty."""
    pool = [sentence() for _ in range(60)]
    return ({"outlet": f"p{i % 500}.example", "title": sentence(7), "text": "\n\n".join(rng.choices(pool, k=20))}
            for i in range(n))


def many_agencies(n):
    for i in range(n // 2):
        name, story = rng.choice(WORDS).capitalize() + str(i), body(4)
        for k in range(2):
            yield {"outlet": f"p{i}-{k}.example", "title": sentence(7), "byline": f"{name} News Agency",
                   "text": f"LONDON ({name.upper()}) - {story}\n\nSource: {name} News Agency"}


def furniture(n):
    """One host whose lines all stand on other pages too."""
    lines = [sentence(8) for _ in range(2000)]
    for i in range(n):
        frame = "\n".join(rng.choices(lines, k=30)), "\n".join(rng.choices(lines, k=30))
        yield {"outlet": "p.example", "url": f"https://p.example/{i}", "title": sentence(7),
               "text": f"{frame[0]}\n\n{body(3)}\n\n{frame[1]}"}


def notices(n):
    """Stories and kill notices of one headline."""
    for i in range(n // 3):
        story = body(6)
        for k in range(2):
            yield {"outlet": f"p{k}.example", "title": HEADLINE, "text": story}
        yield {"outlet": f"k{i}.example", "title": "STORY WITHDRAWN-" + HEADLINE, "text": body(3)}


def template(n):
    frame = body(6)
    return ({"outlet": f"p{i % 100}.example", "title": HEADLINE, "text": frame + "\n\n" + body(4)} for i in range(n))


def teasers(n):
    """Teasers of one story, and stories that begin like it."""
    opening = body(2)
    return ({"outlet": f"p{i}.example", "title": sentence(7), "text": opening if i % 2 else opening + "\n\n" + body(6)}
            for i in range(n))


def spun(n):
    """One story, a quarter of the words replaced."""
    story = [sentence().split() for _ in range(24)]
    return ({"outlet": f"p{i}.example", "title": HEADLINE,
             "text": "\n\n".join(" ".join(w if rng.random() < .75 else rng.choice(WORDS) for w in s) + "." for s in story)}
            for i in range(n))


SHAPES = [many_outlets, many_headlines, one_address, one_path, chain, live_page, quotation, shared_in_pairs, round_ups,
          pages_of_everything, stock_sentences, many_agencies, furniture, notices, template, teasers, spun]

if len(sys.argv) == 1:
    print("\n".join(shape.__name__ for shape in SHAPES))
else:
    shape = next(s for s in SHAPES if s.__name__ == sys.argv[1])
    for number, document in enumerate(shape(int(sys.argv[2]))):
        print(json.dumps({"id": f"d{number}", **document}))
