#!/bin/sh
# The pages of a report in a real browser. Needs node, chromium, puppeteer-core and axe-core:
# apt-get install chromium nodejs; npm install puppeteer-core axe-core, in this folder or where NODE_PATH says.
. "$(dirname "$0")/../cli/library.sh"
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "skip - pages in a browser: $1"; exit 0; }
command -v node >/dev/null || skip "no node"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "no chromium"
case $(ldd "$reprint" 2>/dev/null) in *libasan*|*libtsan*|*libubsan*) skip "instrumented build" ;; esac
(cd "$here" && node -e 'require("puppeteer-core"); require("axe-core")') 2>/dev/null || skip "no puppeteer-core or axe-core"
"$reprint" gen -q --kind news -n 200 -o "$tmp/c.jsonl" && "$reprint" scan -q -f html "$tmp/c.jsonl" -o "$tmp/site" || exit 2
timeout 300 node "$here/pages.js" "$tmp/site"
