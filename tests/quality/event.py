#!/usr/bin/env python3
"""A second corpus around one event, written without a look at summit.py or at how stories are joined.

Its sentences are those of real articles about a meeting or a crisis, short quotations and standing background among
them; furniture, hosts and edits are made here. Agencies write their stories through, hosts carry one version or follow
several, trim them, put a line of their own in, break lines at some width; sister hosts share a frame; pages are met
again a day later; there are briefs, round-ups of several stories and live pages that grow. Which sentences stand in
which article is counted on what was printed, so what agencies took from each other and what the real articles have in
common counts as well.

Two articles are one story when half of the sentences of the shorter one stand in the other, furniture not counted;
a sentence stands where some sentence holds 4 of 5 of its words.

  event.py ARTICLES.jsonl corpus.jsonl gold.tsv [--since DATE --until DATE --about REGEX | --lang XX] [--seed N]
           [--fields all|url|text]

gold.tsv is read by `story_oracle.py check`.
"""
import argparse
import datetime
import json
import random
import re
from collections import Counter, defaultdict
from copy import copy

HOSTS, WIRES, OWN, ROUNDUPS, LIVES, QUOTED = 45, 45, 40, 10, 3, 10
BEGIN = datetime.datetime(2018, 6, 10, 6)
LISTED = .2

TOWNS = ('Ashbrook Callington Dunmere Easthaven Fairlow Garrick Holmford Inverley Kestwick Larkdale Marston Oakhurst '
         'Penrose Redcliff Stanmore Tilbury Underhill Vantage Westbourne Yarrow Zenith').split()
KINDS = ['Herald', 'Tribune', 'Times', 'Post', 'Courier', 'Gazette', 'Chronicle', 'Star', 'News 8', 'Channel 5', 'Radio',
         'Online', 'Today', 'Journal', 'Mail']
SECTIONS = ('Home,News,World,Politics,Business,Markets,Tech,Science,Health,Sport,Football,Culture,Travel,Style,Opinion,'
            'Letters,Columnists,Video,Photos,Live TV,Weather,Traffic,Local,Education,Obituaries,Classifieds,Jobs,Cars,'
            'Puzzles,Comics,Podcasts,Newsletters,E-Edition,Archive,Subscribe,Log in,Search,Africa,Asia,Europe').split(',')
FOOT = ('Terms of Service,Privacy Policy,Contact Us,About Us,Advertise With Us,Careers,Site Map,Help,RSS Feeds,Mobile Apps,'
        'Accessibility,FCC Public File,Closed Captioning,Submit a News Tip,Corrections,Media Kit,Delivery').split(',')
PROSE = [
    '{o} is not responsible for what stands on other sites that readers may reach from this page.',
    'We use cookies and similar tools to make our pages work and to show advertising that fits your interests.',
    'By going on to use this site you agree to our terms of use and to the way in which we treat your data.',
    'Sign up for the {o} morning letter and have the stories everybody talks about sent to you before breakfast.',
    'Get alerts for breaking news on your phone, wherever you are, with the free {o} app for all devices.',
    'Readers who take part in the discussion are asked to stay on the subject and to keep a civil tone.',
    'Comments are read by our staff before they appear, and those with insults or advertising are removed.',
    'All material on these pages belongs to {o} or to those who supplied it and may not be published again.',
    'You have read three of your five free articles this month, so please think about becoming a subscriber.',
    'Have you seen something that we should know about? Write to the newsroom or call our desk day and night.',
    'This video needs a recent browser, and scripts have to be allowed for it to play.',
    'Our reporters work hard to bring you news that you can trust, and your support makes that possible.',
    'Stock quotes are delayed by at least fifteen minutes and are given for information only.',
    'Follow {o} on all networks and never miss a story from your neighbourhood and the world.',
    'Some links on this page may earn us a commission when you buy something through them.',
    'If you find a mistake on this page, please tell our editors, who read every message that is sent to them.']
