#!/usr/bin/env python3
"""A corpus around one event, hard to join rightly, and which of its pairs are one story.

Wire stories are written through over the day (each version keeps about half of the one before), outlets trim them and
add to them, quote each other's statements and run the same background; round-ups and live pages hold parts of many
stories; pages come with menus, newsletters, teasers of other stories in full sentences, and galleries or boxes about
the event that an outlet prints with several different stories of a day.

Sentences are taken from what `reprint gen --kind news` wrote; each is used for one purpose only. Two articles are one
story when at least half of the sentences of the shorter one stand in the other, furniture not counted.

  reprint gen --kind news -n 30k --languages en -o made.jsonl
  summit.py --list made.jsonl sentences.txt
  summit.py sentences.txt corpus.jsonl gold.tsv [--seed N] [--fields all|url|text] [--stories N] [--hand X]

gold.tsv is read by `story_oracle.py check`.
"""
import argparse
import json
import random
import sys
from collections import defaultdict
from itertools import combinations

from story_oracle import LISTED, sentences, without_digits

OUTLETS, DAYS = 40, 4


def list_sentences(path, out):
    """One sentence a line, each once, of what `reprint gen` wrote."""
    seen = set()
    with open(path, encoding='utf-8') as f, open(out, 'w', encoding='utf-8') as to:
        for row in f:
            for line in json.loads(row).get('text', '').split('\n'):
                key = [without_digits(s) for s in sentences(line)]
                if len(key) == 1 and 12 <= len(line.split()) <= 45 and line.rstrip()[-1:] in '.”' and key[0] not in seen:
                    seen.add(key[0])
                    to.write(line.strip() + '\n')


class Source:
    """Sentences, each used once, in an order of the seed's."""

    def __init__(self, path, rng):
        with open(path, encoding='utf-8') as f:
            self.lines = f.read().split('\n')[:-1]
        rng.shuffle(self.lines)

    def take(self, n):
        if len(self.lines) < n:
            sys.exit('summit.py: more sentences are needed')
        out, self.lines = self.lines[:n], self.lines[n:]
        return out


def headline(rng, sentence):
    words = [w.strip('“”.,;') for w in sentence.split()]
    at = rng.randrange(max(1, len(words) - 8))
    return ' '.join(words[at:at + rng.randint(6, 9)]).capitalize()


class Outlet:
    def __init__(self, n, source, rng):
        self.name, self.host = 'Outlet %d' % n, 'www.outlet%d.example' % n
        self.menu = ['Home', 'News', 'World %d' % n, 'Sport', 'Sign in'][:rng.randint(2, 5)]
        self.head = source.take(rng.randint(0, 2))
        self.foot = source.take(rng.randint(1, 6))
        # What is printed with whatever is run on that day about the event: a gallery, a box of facts.
        self.boxes = [source.take(rng.randint(3, 14)) if rng.random() < .7 else [] for _ in range(DAYS)]
        self.boxes = [[' '.join(b)] if b and rng.random() < .4 else b for b in self.boxes]
        self.teasers = [[] for _ in range(DAYS)]


class Story:
    """Versions of a wire story: lists of sentences, the newest first in each."""

    def __init__(self, source, rng, background):
        self.day = rng.randrange(DAYS)
        self.hour = rng.randrange(6, 18)
        first = source.take(rng.randint(9, 30))
        if rng.random() < .4:
            first += rng.sample(background, rng.randint(1, 3))
        self.versions = [first]
        for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 4])):
            old = self.versions[-1]
            keep = rng.uniform(.4, .85)
            kept = [s for s in old if rng.random() < keep]
            self.versions.append(source.take(max(2, len(old) - len(kept) + rng.randint(-2, 4))) + kept)
        self.heads = [headline(rng, v[0]) for v in self.versions]


class Page:
    def __init__(self, outlet, day, hour, head, body):
        self.outlet, self.day, self.hour, self.head, self.body = outlet, day, hour, head, body


def edited(rng, sentence):
    """A word or two of an editor's."""
    words = sentence.split()
    for _ in range(rng.randint(1, 2)):
        i = rng.randrange(1, len(words) - 1)
        words[i] = rng.choice(['also', 'then', 'on', 'local', 'about']) if rng.random() < .7 else words[i].upper()
    return ' '.join(words)


def copies(story, outlets, source, rng, spoken, hand):
    """hand: how often an outlet changes what it runs, against the usual."""
    many = [1, 1, 1, 2, 2, 3, 4, 7] if hand >= 1 else [1, 2, 2, 3, 4, 5, 7, 9]
    for v, body in enumerate(story.versions):
        for outlet in rng.sample(outlets, min(len(outlets), rng.choice(many))):
            kept = list(body)
            if rng.random() < .45 * hand:
                kept = kept[:max(6, int(len(kept) * rng.uniform(.4, .95)))]
            if rng.random() < .25 * hand:
                for s in source.take(rng.randint(1, 4)):
                    kept.insert(rng.randint(1, len(kept)), s)
            if rng.random() < .15 * hand:
                kept = source.take(rng.randint(1, 2)) + kept[1:]
            if rng.random() < .1 * hand:
                kept.insert(rng.randint(1, len(kept)), rng.choice(spoken))
            head = story.heads[v] if rng.random() < .4 else headline(rng, kept[0])
            yield Page(outlet, story.day, story.hour + v, head, kept)


