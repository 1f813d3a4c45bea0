#!/usr/bin/env python3
"""Which pairs of articles are one story, by counting sentences: an own, slow judgement to hold `reprint scan` against.

Two articles are the same story when at least half of the sentences of the shorter one stand in the other, after page
furniture is left out. Nothing here is shared with the program: text is split, furniture found and candidates sought
in other ways.

  sentence    of a line, ended by . ! ? ... or the line; at least 4 words; of galleries in one line none
  stands      some sentence of the other article holds 4 of 5 of its words (as a set)
  furniture   a sentence (digits as one) that stands in 3 documents of one outlet or more, 4 where outlets are not
              named, around texts that are not alike: no two of them share 3 in 10 of their rarer sentences
  share       the mean of that share by number and by words of sentences: half of a text in quoted one-liners is not
              half of it
  clear       pairs where both agree, that are not within .1 of the line, nor certainly more than a week apart
  judged      pairs of which the shorter has at least --least words left

  story_oracle.py gold CORPUS.jsonl > gold.tsv           id_a id_b by_number by_words days words: all pairs that share
                                                         at least a fifth by either; days apart, - if not known
  story_oracle.py check gold.tsv SCAN.jsonl              recall and precision of the pairs that SCAN puts in one story
  story_oracle.py labels labels/allsides.tsv SCAN.jsonl  the same for pairs labelled by hand
  story_oracle.py bound gold.tsv                         the same for stories made of the true pairs themselves
  story_oracle.py pair CORPUS.jsonl ID ID                one pair, sentence by sentence, to the terminal
"""
import argparse
import datetime
import heapq
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations

STANDS = .8        # of a sentence's words
LISTED = .2        # least share of a pair that is written down
SAME = .5
UNCLEAR, WEEK = .1, 7  # pairs this near the line, or this many days apart, are also counted apart
LOOK_AT = 40       # documents that hold one sentence, when it may be furniture
ALIKE = .3         # of other sentences: the same text around a sentence
OWN_TEXT, OWN_WORDS = .25, 20  # of a page: so much must be rarer than a sentence that is furniture
SHINGLE, SAMPLE = 6, 4
LONGEST_LIST = 400

END = re.compile(r'(?<=[.!?…。！？])["”’»)\]]*\s+(?=["“‘«(\[¿¡]*[^\Wa-z_])|(?<=[。！？])')
WORD = re.compile(r'\w+')
MARKS = re.compile(r"['’]s\b|['’]")
DIGITS = re.compile(r'\d+')
UNSPACED = re.compile(r'[぀-ヿ㐀-鿿]')


def words(sentence):
    s = unicodedata.normalize('NFKC', sentence).lower()
    s = MARKS.sub('', s)
    s = UNSPACED.sub(lambda m: ' %s ' % m.group(), s)
    return WORD.findall(s)


def is_gallery(line):
    """A line that says the same four words again and again: captions, a player, a list."""
    w = line.split()
    if len(w) < 60:
        return False
    most = Counter(tuple(w[i:i + 4]) for i in range(len(w) - 3)).most_common(1)[0][1]
    return most >= 4 and most * 60 >= len(w)


def sentences(text):
    for line in text.splitlines():
        for s in END.split('' if is_gallery(line) else line):
            w = words(s)
            if len(w) >= 4:
                yield tuple(w)


def host(url):
    m = re.match(r'https?://(?:www\d?\.|m\.|amp\.)?([^/?#]+)', url or '')
    return m.group(1) if m else ''


class Article:
    __slots__ = 'id', 'outlet', 'day', 'lines', 'own', 'length'

    def __init__(self, id, outlet, day, lines):
        self.id, self.outlet, self.day, self.lines = id, outlet, day, lines


def day_of(date):
    m = re.match(r'(\d{4})-(\d\d)-(\d\d)', str(date or ''))
    try:
        return datetime.date(*map(int, m.groups())).toordinal() if m else None
    except ValueError:
        return None