LABELS = ['Top Stories', 'Latest Headlines', 'Most Read', 'More from {o}', 'Related Stories', 'You may also like']
CAPTIONS = ['Leaders pose for the family photo before the working lunch.', 'The delegations sit down for the first session.',
            'Police officers stand guard in front of the meeting hall.', 'A worker prepares flags ahead of the summit.']
COMMENTS = ['I have been saying this for years and nobody listened.', 'Great reporting as always, thank you.',
            'Why is nobody asking about the cost of all this?', 'Just another photo opportunity, nothing will change.',
            'Typical of this paper to leave out half of the facts.', 'Let us wait and see before we judge, it is too early.']
LOCAL = ['Officials in {p} said they were watching the meeting closely and expected little change for people here.',
         'Residents of {p} who were asked about the talks on the main street had mixed feelings.',
         'The {p} council will hear a report on what the outcome means for local firms next week.',
         'A {p} company that trades overseas said it hoped for calmer markets.']
PHRASES = ['reportedly', 'officials', 'there', 'later', 'government', 'again', 'meanwhile', 'talks', 'the two sides']
AGENCIES = ['AP', 'Reuters', 'AFP', 'Bloomberg', 'dpa']
NAMES = ['Ann Abbot', 'Carl Cole', 'Dee Finch', 'Hal Hobbs', 'Ida Keane', 'Lou Mercer', 'Otto Pryor', 'Una Vance']


# --- real articles

def sentences(paragraph):
    out, now = [], ''
    for piece in re.split(r'(?<=[.!?])\s+|(?<=[.!?]["”’»])\s+', paragraph.strip()):
        now = (now + ' ' + piece).strip()
        if not re.search(r'\b(?:U\.S|U\.N|Mr|Mrs|Dr|Sen|Rep|Gov|Gen|St|No|[A-Z])\.$', now) and len(now.split()) > 3:
            out.append(now)
            now = ''
    return out + [now] * bool(now)


def read_articles(args):
    about = re.compile(args.about)
    out = []
    with open(args.articles, encoding='utf-8') as f:
        for row in f:
            d = json.loads(row)
            day = (d.get('date') or '')[:10]
            if d.get('lang', '') != args.lang or not args.since <= day <= args.until or not about.search(d['text']):
                continue
            lines = d['text'].split('\n')
            if args.lang: # pages with their furniture: paragraphs only
                lines = [s for s in lines if len(s.split()) > 14 and s.rstrip()[-1:] in '.”"»']
            text = [s for line in lines for s in sentences(line) if 4 <= len(s.split()) <= 70]
            if len(text) >= 10:
                out.append((d.get('title') or ' '.join(text[0].split()[:9]), text[:60]))
    return out


# --- stories

def rewritten(r, sentence, rate):
    """A phrase put in, left out or replaced."""
    w = sentence.split()
    n = max(1, int(rate * len(w) * 1.5))
    at = r.randint(0, max(0, len(w) - n))
    phrase = r.sample(PHRASES, min(n, 3))
    return ' '.join(r.choice([w[:at] + phrase + w[at + n:], w[:at] + w[at + n:], w[:at] + phrase + w[at:]]))


class Version:
    def __init__(self, text, when, head, agency):
        self.text, self.when, self.head, self.agency = text, when, head, agency


def write_through(r, title, material, background):
    """The versions of one agency's story: the next keeps some sentences, changes a few, adds in front and within."""
    agency, when, left = r.choice(AGENCIES), BEGIN + datetime.timedelta(hours=r.randint(0, 80)), list(material)
    first = r.randint(14, 45)
    text, left = left[:first], left[first:]
    if r.random() < .4 and background:
        text = text + r.choice(background)
    versions = [Version(text, when, title, agency)]
    for _ in range(r.choice([0, 0, 1, 2, 3, 5])):
        kept = r.choice([1, 1, .97, .9, .6, .5])
        text = [rewritten(r, s, r.choice([.06, .15, .3])) if r.random() < .05 else s for s in text if r.random() < kept]
        new, left = left[:r.randint(1, 9)], left[9:]
        lead, at = r.randint(0, len(new)), r.randint(0, len(text))
        text = new[:lead] + text[:at] + new[lead:] + text[at:]
        if r.random() < .4 and len(text) > 16:
            text = text[:r.randint(12, len(text))]
        when += datetime.timedelta(hours=r.randint(1, 9))
        head = title if r.random() < .4 or not text else ' '.join(text[0].split()[:r.randint(6, 11)])
        if len(text) >= 4:
            versions.append(Version(text, when, head, agency))
    return versions


