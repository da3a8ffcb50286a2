#!/usr/bin/env bash
# A private PostgreSQL cluster for a test of restarts: says "ready CONNECTION", obeys "kill" (as when the power fails),
# "stop" and "start" on its standard input with "stopped" and "started", and is gone at the input's end.
set -uo pipefail
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
# shellcheck source=postgres.sh
source "$root/ops/lib/postgres.sh"
start_scratch
pg_start >&2 || die "PostgreSQL could not be started."
printf 'ready %s\n' "$RECTIFY_TEST_POSTGRES"
port=${RECTIFY_TEST_POSTGRES#*Port=}
port=${port%%;*}

end_server() {
  kill "-$1" "$pg_pid" && wait "$pg_pid"
  rm -f "$scratch/pg/data/postmaster.pid"
  echo stopped
}

while read -r word; do
  case "$word" in
    kill) end_server QUIT ;;
    stop) end_server INT ;;
    start)
      (cd "$scratch/pg" && exec "${pg_run[@]}" "$pg_bin/postgres" -D "$scratch/pg/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories= -c max_connections=100) >>"$scratch/postgres.log" 2>&1 &
      pg_pid=$!
      pg_wait "$scratch/pg/data/postmaster.pid" && echo started
      ;;
  esac
done
