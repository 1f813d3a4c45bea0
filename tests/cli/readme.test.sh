#!/bin/sh
# What README shows is what happens: in every ```console block, lines after "$ " are run and must print what
# follows them. `readme.test.sh --accept` writes what they print.
. "$(dirname "$0")/library.sh"
cd "$tmp" || exit 2
mkdir bin && ln -s "$reprint" bin/reprint && ln -s "$root/data" data
PATH="$tmp/bin:$PATH"
export PATH

# The README with the outputs of its commands as they are now.
awk '/^```console$/ { inside = 1; print; next }
     inside && /^```$/ { inside = 0; print; next }
     inside && /^\$ / { print; fflush(); system(substr($0, 3)); next }
     !inside { print }' "$root/README.md" >README.now 2>err
if [ "$1" = --accept ]; then cp README.now "$root/README.md"; exit; fi
if diff -u "$root/README.md" README.now >diff; then ok "README shows what happens"; else cat diff err; not_ok "README shows what happens" "see the difference"; fi
[ "$(grep -c '^\$ ' README.now)" -ge 3 ] && ok "README has commands" || not_ok "README has commands" "none"
