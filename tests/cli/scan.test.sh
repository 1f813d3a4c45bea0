#!/bin/sh
# scan: the same bytes whatever threads, order and way in; every document once; a site whole or not at all.
. "$(dirname "$0")/library.sh"
. "$(dirname "$0")/../resume/kills.sh"
cd "$tmp" || exit 2
"$reprint" gen -q --kind news -n 400 -o c.jsonl || exit 2

scan() { "$reprint" scan -q -f jsonl "$@"; }
# file and line, and the size of the input, are not part of what was found
facts() { sed 's/,"file":"[^"]*"//; s/,"line":[0-9]*//' "$1" >"$1.facts"; }
like_one() { facts other; same "$1" one.facts other.facts; }

scan -j1 c.jsonl >one
[ "$(grep -c '"type":"story"' one)" -gt 20 ] && ok "stories are found" || not_ok "stories are found" "$(tail -n 1 one)"
for j in 2 3 7; do scan -j$j c.jsonl >many; same "$j threads" one many; done
for k in scalar avx2; do REPRINT_KERNEL=$k scan c.jsonl >many; same "kernel $k" one many; done
sort -R --random-source=c.jsonl c.jsonl >shuffled.jsonl
facts one
scan -j2 shuffled.jsonl >other; like_one "input in another order"
mkdir parts && split -l 90 c.jsonl parts/p
scan parts >other; like_one "input in several files"
gzip <c.jsonl >c.gz; scan c.gz >other; like_one "gzip"
zstd -q <c.jsonl >c.zst; scan c.zst >other; like_one "zstd"
scan - <c.jsonl >other; like_one "standard input"
cat c.jsonl | scan - >other; like_one "a pipe"
cat c.zst | scan >other; like_one "a compressed pipe"

# --- memory: through a pipe nobody knows how much comes, so what is kept goes to a file ---
"$reprint" gen -q --kind news -n 8000 -o more.jsonl
scan more.jsonl >roomy
facts roomy
scan --memory 64M --work-dir . - <more.jsonl >bounded
facts bounded
same "memory that is bounded" roomy.facts bounded.facts
[ "$(ls | grep -c reprint)" -eq 0 ] && ok "no file is left behind" || not_ok "no file is left behind" "$(ls)"
scan --memory 64M --work-dir ./missing/one - <more.jsonl >log 2>&1 && not_ok "a work folder that cannot be" "exit status 0" ||
    ok "a work folder that cannot be"

# --- every document exactly once ---
sed -n 's/^{"type":"\(copy\|single\)".*"id":"\([^"]*\)","file".*/\2/p' one | sort >told
sed -n 's/^{"id": "\([^"]*\)".*/\1/p' c.jsonl | sort >given
same "every document is one copy or one single" given told
n=$(sed -n '$s/.*"documents":\([0-9]*\),.*"copies":\([0-9]*\),"singles":\([0-9]*\),.*/\1 \2 \3/p' one)
set -- $n
[ "$1" = 400 ] && [ $(($2 + $3)) -eq 400 ] && ok "the summary adds up" || not_ok "the summary adds up" "$n"
grep '"type":"satellite"' one | sed 's/.*"id":"\([^"]*\)".*/\1/' | sort -u >beside
sed -n 's/^{"type":"single".*"id":"\([^"]*\)","file".*/\1/p' one | sort >singles
[ -s beside ] && [ -z "$(comm -23 beside singles)" ] && ok "satellites are singles" || not_ok "satellites are singles" "$(comm -23 beside singles | head -n 3)"
"$reprint" scan -q -f csv c.jsonl >rows.csv
[ "$(grep -c -e '^copy,' -e '^single,' rows.csv)" -eq 400 ] && ok "and so in CSV" || not_ok "and so in CSV" "$(wc -l <rows.csv)"