# --- pages

class Page:
    def __init__(self, host, text, when, head, agency='', url=None):
        self.host, self.text, self.when, self.head, self.agency, self.url = host, text, when, head, agency, url


class Host:
    def __init__(self, r, n):
        self.light = r.random() < .8
        self.sections = r.sample(SECTIONS, r.randint(3, 8) if self.light else r.randint(8, 40))
        self.foot = r.sample(FOOT, r.randint(2, 7) if self.light else r.randint(5, 16))
        self.joined = r.random() < .3
        self.prose = r.sample(PROSE, len(PROSE))
        self.after, self.amid = r.randint(0, 2 if self.light else 6), 0 if self.light else r.randint(0, 2)
        self.label, self.related = r.choice(LABELS), 0 if r.random() < .4 else r.randint(2, 5)
        self.place = r.choice(['head', 'amid', 'end', 'end'])
        self.teasers, self.comments = not self.light and r.random() < .35, not self.light and r.random() < .5
        self.form = r.choice(['paragraphs', 'paragraphs', 'sentences', 'blank', 'wrapped'])
        self.date = r.choice(['%B %d, %Y', '%Y-%m-%d %H:%M', 'Updated %I:%M %p ET, %a %B %d, %Y', 'Posted: %b %d, %Y'])
        self.credit = r.choice(['dateline', 'tail', 'byline', '', ''])
        self.name_it(r, n)

    def name_it(self, r, n):
        self.name = '%s %s' % (r.choice(TOWNS), KINDS[n % len(KINDS)])
        self.address = 'www.%s%d.com' % (re.sub(r'\W', '', self.name.lower()), n)
        self.trims, self.local, self.retitles = r.random() < .15, r.random() < .12, r.random()

    def sister(self, r, n):
        other = copy(self)
        other.name_it(r, n)
        return other

    def own(self, line):
        return line.format(o=self.name)


def make_hosts(r):
    hosts = []
    while len(hosts) < HOSTS:
        hosts.append(Host(r, len(hosts)))
        for _ in range(r.choice([0, 0, 1, 2, 4])):
            hosts.append(hosts[-1].sister(r, len(hosts)))
    return hosts[:HOSTS]


def local(r, host):
    return [s.format(p=host.name.split()[0]) for s in r.sample(LOCAL, r.randint(1, 2))]


def carried(r, version, host):
    text = list(version.text)
    if r.random() < (.8 if host.trims else .12):
        text = text[:max(3, int(len(text) * r.uniform(.35, .9)))]
    if r.random() < .07:
        text = [s for i, s in enumerate(text) if i == 0 or r.random() < .75]
    if r.random() < .04:
        text = [rewritten(r, s, .1) if r.random() < .5 else s for s in text]
    if r.random() < (.7 if host.local else .05):
        at = r.randint(1, len(text))
        text[at:at] = local(r, host)
    if r.random() < .04:
        text = local(r, host)[:1] + [rewritten(r, text[0], .3)] + text[r.randint(1, 3):]
    head = version.head if r.random() > host.retitles else rewritten(r, version.head, .3)
    return Page(host, text, version.when + datetime.timedelta(minutes=r.randint(5, 900)), head, version.agency)


def carry(r, versions, hosts):
    many, before = r.choice([1, 1, 2, 3, 5, 7]), []
    for v in versions:
        fresh = r.sample(hosts, max(1 if v is versions[-1] else 0, int(r.gauss(many, many / 2) + .5)))
        before = list(dict.fromkeys([h for h in before if r.random() < .2] + fresh))
        for host in before:
            yield carried(r, v, host)
            if r.random() < .04:
                yield Page(r.choice(hosts), v.text[:r.randint(2, 4)], v.when, v.head, v.agency)


