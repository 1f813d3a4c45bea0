#!/bin/sh
# The 75 scenarios of the news catalogue, a line a row by its number, and the gate over rows 33 to 48.
#
#   sh tests/news/scenarios.test.sh          all of them
#   sh tests/news/scenarios.test.sh 33 48    these rows
#
# A row is in rows_copies.py (1-16), rows_short.py (17-23), rows_versions.py (24-32), rows_apart.py (33-48),
# rows_credit.py (49-65) or rows_scale.py (66-75); the texts are in texts/.
root=$(cd "$(dirname "$0")/../.." && pwd)
case ${BUILD:=$root/build} in /*) ;; *) BUILD=$root/$BUILD ;; esac
PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 exec python3 "$root/tests/news/scenarios.py" "$BUILD/reprint" "$@"
