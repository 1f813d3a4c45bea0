#!/bin/sh
# The rules of the house, as tests.
cd "$(dirname "$0")" || exit 2
if out=$(sh ./check-layers.sh 2>&1); then echo "ok - folders include only what src/LAYERS allows"; else echo "$out"; echo "not ok - folders include only what src/LAYERS allows"; fi

# Lines of 120 columns. Left out: phrases of generated news, and tables.
long=$(cd ../.. && LC_ALL=C.UTF-8 grep -rnE '^.{121,}' include src --include='*.[ch]' | grep -vE '^src/gen/news_(de|en|es|fr|zh)\.c|^src/scan/judgement_tables\.c|^src/text/tokens_kernel_avx512\.c')
if [ -z "$long" ]; then echo "ok - lines end within 120 columns"; else echo "not ok - lines end within 120 columns: $(echo "$long" | cut -c1-100 | head -n 3 | tr '\n' ' ')"; fi

# An include, an object file or a talk about "output.c" must mean one file. Data of tests goes by its folder.
twice=$(cd ../.. && find .ci bench data include src tests -type f ! -path 'tests/cli/cases/*' ! -path 'tests/fuzz/seeds/*' \
    ! -path 'bench/runs/*' ! -name '*.pyc' ! -name README.md ! -name run.sh | sed 's|.*/||' | sort | uniq -d)
if [ -z "$twice" ]; then echo "ok - file names are unique"; else echo "not ok - file names are unique: $(echo "$twice" | head -n 3 | tr '\n' ' ')"; fi

# What a test or a run left behind is not committed. Without git (a source archive) there is nothing to look at.
strangers=$(cd ../.. && git ls-files 2>/dev/null | sed 's|/.*||' | sort -u | grep -vxE 'src|include|bench|tests|data|docs|\.ci|Makefile|LICENSE|[A-Z]+\.md|\.gitignore|reprint\.pc\.in')
if [ -z "$strangers" ]; then echo "ok - nothing foreign at the top"; else echo "not ok - nothing foreign at the top: $(echo "$strangers" | head -n 3 | tr '\n' ' ')"; fi