def round_up(r, stories, host):
    text = local(r, host)[:1]
    for versions in r.sample(stories, r.randint(2, 5)):
        at = r.choice([0, 0, 0, 2])
        text += r.choice(versions).text[at:at + r.randint(3, 9)]
    return Page(host, text, BEGIN + datetime.timedelta(hours=r.randint(20, 90)), r.choice(['News in brief', 'World digest']))


def live_pages(r, stories, host):
    text, url = [], 'http://%s/live/summit-%d' % (host.address, r.randrange(1000))
    for hour in range(r.randint(2, 5)):
        for versions in r.sample(stories, r.randint(1, 4)):
            text = r.choice(versions).text[:r.randint(1, 5)] + text
        yield Page(host, text, BEGIN + datetime.timedelta(hours=30 + 3 * hour), 'Summit live: latest updates', url=url)


def make_pages(r, articles):
    hosts = make_hosts(r)
    spare = articles[WIRES + OWN:WIRES + OWN + 6]
    background = [text[i:i + 3] for _, text in spare for i in (4, 7)]
    stories = [write_through(r, title, text, background) for title, text in articles[:WIRES]]
    for _ in range(QUOTED):
        one, other = r.sample(stories, 2)
        said = [s for s in one[-1].text if '"' in s or '“' in s][:r.randint(1, 3)]
        at = r.randint(1, len(other[-1].text))
        other[-1].text = other[-1].text[:at] + said + other[-1].text[at:]
    pages = [p for versions in stories for p in carry(r, versions, hosts)]
    for title, text in articles[WIRES:WIRES + OWN]:
        pages.append(Page(r.choice(hosts), text[:r.randint(10, 45)], BEGIN + datetime.timedelta(hours=r.randint(0, 110)), title))
    pages += [round_up(r, stories, r.choice(hosts)) for _ in range(ROUNDUPS)]
    pages += [p for _ in range(LIVES) for p in live_pages(r, stories, r.choice(hosts))]
    again = [copy(p) for p in pages if r.random() < .15]
    for p in again:
        p.when += datetime.timedelta(hours=r.randint(1, 30))
    r.shuffle(pages)
    return pages + again


# --- what is printed

def paragraphs(r, text):
    at = 0
    while at < len(text):
        n = r.choice([1, 1, 2, 2, 3])
        yield ' '.join(text[at:at + n])
        at += n


def wrapped(paragraph, width=76):
    lines = ['']
    for w in paragraph.split():
        if len(lines[-1]) + len(w) >= width:
            lines.append('')
        lines[-1] = (lines[-1] + ' ' + w).strip()
    return lines + ['']


def body_lines(r, page):
    host, text = page.host, list(page.text)
    if host.credit == 'dateline' and page.agency:
        text[0] = '%s (%s) %s %s' % (r.choice(['BRUSSELS', 'LONDON']), page.agency, r.choice(['-', '--', '—']), text[0])
    if host.form == 'sentences':
        return [[s] for s in text]
    form = {'paragraphs': lambda p: [p], 'blank': lambda p: [p, ''], 'wrapped': wrapped}[host.form]
    return [form(p) for p in paragraphs(r, text)]


def related(r, page, same_day):
    if not page.host.related:
        return []
    out = [page.host.own(page.host.label)]
    for p in r.sample(same_day, min(len(same_day), page.host.related)):
        out += [p.head] + p.text[:1] * page.host.teasers
    return out


def comments(r, page):
    n = r.randint(0, 6)
    return ['%d Comments' % n] + [line for _ in range(n) for line in
                                  (r.choice(NAMES), '%d hours ago' % r.randint(2, 20), ' '.join(r.sample(COMMENTS, 2)))]


