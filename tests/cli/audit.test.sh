#!/bin/sh
# reprint audit: the same report however the text comes in, and the truth where dedup is known to miss.
. "$(dirname "$0")/library.sh"

"$reprint" gen -q -n 3000 --seed 3 -o "$tmp/c.jsonl"
"$reprint" audit -q "$tmp/c.jsonl" --sample 700 --format json --plot "$tmp/a.svg" >"$tmp/one" || not_ok "an audit" "failed"
for j in 1 2 7; do
    "$reprint" audit -q "$tmp/c.jsonl" --sample 700 --format json -j $j >"$tmp/two"
    same "the same report on $j threads" "$tmp/one" "$tmp/two"
done
REPRINT_KERNEL=scalar "$reprint" audit -q "$tmp/c.jsonl" --sample 700 --format json >"$tmp/two"
same "the same report with the scalar kernels" "$tmp/one" "$tmp/two"
gzip -c "$tmp/c.jsonl" | "$reprint" audit -q - --sample 700 --format json >"$tmp/two"
same "the same report of a compressed pipe" "$tmp/one" "$tmp/two"
head -n 1000 "$tmp/c.jsonl" >"$tmp/1"; echo '{broken' >>"$tmp/1"; tail -n +1001 "$tmp/c.jsonl" >"$tmp/2"
"$reprint" audit -q --skip-bad "$tmp/1" "$tmp/2" --sample 700 --format json >"$tmp/two"
same "the same report of two files and a bad record" "$tmp/one" "$tmp/two"
"$reprint" audit -q "$tmp/c.jsonl" --sample 700 --seed 2 --format json >"$tmp/two"
cmp -s "$tmp/one" "$tmp/two" && not_ok "another seed draws others" "the same report" || ok "another seed draws others"

# Nothing but exact copies has 64 equal slots of 64: every other near-duplicate is missed, and must be said to be.
"$reprint" audit -q "$tmp/c.jsonl" --sample 3000 --bands 1 --rows 64 --show 10000 --format json >"$tmp/two"
"$reprint" dedup -q -n "$tmp/c.jsonl" --bands 20 --rows 5 --removed "$tmp/removed"
sed 's/.*"most_similar_kept"//' "$tmp/two" | tr '{' '\n' | sed -n 's/^"id":"\([^"]*\)".*/\1/p' | sort -u >"$tmp/missed"
grep '"relation":"near"' "$tmp/removed" | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort >"$tmp/near"
"$reprint" dedup -q -n "$tmp/c.jsonl" --bands 1 --rows 64 --removed "$tmp/few"
sed 's/.*"id":"\([^"]*\)".*/\1/' "$tmp/few" | sort >"$tmp/found"
comm -23 "$tmp/near" "$tmp/found" >"$tmp/should"
[ "$(wc -l <"$tmp/should")" -gt 50 ] || not_ok "bands that miss" "nothing was missed"
if [ -z "$(comm -23 "$tmp/should" "$tmp/missed")" ]; then ok "what dedup missed is shown as kept"
else not_ok "what dedup missed is shown as kept" "$(comm -23 "$tmp/should" "$tmp/missed" | head -n 3 | tr '\n' ' ')"; fi

# The plot is well-formed as far as tags go, and has a dot.
if [ "$(grep -c '<circle' "$tmp/a.svg")" -gt 5 ] && tail -n 1 "$tmp/a.svg" | grep -q '^</svg>$'; then ok "a plot"; else not_ok "a plot" "no dots"; fi
expect "one name for two outputs" 2 "$reprint" audit "$tmp/c.jsonl" -o "$tmp/x" --plot "$tmp/x"
says "  and it is said" "named for two outputs"
expect "a plot that cannot be written" 2 "$reprint" audit "$tmp/c.jsonl" --plot "$tmp/no/such/x.svg"
expect "no such file" 2 "$reprint" audit "$tmp/none.jsonl"
[ ! -s "$tmp/out" ] && ok "  and no report" || not_ok "  and no report" "there is one"

# --- a run with a reference: counted apart, whole where the sample is everything ---
awk 'NR % 5 == 0' "$tmp/c.jsonl" >"$tmp/ref.jsonl"
awk 'NR % 5 != 0' "$tmp/c.jsonl" >"$tmp/in.jsonl"
"$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/ref.jsonl" --contained .8 --sample 3000 --format json >"$tmp/all"
"$reprint" dedup -q -n "$tmp/in.jsonl" --against "$tmp/ref.jsonl" --contained .8 --removed "$tmp/removed"
# total FILE WHERE: removals looked at, and the share that is right
total() {
    python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
t = (r["reference"] if sys.argv[2] == "with" else r)["precision"][0]
print(t["removed"], t["right"]["share"])' "$@"
}
n=$(grep -c '"reference":true' "$tmp/removed") m=$(grep -vc '"reference":true' "$tmp/removed")
[ "$n" -gt 50 ] && [ "$(total "$tmp/all" with)" = "$n 1" ] && ok "removals for the reference are all looked at" || not_ok "removals for the reference are all looked at" "$n removed, audit: $(total "$tmp/all" with)"
[ "$m" -gt 50 ] && [ "$(total "$tmp/all" within)" = "$m 1" ] && ok "and the others apart from them" || not_ok "and the others apart from them" "$m removed, audit: $(total "$tmp/all" within)"

# The reference without copies in it, and what is near it among the input: a miss of the bands is one of the audit.
"$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/ref.jsonl" --only-against --sample 3000 --bands 1 --rows 64 --format json >"$tmp/few"
grep -q '"reference":{"documents":600,"recall":\[{"from":0.7,"to":1,"pairs":[1-9][0-9]*,"documents":[0-9]*,"resolved":{"share":0\.' "$tmp/few" && ok "what bands miss of a reference is missed" || not_ok "what bands miss of a reference is missed" "$(cut -c 1-300 "$tmp/few")"
grep -q '"precision".*"precision"' "$tmp/all" && ! grep -q '"precision".*"precision"' "$tmp/few" && ok "--only-against asks for nothing else" || not_ok "--only-against asks for nothing else" "a table of the others"

# The reference as the state of an earlier run, and the state of a run that had one: the same report.
"$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/ref.jsonl" --sample 700 --format json >"$tmp/one"
"$reprint" dedup -q "$tmp/ref.jsonl" --work-dir "$tmp/st" -o /dev/null
"$reprint" dedup -q "$tmp/in.jsonl" --against "$tmp/st" --work-dir "$tmp/st2" -o /dev/null
"$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/st" --sample 700 --format json -j 3 >"$tmp/two"
same "the reference as the state of an earlier run" "$tmp/one" "$tmp/two"
"$reprint" audit -q --from "$tmp/st2" --sample 700 --format json >"$tmp/two"
same "the state of a run that had a reference" "$tmp/one" "$tmp/two"
sed 's/"text"/"question"/' "$tmp/ref.jsonl" >"$tmp/q.jsonl"
"$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/q.jsonl" --against-field text=question --sample 700 --format json >"$tmp/two"
same "a reference with fields of its own" "$tmp/one" "$tmp/two"
expect "a text report of both" 0 "$reprint" audit -q "$tmp/in.jsonl" --against "$tmp/ref.jsonl" --sample 300
grep -q '^recall, with the reference$' "$tmp/out" && ok "  it has a table of its own" || not_ok "  it has a table of its own" "none"
export LC_ALL=C.UTF-8
"$reprint" audit -q "$root/data/demo/archive.jsonl" --against "$tmp/ref.jsonl" >"$tmp/out"
is "no line is wider than a terminal" "$(grep -cE '^.{80}' "$tmp/out")" 0
