#!/bin/sh
# dedup --profile news: one copy of each story of scan stays, and the rest says why it went.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
"$reprint" gen -q --kind news -n 300 --seed 8 -o c.jsonl || exit 2
"$reprint" scan -q -f jsonl c.jsonl -o scan.out || exit 2
news() { "$reprint" dedup -q --profile news "$@"; }

expect "runs" 0 "$reprint" dedup --profile news c.jsonl -o kept --removed removed --clusters clusters --stats stats
says "says what was kept" "  kept       "
cat >agrees.py <<'EOP'
import json, sys
rows = [json.loads(x) for x in open("scan.out")]
copies = {r["id"]: r for r in rows if r["type"] == "copy"}
stories = {r["story"]: r for r in rows if r["type"] == "story"}
lines = open("c.jsonl").read().splitlines()
kept, removed = open("kept").read().splitlines(), [json.loads(x) for x in open("removed")]
ids, gone = [json.loads(x)["id"] for x in kept], {r["id"]: r for r in removed}
def check(name, holds): print("ok - " + name if holds else "not ok - %s: it does not hold" % name)
check("kept and removed are the input", sorted(ids + list(gone)) == sorted(json.loads(x)["id"] for x in lines))
check("kept records are lines of the input in their order", kept == [x for x in lines if json.loads(x)["id"] not in gone])
check("some were removed", len(gone) > 20)
check("removed ones are the copies of scan but one a story", set(gone) == {i for i, c in copies.items() if i != stories[c["story"]]["reference"]})
check("for the reference of their story", all(r["kept"] == r["reference"] == stories[r["story"]]["reference"] and r["kept"] in ids for r in removed))
check("story and relation are those of scan", all((r["story"], r["relation"]) == (copies[i]["story"], copies[i]["story_relation"]) for i, r in gone.items()))
check("satellites and singles stay", all(r["id"] in ids for r in rows if r["type"] in ("single", "satellite")))
check("rows are in input order", [r["line"] for r in removed] == sorted(r["line"] for r in removed))
run, *clusters = [json.loads(x) for x in open("clusters")]
check("clusters hold the same", {m["id"]: c["story"] for c in clusters for m in c["removed"]} == {i: r["story"] for i, r in gone.items()} and run["type"] == "run")
stats = json.load(open("stats"))
check("stats count the same", (stats["result"]["kept"], stats["result"]["removed"], sum(stats["result"]["relations"].values())) == (len(ids), len(gone), len(gone)))
EOP
python3 agrees.py

# --- the same whatever the way in ---
for j in 1 7; do news -j$j c.jsonl -o again --removed removed.$j; same "kept with $j threads" kept again; same "reasons with $j threads" removed removed.$j; done
gzip <c.jsonl >c.gz && news c.gz >again; same "gzip" kept again
news - <c.jsonl >again; same "standard input" kept again
zstd -q <c.jsonl >c.zst && news c.zst -o again.zst && zstd -dcq again.zst >again; same "zstd in and out" kept again
news c.jsonl -n --removed again; same "a dry run gives the reasons" removed again
[ -z "$(news c.jsonl -n)" ] && ok "and writes no records" || not_ok "and writes no records" ""
expect "exit status when something went" 1 "$reprint" dedup -q --profile news -n -e c.jsonl
head -n 1 c.jsonl >one.jsonl
expect "and when nothing did" 0 "$reprint" dedup -q --profile news -n -e one.jsonl
news c.jsonl --format text >text
[ "$(grep -c '^kept, 1 of' text)" -eq "$(grep -c '"type":"cluster"' clusters)" ] && ok "groups to read" || not_ok "groups to read" "$(head -n 3 text)"

