#!/bin/sh
# The pages of a report in a real browser: make web-tools installs what this needs.
. "$(dirname "$0")/../cli/library.sh"
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skip - pages in a browser: $1"; exit 0; }
command -v node >/dev/null || skip "no node"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "no chromium"
case $(ldd "$reprint" 2>/dev/null) in *libasan*|*libtsan*|*libubsan*) skip "instrumented build" ;; esac
export NODE_PATH="${NODE_PATH:-$BUILD/web/node_modules}"
node -e 'require("puppeteer-core"); require("axe-core")' 2>/dev/null || skip "no puppeteer-core or axe-core; make web-tools"
"$reprint" gen -q --kind news -n 200 -o "$tmp/c.jsonl" && "$reprint" scan -q -f html "$tmp/c.jsonl" -o "$tmp/site" || exit 2
timeout 300 node "$here/pages.js" "$tmp/site"
