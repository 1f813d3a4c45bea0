"""Runs `reprint` on the pages of a scenario and asks what it made of them; prints one line a row of the catalogue."""

import functools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile

REPRINT = None  # the program; set by main()
ROWS = {}  # number -> (title, function)


def row(number, title):
    def register(f):
        assert number not in ROWS
        ROWS[number] = (title, f)
        return f

    return register


class Failed(Exception):
    pass


def check(holds, what):
    if not holds:
        raise Failed(what)


def write_pages(path, pages):
    with open(path, "w", encoding="utf-8") as f:
        for p in pages:
            f.write(json.dumps(p, ensure_ascii=False) + "\n")


class Result:
    """The rows of `scan -f jsonl`, by id."""

    def __init__(self, raw, err):
        self.raw, self.err = raw, err
        self.rows = [json.loads(line) for line in raw.decode("utf-8").splitlines()]
        self.stories = {r["story"]: r for r in self.rows if r["type"] == "story"}
        self.copies = {r["id"]: r for r in self.rows if r["type"] == "copy"}
        self.singles = {r["id"]: r for r in self.rows if r["type"] == "single"}
        self.satellites = [r for r in self.rows if r["type"] == "satellite"]
        self.templates = [r for r in self.rows if r["type"] == "template"]
        self.links = [r for r in self.rows if r["type"] == "link"]
        self.summary = self.rows[-1]

    def story_of(self, id):
        return self.copies[id]["story"] if id in self.copies else None

    def together(self, *ids):
        return self.story_of(ids[0]) is not None and len({self.story_of(i) for i in ids}) == 1

    def story(self, id):
        check(id in self.copies, "%s is in no story%s" % (id, self.beside(id)))
        return self.stories[self.copies[id]["story"]]

    def beside(self, id):
        mine = ["%s of %s" % (s["relation"], s["story"]) for s in self.satellites if s["id"] == id]
        return " but " + ", ".join(mine) if mine else ""

    def copy(self, id, relations, flags=(), without=(), field="relation"):
        """Checks that id is a copy with one of the relations, with flags and without others."""
        relations = [relations] if isinstance(relations, str) else relations
        check(id in self.copies, "%s is no copy%s, want %s" % (id, self.beside(id), "/".join(relations)))
        c = self.copies[id]
        check(c[field] in relations, "%s is %s, want %s" % (id, c[field], "/".join(relations)))
        self.flagged(c, flags, without)
        return c

    def flagged(self, c, flags, without):
        have = set(c["flags"]) | set(c.get("alerts", ()))
        for f in flags:
            check(f in have, "%s lacks %s: %s" % (c["id"], f, " ".join(sorted(have))))
        for f in without:
            check(f not in have, "%s has %s" % (c["id"], f))

    def satellite(self, id, relations, of, flags=()):
        relations = [relations] if isinstance(relations, str) else relations
        check(id in self.singles, "%s is a copy, want a satellite" % id)
        mine = [s for s in self.satellites if s["id"] == id and s["story"] == self.story_of(of)]
        check(mine, "%s does not hang on the story of %s" % (id, of))
        check(mine[0]["relation"] in relations, "%s is %s, want %s" % (id, mine[0]["relation"], "/".join(relations)))
        self.flagged(mine[0], flags, ())
        return mine[0]

    def joined(self, *ids):
        check(
            self.together(*ids),
            "not one story: " + ", ".join("%s %s" % (i, self.story_of(i) or "none" + self.beside(i)) for i in ids),
        )
        return self.story(ids[0])

    def apart(self, *ids):
        for i, a in enumerate(ids):
            for b in ids[i + 1 :]:
                check(not self.together(a, b), "%s and %s are one story" % (a, b))

    def alone(self, id):
        """In no story with others and hanging on none."""
        others = [
            i for i, c in self.copies.items() if i != id and c["story"] == self.story_of(id) and id in self.copies
        ]
        check(not others, "%s is joined with %s" % (id, ", ".join(others)))
        check(not self.beside(id), "%s is %s" % (id, self.beside(id)))

    def template(self, *ids):
        for t in self.templates:
            if set(ids) <= set(t["pages"]):
                return
        raise Failed("no template of %s" % ", ".join(ids))

    def link(self, a, b):
        for l in self.links:
            if {l["a"], l["b"]} == {a, b}:
                return l["relation"]
        return None


