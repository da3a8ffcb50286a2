#!/usr/bin/env bash
# Runs a command beside a private PostgreSQL cluster that lives as long as the command (RECTIFY_TEST_POSTGRES says where):
#   ops/with-postgres.sh dotnet test --project tests/App.Tests
# With RECTIFY_NEEDS_SMTP=1 also Postfix's smtp-sink and smtp-source (RECTIFY_POSTFIX says where).
set -uo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/postgres.sh
source "$root/ops/lib/postgres.sh"
# shellcheck source=lib/smtp.sh
source "$root/ops/lib/smtp.sh"
[ $# -gt 0 ] || die "usage: ops/with-postgres.sh COMMAND [ARGUMENT...]"
start_scratch
pg_start || die "PostgreSQL could not be started."
[ -z "${RECTIFY_NEEDS_SMTP:-}" ] || smtp_ensure || note "no smtp-sink: what needs it is left out"
"$@"