# --- who stays ---
field() { python3 -c 'import json, sys
for line in open(sys.argv[1]): print(json.loads(line)[sys.argv[2]])' "$@"; }
pages() {
    words='the ferry to the outer islands will stay in service through the winter because doctors and teachers asked the harbour board to keep her until the battery boats have proved themselves in a storm, a spokesman said after a meeting that went on until midnight'
    more='Passengers who had bought tickets for the farewell tour will get their money back at the counters in the terminal and on board.'
    printf '{"id":"late","url":"https://late.example/a","date":"2025-04-25","title":"Ferry stays","text":"%s. %s"}\n' "$words" "$words2"
    printf '{"id":"early","url":"https://early.example/a","date":"2025-04-23","title":"Ferry stays","text":"%s. %s"}\n' "$words" "$words2"
    printf '{"id":"long","url":"https://long.example/a","date":"2025-04-24","title":"Ferry stays","text":"%s. %s %s"}\n' "$words" "$words2" "$more"
}
words2='Captain Olga Brandt told the meeting that her crew of nine would rather paint the old hull for the eleventh time than explain to a midwife why there is no boat at four in the morning.'
pages >p.jsonl
stays() { news --keep "$1" p.jsonl | sed 's/{"id":"\([^"]*\)".*/\1/'; }
for pair in first:late earliest:early longest:long; do
    [ "$(stays "${pair%:*}")" = "${pair#*:}" ] && ok "--keep ${pair%:*}" || not_ok "--keep ${pair%:*}" "$(stays "${pair%:*}")"
done
echo early.example >outlets
[ "$(stays outlets)" = early ] && ok "--keep FILE" || not_ok "--keep FILE" "$(stays outlets)"
[ "$(stays fullest)" = "$(news p.jsonl --keep original -n --clusters - | sed -n 's/.*"reference":"\([^"]*\)".*/\1/p')" ] && ok "without a source's copy the fullest is the reference" || not_ok "without a source's copy the fullest is the reference" "$(stays fullest)"
demo=$root/data/demo-news/pages.jsonl
[ "$(news "$demo" -n --removed - | grep -c '"kept":"reuters"')" -eq 8 ] && ok "the source's own copy stays" || not_ok "the source's own copy stays" "$(news "$demo" -n --removed -)"
mkdir texts && python3 -c 'import json
for line in open("p.jsonl"):
    d = json.loads(line)
    open("texts/%s.txt" % d["id"], "w").write(d["title"] + "\n\n" + d["text"] + "\n")'
expect "text files" 0 "$reprint" dedup -q --profile news texts -o rows
[ "$(wc -l <rows)" -eq 1 ] && grep -q '^{"id":"texts/[a-z]*\.txt","text":"Ferry stays' rows && ok "one of three becomes a row" || not_ok "one of three becomes a row" "$(cut -c1-80 rows)"

# --- refused ---
for option in "--threshold .8" "--contained .9" --exact-only "--sketch simhash" "--bands 10" "--shingle 3" "--unit char" --resume "--memory 1G" "--from x" --estimate --show-curve "--key $demo" "--hamming 2" "--slots 64" "--recall .9"; do
    # shellcheck disable=SC2086
    expect "refuses $option" 2 "$reprint" dedup -q --profile news $option c.jsonl -o never
    says "and says so of ${option%% *}" "${option%% *} does not go with --profile news"
done
expect "--preset without it" 2 "$reprint" dedup -q --preset strict c.jsonl -o never
says "a sentence for --preset" "--preset goes with --profile news"
expect "--keep fullest without it" 2 "$reprint" dedup -q --keep fullest c.jsonl -o never
says "a sentence for --keep" "--keep fullest goes with --profile news"
[ ! -e never ] && ok "nothing was written" || not_ok "nothing was written" ""

# --- what goes wrong ---
{ head -n 20 c.jsonl; echo '{"id": cut'; } >bad.jsonl
expect "a bad record" 2 "$reprint" dedup -q --profile news bad.jsonl -o k
says "is named" "bad.jsonl:21:"
expect "or skipped" 0 "$reprint" dedup -q --profile news --skip-bad bad.jsonl -o k
[ "$(($(wc -l <k)))" -gt 0 ] && ok "and the rest is there" || not_ok "and the rest is there" ""
expect "a full device" 2 "$reprint" dedup -q --profile news c.jsonl -o /dev/full
echo older >k
expect "no input" 2 "$reprint" dedup -q --profile news nowhere.jsonl -o k
[ "$(cat k)" = older ] && ok "the older result stays" || not_ok "the older result stays" "$(head -c 80 k)"
expect "two outputs of one name" 2 "$reprint" dedup -q --profile news c.jsonl -o k --removed k
: >empty.jsonl
expect "an empty file" 0 "$reprint" dedup -q --profile news empty.jsonl -o k --removed r --clusters cl --stats st
[ ! -s k ] && [ ! -s r ] && [ "$(wc -l <cl)" -eq 1 ] && ok "gives empty results" || not_ok "gives empty results" ""
news c.jsonl | head -n 1 >first
[ "$(cat first)" = "$(head -n 1 kept)" ] && ok "a closed pipe" || not_ok "a closed pipe" "$(cat first)"