def run(arguments, wanted=(0,), **kw):
    p = subprocess.run([REPRINT] + arguments, capture_output=True, **kw)
    if p.returncode not in wanted:
        raise Failed(
            "%s: exit status %d: %s"
            % (" ".join(arguments), p.returncode, p.stderr.decode("utf-8", "replace").strip()[:300])
        )
    return p


def child_seconds():
    """Processor time of all programs run so far: other work on the machine does not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def instrumented():
    """A sanitizer takes several times the time: what is measured means nothing under one."""
    needs = subprocess.run(["ldd", REPRINT], capture_output=True).stdout
    return any(name in needs for name in (b"libasan", b"libtsan", b"libubsan"))


def scan(pages, *options):
    """Scans pages (records) and returns the Result."""
    write_pages("pages.jsonl", pages)
    p = run(["scan", "-q", "-f", "jsonl", *options, "pages.jsonl"])
    return Result(p.stdout, p.stderr)


@functools.lru_cache(maxsize=None)
def invented(seed, count=600):
    """Paragraphs of 25 to 70 words from stories that `gen` invents, at most two of a story, no two alike."""
    out = run(
        ["gen", "-q", "--kind", "news", "--languages", "en", "-n", str(count), "--seed", str(seed)]
    ).stdout.decode("utf-8")
    seen, paragraphs = set(), []
    for line in out.splitlines():
        prose = [
            p
            for p in json.loads(line).get("text", "").split("\n")
            if 25 <= len(p.split()) <= 70 and p.endswith(".") and " — " not in p and "(" not in p
        ]
        fresh = [p for p in prose if p not in seen]
        if len(fresh) == len(prose):
            paragraphs += fresh[1:3]
        seen.update(prose)
    return paragraphs


def explain(pages, a, b, *options):
    """Relation and flags of one pair, as explain gives them."""
    write_pages("pair.jsonl", pages)
    out = run(["explain", "-q", "--no-difference", *options, a, b, "pair.jsonl"]).stdout.decode("utf-8")
    verdict = re.search(r"^([a-z+-]+): .*rule \d+ of the table$", out, re.M)
    check(verdict, "explain gives no verdict")
    block = out[verdict.end() : out.index("\nmeasures")]
    return verdict.group(1), set(re.findall(r"^   ([a-z-]+) ", block, re.M)) - {"because", "reference"}


def run_gate(gate):
    try:
        print("ok - gate, rows 33 to 48: not one merge in %d pairs that must stay apart" % gate())
        return True
    except Failed as e:
        print("not ok - gate, rows 33 to 48: not one merge: %s" % e)
        return False


def main(argv, not_yet, gate):
    """Every row in order of its number, then the gate. not_yet: rows the program does not hold, with the reason."""
    global REPRINT
    REPRINT = os.path.abspath(argv[1])
    only = {int(a) for a in argv[2:]}
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number in sorted(ROWS):
            if only and number not in only:
                continue
            title, f = ROWS[number]
            name = "row %02d: %s" % (number, title)
            try:
                f()
                why = None
            except Failed as e:
                why = str(e)
            if number in not_yet:
                line = (
                    "skip - %s: not yet held: %s" % (name, not_yet[number])
                    if why
                    else "not ok - %s: holds now, take it off the list" % name
                )
            else:
                line = "not ok - %s: %s" % (name, why) if why else "ok - %s" % name
            failures += line.startswith("not ok")
            print(line, flush=True)
        if not only:
            failures += not run_gate(gate)
        os.chdir("/")
    sys.exit(failures > 0)