def read(path):
    out = []
    with open(path, encoding='utf-8') as f:
        for n, row in enumerate(f):
            r = json.loads(row)
            outlet = r.get('source') or r.get('outlet') or host(r.get('url'))
            lines = list(dict.fromkeys(sentences(r.get('text') or '')))
            out.append(Article(str(r.get('id', n)), outlet if isinstance(outlet, str) else '',
                               day_of(r.get('date')), lines))
    return out


def without_digits(sentence):
    return hash(DIGITS.sub('#', ' '.join(sentence)))


def furniture_of(articles):
    """Keys of sentences, by outlet, that stand around different texts; and the keys of all."""
    keys = [[without_digits(s) for s in a.lines] for a in articles]
    holders = defaultdict(list)
    for i, a in enumerate(articles):
        for k in set(keys[i]):
            holders[a.outlet, k].append(i)
    found = set()

    def context(i, outlet, key, most):
        """What doc i has that is rarer than the sentence asked for, if that is enough to be a text of its own."""
        own = rarer = 0
        rest = set()
        for s, k in zip(articles[i].lines, keys[i]):
            if (outlet, k) in found or k == key:
                continue
            own += len(s)
            if len(holders[outlet, k]) <= most:
                rarer += len(s)
                rest.add(k)
        return rest if rarer >= OWN_TEXT * own and rarer >= OWN_WORDS else None

    # The most frequent first: furniture comes in blocks, and what was found is left out of what stands around the next.
    for (outlet, k), at in sorted(holders.items(), key=lambda h: (-len(h[1]), h[0][1])):
        least = 3 if outlet else 4
        if len(at) < least:
            break
        contexts = []
        for i in at[::max(1, len(at) // LOOK_AT)]:
            rest = context(i, outlet, k, len(at) / 2)
            if rest and not any(len(rest & c) >= ALIKE * min(len(rest), len(c)) for c in contexts):
                contexts.append(rest)
            if len(contexts) >= least:
                found.add((outlet, k))
                break
    return found, keys


def strip(articles):
    furniture, keys = furniture_of(articles)
    for a, k in zip(articles, keys):
        a.own = [s for s, key in zip(a.lines, k) if (a.outlet, key) not in furniture]
        a.length = sum(map(len, a.own))
    return furniture


def shingles(article):
    out = set()
    for s in article.own:
        out.add(hash(s))
        for i in range(len(s) - SHINGLE + 1):
            h = hash(s[i:i + SHINGLE])
            if h % SAMPLE == 0:
                out.add(h)
    return out


def candidates(articles):
    lists = defaultdict(list)
    for i, a in enumerate(articles):
        for h in shingles(a):
            lists[h].append(i)
    shared = Counter()
    for at in lists.values():
        if 2 <= len(at) <= LONGEST_LIST:
            shared.update(combinations(at, 2))
    for (i, j), n in shared.items():
        shorter = min(articles[i].length, articles[j].length)
        if n >= 2 and n * 40 >= shorter:
            yield i, j


def stands_in(own, other):
    """Which of own's sentences stand in other, as booleans."""
    exact = set(other)
    by_word = defaultdict(set)
    for n, t in enumerate(other):
        for w in set(t):
            by_word[w].add(n)
    out = []
    for s in own:
        if s in exact:
            out.append(True)
            continue
        need, hits = STANDS * len(set(s)), Counter()
        for w in set(s):
            hits.update(by_word.get(w, ()))
        out.append(bool(hits) and max(hits.values()) >= need)
    return out


def share(a, b):
    """Of the shorter's sentences, by number and by words."""
    if b.length < a.length:
        a, b = b, a
    found = stands_in(a.own, b.own)
    if not found:
        return 0, 0
    return sum(found) / len(found), sum(len(s) for s, f in zip(a.own, found) if f) / a.length


def days_between(a, b):
    return '-' if a.day is None or b.day is None else abs(a.day - b.day)


def gold(args):
    articles = read(args.corpus)
    furniture = strip(articles)
    n = 0
    print('id_a\tid_b\tby_number\tby_words\tdays\twords')
    for i, j in sorted(candidates(articles)):
        a, b = articles[i], articles[j]
        if min(a.length, b.length) < args.least:
            continue
        by_number, by_words = share(a, b)
        if max(by_number, by_words) >= LISTED:
            print(a.id, b.id, '%.3f' % by_number, '%.3f' % by_words, days_between(a, b), min(a.length, b.length), sep='\t')
            n += by_number + by_words >= 2 * SAME
    print('%d documents, %d kinds of furniture, %d pairs of one story' % (len(articles), len(furniture), n),
          file=sys.stderr)
    with_text = [a.id for a in articles if a.length >= args.least]
    print('# judged\t%s' % ' '.join(with_text))


def read_gold(path):
    """Share of each pair, those that are not clear, the articles that were judged."""
    pairs, unclear, judged = {}, set(), set()
    with open(path, encoding='utf-8') as f:
        next(f)
        for row in f:
            if row.startswith('# judged'):
                judged = set(row[9:].split())
            else:
                a, b, by_number, by_words, days, _ = row.rstrip('\n').split('\t')
                p, shares = (a, b) if a < b else (b, a), (float(by_number), float(by_words))
                pairs[p] = sum(shares) / 2
                if min(shares) < SAME <= max(shares) or abs(pairs[p] - SAME) < UNCLEAR or (days != '-' and int(days) > WEEK):
                    unclear.add(p)
    return pairs, unclear, judged


def read_stories(path, satellites):
    story, members = {}, defaultdict(list)
    with open(path, encoding='utf-8') as f:
        for row in f:
            r = json.loads(row)
            if r['type'] == 'copy' or (satellites and r['type'] == 'satellite' and r['id'] not in story):
                story[r['id']] = r['story']
    for id, s in story.items():
        members[s].append(id)
    return members


def figures(said, true, unclear):
    hit = len(said & true)
    clear_said, clear_true = said - unclear, true - unclear
    clear_hit = len(clear_said & clear_true)
    r, p = hit / max(1, len(true)), hit / max(1, len(said))
    cr, cp = clear_hit / max(1, len(clear_true)), clear_hit / max(1, len(clear_said))
    return '%d\t%d\t%d\t%.3f\t%.3f\t%.3f\t%.3f' % (len(true), len(said), hit, r, p, cr, cp)


def check(args):
    pairs, unclear, judged = read_gold(args.gold)
    members = read_stories(args.scan, args.satellites)
    true = {p for p, s in pairs.items() if s >= SAME}
    said = set()
    for ids in members.values():
        said.update(combinations(sorted(i for i in ids if i in judged), 2))
    hidden = unclear if args.clear else set()
    print('true\tsaid\thit\trecall\tprecision\tclear_recall\tclear_precision')
    print(figures(said, true, unclear))
    for what, some in (('missed', true - said - hidden), ('wrong', said - true - hidden)):
        for p in sorted(some, key=lambda p: (-pairs.get(p, 0), p))[:args.show]:
            print(what, '%.2f' % pairs.get(p, 0), *p)


def link(weight):
    """Groups by average linkage of pairs' weights, -1 for all others; afterwards each goes where it agrees best."""
    of = defaultdict(dict)
    for (a, b), w in weight.items():
        of[a][b] = of[b][a] = w
    group, size = {i: i for i in of}, {i: 1 for i in of}
    known = {i: {j: [w, 1] for j, w in to.items()} for i, to in of.items()}

    def mean(a, b):
        total, n = known[a][b]
        return (total + n - size[a] * size[b]) / (size[a] * size[b])

    heap = [(-mean(a, b), a, b) for a in known for b in known[a] if a < b]
    heapq.heapify(heap)
    while heap:
        m, a, b = heapq.heappop(heap)
        if m >= 0 or a not in known or b not in known[a]:
            continue
        if m != -mean(a, b):
            heapq.heappush(heap, (-mean(a, b), a, b))
            continue
        for c, (total, n) in known.pop(b).items():
            if c == a:
                continue
            del known[c][b]
            both = known[a].setdefault(c, [0, 0])
            both[0], both[1] = both[0] + total, both[1] + n
            known[c][a] = both
        del known[a][b]
        size[a] += size.pop(b)
        for i, g in group.items():
            group[i] = a if g == b else g
        for c in known[a]:
            heapq.heappush(heap, (-mean(a, c), min(a, c), max(a, c)))
    moved = True
    while moved:
        moved = False
        for i in sorted(of):
            own = group[i]
            size[own] -= 1
            score = {own: -size[own], 'alone ' + i: 0}
            for j, w in of[i].items():
                g = group[j]
                score[g] = score.get(g, -size[g]) + w + 1
            best = max(sorted(score), key=score.get)
            if score[best] > score[own]:
                group[i], moved = best, True
            size[group[i]] = size.get(group[i], 0) + 1
    return group


def bound(args):
    """What stories made of the true pairs themselves come to: pairs are not transitive, stories are."""
    pairs, unclear, _ = read_gold(args.gold)
    true = {p for p, s in pairs.items() if s >= SAME}
    members = defaultdict(list)
    for id, g in link({p: 1 for p in true}).items():
        members[g].append(id)
    said = set()
    for ids in members.values():
        said.update(combinations(sorted(ids), 2))
    print('true\tsaid\thit\trecall\tprecision\tclear_recall\tclear_precision')
    print(figures(said, true, unclear))


def labels(args):
    """`same` shall be in one story; `related` and `different` shall not."""
    members = read_stories(args.scan, False)
    story = {id: s for s, ids in members.items() for id in ids}
    true = said = hit = 0
    wrong = []
    with open(args.labels, encoding='utf-8') as f:
        next(f)
        for row in f:
            a, b, label, reason = row.rstrip('\n').split('\t')
            same, joined = label == 'same', a in story and story[a] == story.get(b)
            true, said, hit = true + same, said + joined, hit + (same and joined)
            if same != joined:
                wrong.append((label, 'joined' if joined else 'apart', a, b, reason))
    print('true\tsaid\thit\trecall\tprecision')
    print('%d\t%d\t%d\t%.3f\t%.3f' % (true, said, hit, hit / max(1, true), hit / max(1, said)))
    for w in wrong[:args.show]:
        print(*w, sep='\t')


def pair(args):
    articles = read(args.corpus)
    strip(articles)
    at = {a.id: a for a in articles}
    a, b = at[args.id_a], at[args.id_b]
    if b.length < a.length:
        a, b = b, a
    for s, found in zip(a.own, stands_in(a.own, b.own)):
        print('+' if found else '-', ' '.join(s))
    print('by number %.3f by words %.3f of %d sentences, %d words' % (*share(a, b), len(a.own), a.length))


def main():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = top.add_subparsers(required=True)
    p = sub.add_parser('gold')
    p.add_argument('corpus')
    p.add_argument('--least', type=int, default=40)
    p.set_defaults(run=gold)
    p = sub.add_parser('check')
    p.add_argument('gold')
    p.add_argument('scan')
    p.add_argument('--satellites', action='store_true', help='count what hangs on a story as in it')
    p.add_argument('--show', type=int, default=0)
    p.add_argument('--clear', action='store_true', help='show clear ones only')
    p.set_defaults(run=check)
    p = sub.add_parser('bound')
    p.add_argument('gold')
    p.set_defaults(run=bound)
    p = sub.add_parser('labels')
    p.add_argument('labels')
    p.add_argument('scan')
    p.add_argument('--show', type=int, default=0)
    p.set_defaults(run=labels)
    p = sub.add_parser('pair')
    p.add_argument('corpus')
    p.add_argument('id_a')
    p.add_argument('id_b')
    p.set_defaults(run=pair)
    args = top.parse_args()
    args.run(args)


if __name__ == '__main__':
    main()
