#!/bin/sh
# docs/formats.md names the members that files have: these files are made, and both are compared.
. "$(dirname "$0")/../cli/library.sh"
here=$(cd "$(dirname "$0")" && pwd)
cd "$tmp" || exit 2

"$reprint" gen -q -n 600 --seed 3 -o a.jsonl
"$reprint" gen -q -n 900 --seed 3 --near .2 -o b.jsonl
"$reprint" gen -q --kind news -n 4000 --seed 8 -o news.jsonl
printf 'reuters.com\tThomson\nlatimes.com\tTimes\n' >owners
"$reprint" dedup -q b.jsonl --against a.jsonl -c .8 -n --removed removed --clusters clusters --stats stats
"$reprint" dedup -q b.jsonl -n --removed removed.own --clusters clusters.own
"$reprint" dedup -q --profile news news.jsonl -n --removed news.removed --clusters news.clusters --stats news.stats
"$reprint" scan -q --suspects --owners owners -f jsonl news.jsonl -o scan --stats scan.stats
"$reprint" scan -q -f jsonl --min-outlets 3 news.jsonl -o scan.filtered
"$reprint" scan -q -f csv news.jsonl -o csv
"$reprint" audit -q b.jsonl --against a.jsonl --sample 300 --format json -o audit
"$reprint" audit -q b.jsonl --sample 300 --format json -o audit.own
python3 "$here/formats.py" "$root/docs/formats.md"