def parts_page(rng, outlet, day, hour, stories, source, least, most, head):
    body = []
    for story in stories:
        version = rng.choice(story.versions)
        at = 0 if rng.random() < .7 else rng.randrange(max(1, len(version) - 3))
        body += source.take(1) + version[at:at + rng.randint(least, most)]
    return Page(outlet, day, hour, head, body)


def round_ups(stories, outlets, source, rng):
    for _ in range(len(stories) // 14):
        day = rng.randrange(DAYS)
        some = [s for s in stories if s.day == day]
        if len(some) >= 4:
            some = rng.sample(some, rng.randint(3, min(8, len(some))))
            yield parts_page(rng, rng.choice(outlets), day, 21, some, source, 3, 5, headline(rng, source.take(1)[0]))


def live_pages(stories, outlets, source, rng):
    """A page that grows over the day, met several times."""
    for outlet in rng.sample(outlets, 4):
        day = rng.randrange(DAYS)
        some = sorted((s for s in stories if s.day == day), key=lambda s: s.hour)
        body, head = [], headline(rng, source.take(1)[0])
        for n, story in enumerate(some):
            body = source.take(1) + story.versions[0][:rng.randint(2, 5)] + body
            if n % max(1, len(some) // 3) == 1:
                yield Page(outlet, day, story.hour, head, list(body))


def printed(page, rng):
    """The text of the page with all that stands around it."""
    o, day = page.outlet, page.day
    lines = list(o.menu) + ([page.head] if rng.random() < .8 else []) + o.head
    body = [edited(rng, s) if rng.random() < .06 else s for s in page.body]
    box = o.boxes[day] if rng.random() < .6 else []
    at = rng.randint(1, len(body))
    for part, after in ((body[:at], box), (body[at:], [])):
        while part:
            n = rng.choice([1, 1, 1, 2, 3])
            lines.append(' '.join(part[:n]))
            part = part[n:]
        lines += after
    if rng.random() < .7:
        lines += ['More on this story'] + rng.sample(o.teasers[day], min(len(o.teasers[day]), 5))
    return '\n\n'.join(lines + [s for s in o.foot if rng.random() < .9] + ['© 2019 %s' % o.name])


def record(n, page, fields, rng):
    r = {'id': 's%05d' % n}
    path = '/2019/06/%02d/s-%d' % (10 + page.day, 1000 + n)
    if fields != 'text':
        r['url'] = 'https://' + page.outlet.host + path
    if fields == 'all':
        r['source'], r['title'] = page.outlet.name, page.head
        r['date'] = '2019-06-%02dT%02d:%02d:00Z' % (10 + page.day, page.hour % 24, rng.randrange(60))
    r['text'] = printed(page, rng)
    return r


def write_gold(path, pages):
    # What an outlet's own hand put in stands nowhere else, so only sentences of stories make pairs.
    sets = [list(dict.fromkeys(p.body)) for p in pages]
    at, shared = defaultdict(list), defaultdict(int)
    for i, s in enumerate(sets):
        for x in s:
            at[x].append(i)
    for ids in at.values():
        for p in combinations(ids, 2):
            shared[p] += 1
    with open(path, 'w', encoding='utf-8') as f:
        f.write('id_a\tid_b\tby_number\tby_words\tdays\twords\n')
        for (i, j), n in sorted(shared.items()):
            a, b = (sets[i], sets[j]) if len(sets[i]) <= len(sets[j]) else (sets[j], sets[i])
            inside = set(b)
            words = [len(s.split()) for s in a]
            by_words = sum(w for w, s in zip(words, a) if s in inside) / sum(words)
            if max(n / len(a), by_words) >= LISTED:
                f.write('s%05d\ts%05d\t%.3f\t%.3f\t%d\t%d\n' % (i, j, n / len(a), by_words,
                                                             abs(pages[i].day - pages[j].day), sum(words)))
        f.write('# judged\t%s\n' % ' '.join('s%05d' % i for i in range(len(pages))))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('sentences')
    p.add_argument('corpus')
    p.add_argument('gold', nargs='?')
    p.add_argument('--list', action='store_true', help='only list the sentences of a corpus')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--stories', type=int, default=220)
    p.add_argument('--hand', type=float, default=1, help='how often outlets change what they run, against the usual')
    p.add_argument('--fields', choices=['all', 'url', 'text'], default='all')
    args = p.parse_args()
    if args.list:
        return list_sentences(args.sentences, args.corpus)
    rng = random.Random(args.seed)
    source = Source(args.sentences, rng)
    outlets = [Outlet(n, source, rng) for n in range(OUTLETS)]
    background, spoken = source.take(25), source.take(20)
    stories = [Story(source, rng, background) for _ in range(args.stories)]
    for o in outlets:
        for day in range(DAYS):
            today = [s for s in stories if s.day == day]
            for s in rng.sample(today, min(len(today), 4)):
                o.teasers[day] += [s.heads[0], s.versions[-1][0]]
    pages = [page for s in stories for page in copies(s, outlets, source, rng, spoken, args.hand)]
    pages += list(round_ups(stories, outlets, source, rng)) + list(live_pages(stories, outlets, source, rng))
    rng.shuffle(pages)
    with open(args.corpus, 'w', encoding='utf-8') as f:
        for n, page in enumerate(pages):
            f.write(json.dumps(record(n, page, args.fields, rng), ensure_ascii=False) + '\n')
    write_gold(args.gold, pages)


if __name__ == '__main__':
    main()