# --- exit status, outputs ---
expect "found something" 1 "$reprint" scan -q -e c.jsonl
head -n 1 c.jsonl >single.jsonl
expect "found nothing" 0 "$reprint" scan -q -e single.jsonl
expect "a full device" 2 "$reprint" scan -q c.jsonl -o /dev/full
"$reprint" scan -q -f jsonl c.jsonl -o z.zst && zstd -dcq z.zst >z && same "zstd out" one z || not_ok "zstd out" "it failed"
expect "furniture is shown" 0 "$reprint" scan -q c.jsonl --show-furniture furniture.tsv
[ -s furniture.tsv ] && ok "furniture has lines" || not_ok "furniture has lines" ""
sed -n 's/.*"outlet":"\([^"]*\)".*/\1\tOne House/p' one | sort -u >owners.tsv
scan --owners owners.tsv c.jsonl >owned
outlets() { sed -n 's/.*"type":"story".*"outlets":\([0-9]*\),.*/\1/p' "$1" | awk '{ n += $1 } END { print n }'; }
[ "$(outlets owned)" -lt $(($(outlets one) / 2)) ] && ok "outlets of one owner count once" || not_ok "outlets of one owner count once" "$(outlets one) $(outlets owned)"
if grep '"type":"copy"' owned | grep '"outlet":' | grep -qv '"owner":"One House"'; then not_ok "copies name the owner" ""; else ok "copies name the owner"; fi

# --- the site ---
expect "a site" 0 "$reprint" scan -q -f html c.jsonl -o site
"$reprint" scan -q -f html -j7 c.jsonl -o again
diff -r site again >log && ok "a site is the same for any number of threads" || not_ok "a site is the same for any number of threads" "$(head -n 1 log)"
[ "$(ls site/story-*.html | wc -l)" -eq "$(grep -c '"type":"story"' one)" ] && ok "a page a story" || not_ok "a page a story" ""
for f in $(sed -n 's/.*href="\(story-[0-9a-f]*\.html\)".*/\1/p' site/index.html); do [ -e "site/$f" ] || echo "$f"; done >missing
[ ! -s missing ] && ok "links lead somewhere" || not_ok "links lead somewhere" "$(head -n 1 missing)"
expect "an older site stays" 2 "$reprint" scan -q -f html c.jsonl -o site
says "and is named as such" "'site' is there already and holds files"
[ -s site/index.html ] && [ -z "$(ls -d site.* 2>/dev/null)" ] && ok "and nothing is left beside it" || not_ok "and nothing is left beside it" "$(ls -d site*)"

expect "a file in its place" 2 "$reprint" scan -q -f html c.jsonl -o c.gz
says "is named as such" "'c.gz' is a file"

# Ended by a signal while pages are being written: nothing is left, and the parent sees the signal.
"$reprint" gen -q --kind news -n 6000 -o more.jsonl
program() { exec "$reprint" scan -q -f html more.jsonl -o stopped; }
pages() { seen=$(ls stopped.*/story-* 2>/dev/null | head -n 1) && [ -n "$seen" ]; }
killed_when pages TERM
[ -n "$seen" ] && [ $status -eq 143 ] && ok "ended by a signal" || not_ok "ended by a signal" "$status, folder '$seen'"
[ -z "$(ls -d stopped* 2>/dev/null)" ] && ok "and no folder is left" || not_ok "and no folder is left" "$(ls -d stopped*)"

# Statistics say what the summary says, and where all of the time went.
expect "statistics" 0 "$reprint" scan -q -f jsonl more.jsonl -o stats.out --stats stats
python3 - stats stats.out <<'END'
import json, sys
stats, rows = json.load(open(sys.argv[1])), [json.loads(line) for line in open(sys.argv[2])]
def check(name, holds):
    print("ok - statistics:" if holds else "not ok - statistics:", name)
summary = rows[-1]
check("counts", all(stats["result"][k] == summary[k] for k in ("stories", "copies", "singles", "verified")) and stats["input"]["documents"] == summary["documents"])
seconds = stats["seconds"]
check("stages", abs(sum(v for k, v in seconds.items() if k != "total") - seconds["total"]) < 1e-4 and min(seconds["records"], seconds["read"], seconds["results"]) > 0)
check("memory", stats["machine"]["peak_bytes"] > 1 << 20)
END
expect "one file for two outputs" 2 "$reprint" scan -q -f jsonl more.jsonl -o both --stats both
[ ! -e both ] && ok "and it is not there" || not_ok "and it is not there" ""