def printed(r, page, same_day):
    h = page.host
    out = [' | '.join(h.sections)] if h.joined else list(h.sections)
    out += related(r, page, same_day) if h.place == 'head' else []
    out += [r.choice(['World', 'Home > World', 'News']), page.head]
    out += ['By %s%s' % (r.choice(NAMES), ', ' + page.agency if h.credit == 'byline' and page.agency else '')]
    out += [page.when.strftime(h.date), 'Share Tweet Email Print'] + r.sample(CAPTIONS, r.randint(0, 1))
    for n, lines in enumerate(body_lines(r, page)):
        out += lines
        out += ['Advertisement'] if n == 1 and r.random() < .5 else []
        out += [h.own(s) for s in h.prose[:h.amid]] if n == 2 else []
        out += related(r, page, same_day) if n == 3 and h.place == 'amid' else []
    if h.credit == 'tail' and page.agency:
        out.append(r.choice(['Copyright 2018 %s. All rights reserved.', '%s contributed to this report.']) % page.agency)
    out += related(r, page, same_day) if h.place == 'end' else []
    out += [h.own(s) for s in h.prose[2:2 + h.after]] + (comments(r, page) if h.comments else [])
    return '\n'.join(out + (['  '.join(h.foot)] if h.joined else h.foot))


def record(r, n, page, same_day, fields):
    d = {'id': 'e%05d' % n, 'text': printed(r, page, same_day)}
    if fields != 'text':
        d['url'] = page.url or 'http://%s/%s/story-%d.html' % (page.host.address, page.when.strftime('%Y/%m/%d'), n)
    if fields == 'all':
        d.update(outlet=page.host.name, title=page.head, date=page.when.strftime('%Y-%m-%dT%H:%M:%SZ'))
    return d


# --- truth

def standing(texts):
    """For each sentence the sentences that hold 4 of 5 of its words."""
    words = {s: Counter(re.findall(r'\w+', s.lower())) for text in texts for s in text}
    at = defaultdict(set)
    for s, w in words.items():
        for x in w:
            at[x].add(s)
    out = {}
    for s, w in words.items():
        need = .8 * sum(w.values())
        rare = sorted(w, key=lambda x: (len(at[x]), x))[:len(w) // 5 + 1] # one of these is in what holds the sentence
        maybe = {t for x in rare for t in at[x]}
        out[s] = {t for t in maybe if sum((w & words[t]).values()) >= need}
    return out


def write_gold(path, pages):
    texts = [p.text for p in pages]
    holds, on = standing(texts), defaultdict(set)
    for i, text in enumerate(texts):
        for s in text:
            on[s].add(i)
    number, words = Counter(), Counter()
    for i, text in enumerate(texts):
        for s in text:
            for j in {j for t in holds[s] for j in on[t]} - {i}:
                number[i, j] += 1
                words[i, j] += len(s.split())
    with open(path, 'w', encoding='utf-8') as f:
        f.write('id_a\tid_b\tby_number\tby_words\tdays\twords\n')
        for a, b in sorted({(min(p), max(p)) for p in number}):
            i, j = (a, b) if len(texts[a]) <= len(texts[b]) else (b, a)
            length = sum(len(s.split()) for s in texts[i])
            share = number[i, j] / len(texts[i]), words[i, j] / length
            if max(share) >= LISTED:
                days = abs(pages[a].when - pages[b].when).days
                f.write('e%05d\te%05d\t%.3f\t%.3f\t%d\t%d\n' % (a, b, *share, days, length))
        f.write('# judged\t%s\n' % ' '.join('e%05d' % i for i in range(len(pages))))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('articles')
    p.add_argument('corpus')
    p.add_argument('gold')
    p.add_argument('--since', default='0')
    p.add_argument('--until', default='9')
    p.add_argument('--about', default='')
    p.add_argument('--lang', default='')
    p.add_argument('--seed', type=int, default=1)
    p.add_argument('--fields', choices=['all', 'url', 'text'], default='all')
    args = p.parse_args()
    r = random.Random(args.seed)
    articles = read_articles(args)
    r.shuffle(articles)
    pages = make_pages(r, articles)
    same_day = defaultdict(list)
    for page in pages:
        same_day[page.when.date()].append(page)
    with open(args.corpus, 'w', encoding='utf-8') as f:
        for n, page in enumerate(pages):
            f.write(json.dumps(record(r, n, page, same_day[page.when.date()], args.fields), ensure_ascii=False) + '\n')
    write_gold(args.gold, pages)


if __name__ == '__main__':
    main()
