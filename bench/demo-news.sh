#!/bin/sh
# The news mode on the pages in data/demo-news: the stories, one verdict explained, and the site in build/demo-news.
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build}
reprint=$build/reprint

show() { printf '\n$ reprint %s\n\n' "$*"; "$reprint" "$@"; }

show scan data/demo-news/pages.jsonl || exit 2
show explain -q reuters lamplight data/demo-news/pages.jsonl | sed '/^thresholds/,/^$/d'
rm -rf "$build/demo-news"
show scan -f html data/demo-news/pages.jsonl -o "$build/demo-news" || exit 2
printf '\nopen %s/demo-news/index.html in a browser\n' "$build"