# Text that means harm, in every place where a page shows text.
evil='<script>alert(1)</script></script><img src=x onerror=alert(1)>"'"'"'`&'
words=$(seq -s ' the quick river of words runs on number ' 1 60)
for i in 1 2; do
    printf '{"id":"%s%s","outlet":"%s%s","headline":"%s","url":"javascript:alert(%s)","byline":"%s","text":"%s %s"}\n' "$i" "$evil" "$i" "$evil" "$evil" $i "$evil" "$evil" "$words"
done | sed "s/\"'\`/'\`/g" >evil.jsonl
expect "hostile text" 0 "$reprint" scan -q -f html evil.jsonl -o evil
[ "$(ls evil/story-*.html | wc -l)" -eq 1 ] && ok "hostile text: a story" || not_ok "hostile text: a story" "$(ls evil)"
if grep -l -e '<script>alert' -e '<img' -e 'javascript:' evil/*.html >log; then not_ok "hostile text is text" "$(head -n 1 log)"; else ok "hostile text is text"; fi
[ "$(cat evil/story-*.html | grep -c '</script>')" -le 3 ] && ok "data ends no script" || not_ok "data ends no script" ""

# --- the sample of the project, where it is ---
sample=$root/../shared/data/sample-article.txt
if [ -r "$sample" ]; then
    scan "$sample" >sample.out
    grep -q '"source":"Bloomberg","distributor":"Tribune Content Agency","carrier":"ArcaMax"' sample.out && ok "source, distributor and carrier of the sample" || not_ok "source, distributor and carrier of the sample" "$(sed -n 2p sample.out)"
else
    echo "skip - source, distributor and carrier of the sample: it is not here"
fi

# --- a month is a date ---
is "--since a month" "$("$reprint" scan -q --since 2025-06 "$root/data/demo-news/pages.jsonl" | sed -n 2p)" "1 of them shown"
for date in 2025 2025-04 2025-04-25 2025-04-25T13:20 2025-04-25T13:20:05Z "2025-04-25 13:20:05+02:00"; do
    is "--since $date" "$("$reprint" scan -q --since "$date" "$root/data/demo-news/pages.jsonl" 2>&1 | head -n 1 | cut -d ' ' -f 1-2)" "3 stories"
done
for date in 2025-13 2025-00 2025-6 2025-02-30 06/2025 2025-04-25x 2025-04-25T25:00 soon; do
    is "--since $date is refused" "$("$reprint" scan -q --since "$date" "$root/data/demo-news/pages.jsonl" 2>&1)" \
        "reprint: --since wants a date such as 2025-04-25, not '$date'"
done

# --- what a page says once ---
"$reprint" gen -q --kind news -n 400 --seed 3 -o "$tmp/c.jsonl"
"$reprint" scan -q -f html "$tmp/c.jsonl" -o "$tmp/once"
twice=$(cat "$tmp"/once/story-*.html | python3 -c 'import re, sys
rows = [re.findall("class=\"tag[^>]*>([^<]*)<", row) for row in sys.stdin.read().split("<tr")]
print(sum(len(set(tags)) < len(tags) for tags in rows), sum(len(tags) > 0 for tags in rows))')
case $twice in "0 "[1-9]?*) ok "no copy bears a mark twice" ;; *) not_ok "no copy bears a mark twice" "$twice" ;; esac
sed -n '11,12s/"date": *"[^"]*"/"date": "2025-04-24T15:30:00Z"/p' "$root/data/demo-news/pages.jsonl" >"$tmp/two.jsonl"
"$reprint" scan -q -f html "$tmp/two.jsonl" -o "$tmp/instant"
page=$(echo "$tmp"/instant/story-*.html)
grep -q '>Dates<' "$page" && ! grep -q 'class="timeline"' "$page" && ok "two copies of one minute make no timeline" || not_ok "two copies of one minute make no timeline" "$(grep -c timeline "$page")"
is "and one date" "$(sed -n 's/.*<dt>Dates<\/dt><dd>\(.*\)<\/dd>.*/\1/p' "$page" | sed 's/<\/dd>.*//; s/<[^>]*>//g')" "2025-04-24 15:30 UTC"
