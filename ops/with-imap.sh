#!/usr/bin/env bash
# Runs a command beside a private IMAP server that lives as long as the command (RECTIFY_TEST_IMAP says where):
#   ops/with-postgres.sh ops/with-imap.sh dotnet test --project tests/App.Tests
set -uo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/postgres.sh
source "$root/ops/lib/postgres.sh"
# shellcheck source=lib/imap.sh
source "$root/ops/lib/imap.sh"
[ $# -gt 0 ] || die "usage: ops/with-imap.sh COMMAND [ARGUMENT...]"
start_scratch
imap_start || die "The IMAP server could not be started."
"$@"
