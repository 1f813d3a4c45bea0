"""The 75 scenarios of news.md E, by number, through the command line: python3 scenarios.py REPRINT [ROW]..."""

import sys

import rows_copies  # noqa: F401
import rows_apart
import rows_credit  # noqa: F401
import rows_scale  # noqa: F401
import rows_short  # noqa: F401
import rows_versions  # noqa: F401
import scenario_run

# Rows the program does not hold, with the reason. A row that holds must not stand here: it would fail.
NOT_YET = {}

if __name__ == "__main__":
    scenario_run.main(sys.argv, NOT_YET, rows_apart.gate)
