#!/usr/bin/env bash
# Measures on a private PostgreSQL (fsync on) and prints medians and ratios of one run as a Markdown table.
#   ops/bench.sh            all of it, some minutes
#   ops/bench.sh steps 3    one part (bulk, steps, sweeps, claims, forecast, weekly, designer, mail, timers), and how many rounds (9 unless told)
#   ops/bench.sh steps 3 flush=2000   as on a disk that takes 2,000 microseconds longer to flush
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Benchmarks -c Release -v q -clp:ErrorsOnly --nologo >&2
RECTIFY_NEEDS_SMTP=1 exec ops/with-postgres.sh dotnet run --project tests/Benchmarks -c Release --no-build -- "$@"
