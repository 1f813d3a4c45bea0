"""peers.py FILE [DOCUMENTS]: the same JSON lines through `reprint dedup` and through libraries others use for it.

One thread each, a Jaccard of .7 over runs of five words, 128 slots, the first of similar documents stays: for each
library as its own manual shows deduplication. What is right is counted on the sets themselves, every pair that shares
a run. pip install datasketch rensa gaoya; what is absent is left out. $REPRINT names another binary.
"""
import collections
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time

LEAST, SLOTS, RUN = .7, 128, 5


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i:i + RUN]) for i in range(max(1, len(words) - RUN + 1))}


def datasketch(texts):
    from datasketch import MinHash, MinHashLSH
    index, kept = MinHashLSH(threshold=LEAST, num_perm=SLOTS), set()
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=SLOTS)
        sketch.update_batch([run.encode() for run in runs(text)])
        if not index.query(sketch):
            index.insert(number, sketch)
            kept.add(number)
    return kept


def rensa(texts):
    from rensa import RMinHash, RMinHashLSH
    index, kept = RMinHashLSH(threshold=LEAST, num_perm=SLOTS, num_bands=16), {}
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=SLOTS, seed=42)
        sketch.update(list(runs(text)))
        if not any(kept[other].jaccard(sketch) >= LEAST for other in index.query(sketch)):
            index.insert(number, sketch)
            kept[number] = sketch
    return set(kept)


def gaoya(texts):
    from gaoya.minhash import MinHashStringIndex
    index, kept = MinHashStringIndex(hash_size=32, jaccard_threshold=LEAST, num_bands=16, band_size=8, num_hashes=SLOTS,
                                     analyzer="word", lowercase=True, ngram_range=(RUN, RUN)), set()
    for number, text in enumerate(texts):
        if not index.query(text):
            index.insert_document(number, text)
            kept.add(number)
    return kept


def reprint(file, documents):
    program = os.environ.get("REPRINT") or os.path.join(os.path.dirname(__file__), "..", "build", "reprint")
    with tempfile.TemporaryDirectory() as folder:
        removed = os.path.join(folder, "removed")
        subprocess.run([program, "dedup", "-q", "--dry-run", "--threads", "1", "--threshold", str(LEAST), "--slots",
                        str(SLOTS), "--removed", removed, file], check=True)
        gone = {json.loads(line)["line"] - 1 for line in open(removed)}
    return set(range(documents)) - gone


def similar_pairs(sets):
    """Every pair with a Jaccard of LEAST: {later: {earlier: jaccard}}."""
    holders, pairs = collections.defaultdict(list), {}
    for later, own in enumerate(sets):
        shared = collections.Counter(itertools.chain.from_iterable(holders.get(run, ()) for run in own))
        found = {e: n / (len(own) + len(sets[e]) - n) for e, n in shared.items()}
        pairs[later] = {e: j for e, j in found.items() if j >= LEAST}
        for run in own:
            holders[run].append(later)
    return pairs


def processor_seconds():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main():
    documents = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    with open(sys.argv[1]) as lines, tempfile.NamedTemporaryFile("w", suffix=".jsonl") as sample:
        rows = list(itertools.islice((row for row in lines if json.loads(row)["text"].strip()), documents))
        sample.writelines(rows)
        sample.flush()
        texts = [json.loads(row)["text"] for row in rows]
        pairs = similar_pairs([runs(text) for text in texts])
        print("tool\tcpu_seconds\tdocuments_a_second\tresolved_.8\tresolved_.7_to_.8\tremoved\tremoved_wrongly")
        for tool in (reprint, gaoya, rensa, datasketch):
            begun = processor_seconds()
            try:
                kept = tool(sample.name, len(rows)) if tool is reprint else tool(texts)
            except ImportError:
                continue
            report(tool.__name__, processor_seconds() - begun, kept, pairs)


def report(name, seconds, kept, pairs):
    asked, resolved = collections.Counter(), collections.Counter()
    for later, found in pairs.items():
        for earlier, jaccard in found.items():
            asked[jaccard >= .8] += 1
            resolved[jaccard >= .8] += not (later in kept and earlier in kept)
    removed = [d for d in pairs if d not in kept]
    wrong = sum(not any(earlier in kept for earlier in pairs[d]) for d in removed)
    share = [f"{resolved[high] / asked[high]:.3f}" if asked[high] else "-" for high in (True, False)]
    print(name, f"{seconds:.2f}", round(len(pairs) / seconds), *share, len(removed), wrong, sep="\t", flush=True)


main()
