#!/bin/sh
# The main job on the corpus in data/demo: what was kept, what was removed, and why.
cd "$(dirname "$0")/.." || exit 2
reprint=${BUILD:-build}/reprint
echo
echo "reprint dedup data/demo/articles.jsonl --contained .9 --format text"
echo
exec "$reprint" dedup data/demo/articles.jsonl --contained .9 --format text
