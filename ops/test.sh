#!/usr/bin/env bash
# The test command: everything that must hold, in the order of what fails fastest. Needs the .NET SDK and Node;
# installs or starts the rest (PostgreSQL, an IMAP server, Postfix's smtp-sink, Chromium, docker-compose) when missing, and leaves nothing running.
#   ops/test.sh            all of it
#   ops/test.sh --quick    build, Domain and Engine tests only
#   ops/test.sh --soak     also the long kill-and-restart runs (RECTIFY_SOAK=1)
set -uo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/postgres.sh
source "$root/ops/lib/postgres.sh"
# shellcheck source=lib/imap.sh
source "$root/ops/lib/imap.sh"
# shellcheck source=lib/browser.sh
source "$root/ops/lib/browser.sh"
# shellcheck source=lib/smtp.sh
source "$root/ops/lib/smtp.sh"

usage() { sed -n '2,7s/^# \{0,1\}//p' "$0"; }

quick=
for option in "$@"; do
  case "$option" in
    --quick) quick=1 ;;
    --soak) export RECTIFY_SOAK=1 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option $option" ;;
  esac
done

passed=0 failed=0 skipped=0
wrong=()

# One gate: what it is, then the command. A failing gate counts as one failed check and the run goes on.
gate() {
  local title=$1 started=$SECONDS
  shift
  say "$title"
  if "$@"; then
    note "ok ($((SECONDS - started)) s)"
  else
    failed=$((failed + 1))
    wrong+=("$title")
    note "FAILED ($((SECONDS - started)) s)"
    return 1
  fi
}

figure() { grep -E "^ *$1: " "$2" | tail -1 | tr -dc '0-9'; }

# Runs one test project and adds its closing figures.
run_tests() {
  local project=$1 log="$scratch/$1.log" started=$SECONDS code p f s
  say "tests/$project"
  timeout --signal=INT --kill-after=30 25m \
    dotnet test --project "tests/$project" -c Release --no-build --no-ansi --no-progress >"$log" 2>&1
  code=$?
  p=$(figure succeeded "$log") f=$(figure failed "$log") s=$(figure skipped "$log")
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  if [ "$code" = 0 ]; then
    grep -E '^skipped ' "$log" | sed 's/^/   /' | head -20
  else
    cat "$log"
    # Once more at the end, where whoever reads only the last lines finds which and why.
    grep -E -A 12 '^failed ' "$log" | cut -c1-300 | head -80 >>"$scratch/failures"
    wrong+=("tests/$project (exit code $code)")
    # A crash or a timeout must not look like success because no single test failed.
    [ "${f:-0}" != 0 ] || failed=$((failed + 1))
  fi
  note "${p:-0} passed, ${f:-0} failed, ${s:-0} skipped ($((SECONDS - started)) s)"
}

finish() {
  local line
  [ ! -s "$scratch/failures" ] || { say "failed tests"; cat "$scratch/failures"; }
  for line in "${wrong[@]}"; do printf 'WRONG: %s\n' "$line"; done
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ] && [ "${#wrong[@]}" = 0 ]
  exit
}

restore() { dotnet tool restore >/dev/null && dotnet restore Rectify.Workflow.sln --locked-mode -v q; }
build() { dotnet build Rectify.Workflow.sln -c Release --no-restore -clp:ErrorsOnly -v q; }
format() { dotnet format whitespace --folder . --verify-no-changes --exclude src/App/Data/Migrations; }

model_matches_migrations() {
  local context
  for context in SqliteRectifyDb PostgresRectifyDb; do
    dotnet ef migrations has-pending-model-changes --project src/App \
      --configuration Release --no-build --context "$context" || return 1
  done
}

publish_as_image_does() {
  "$root/ops/image/publish.sh" "$scratch/image" || return 1
  "$scratch/image/Rectify.Workflow.Cli" --version >/dev/null || return 1
  note "image: $(du -sh "$scratch/image" | cut -f1)"
}

# The image's contents as the containers would run them: web and worker beside each other on one new database, as a
# user who owns nothing but the data folder, each ready by the image's own health check.
image_comes_up() {
  [ -n "${RECTIFY_TEST_POSTGRES:-}" ] || { note "no PostgreSQL to run it on"; ! in_ci; return; }
  local role port ports=() ok=0
  mkdir -p "$scratch/image-data"
  chmod -R a+rX "$scratch/image"
  [ "$(id -u)" != 0 ] || chown nobody "$scratch/image-data"
  for role in Web Worker; do
    port=$(free_port)
    ports+=("$port")
    (cd "$scratch/image" && exec setpriv --pdeathsig TERM $([ "$(id -u)" != 0 ] || echo --reuid nobody --clear-groups) env \
      HOME="$scratch/image-data" ASPNETCORE_HTTP_PORTS="$port" ASPNETCORE_ENVIRONMENT=Production Rectify__Role="$role" \
      Rectify__Database__Provider=Postgres Rectify__Database__DataFolder="$scratch/image-data" \
      Rectify__Database__ConnectionString="${RECTIFY_TEST_POSTGRES/Database=postgres/Database=rectify_image}" \
      Rectify__Mail__Folder="$scratch/image-data/mail" \
      dotnet Rectify.Workflow.Web.dll) >"$scratch/image-$role.log" 2>&1 &
    image_pids+=($!)
  done
  for port in "${ports[@]}"; do wait_until_ready "$port" || ok=1; done
  stop_image
  [ "$ok" = 0 ] || tail -n 30 "$scratch/image-Web.log" "$scratch/image-Worker.log"
  return "$ok"
}

image_pids=()
stop_image() {
  [ "${#image_pids[@]}" = 0 ] || kill "${image_pids[@]}" 2>/dev/null
  [ "${#image_pids[@]}" = 0 ] || wait "${image_pids[@]}" 2>/dev/null
  image_pids=()
}

wait_until_ready() {
  local tick
  for tick in $(seq 1 120); do
    ! "$root/ops/image/healthcheck.sh" "$1" 2>/dev/null || return 0
    sleep 1
  done
  note "port $1 was not ready after two minutes"
  return 1
}

compose_is_valid() {
  command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1 || install_debian docker-compose ||
    { note "docker-compose is missing and cannot be installed by this user"; ! in_ci; return; }
  local compose=(docker-compose)
  command -v docker-compose >/dev/null || compose=(docker compose)
  cp ops/compose.env.example "$scratch/compose.env"
  COMPOSE_PROFILES=trial "${compose[@]}" --env-file "$scratch/compose.env" -f docker-compose.yml config -q
}

start_scratch
cd "$root" || exit 1
[ -n "$(command -v dotnet)" ] || die "The .NET SDK is missing: install version $(grep -o '[0-9.]*100' global.json) or later."
[ -n "$(command -v node)" ] || die "Node is missing: version 20 or later."

gate "format" format
gate "packages on the major version they ask for" node ops/gates/lock-files.mjs
gate "restore (locked)" restore || finish
gate "build" build || finish
run_tests Domain.Tests
run_tests Engine.Tests
[ -z "$quick" ] || finish

say "PostgreSQL"
if ! pg_start; then
  note "no private PostgreSQL: its tests are skipped"
  ! in_ci || { failed=$((failed + 1)); wrong+=("PostgreSQL could not be started"); }
fi
say "IMAP"
if ! imap_start; then
  note "no private IMAP server: its tests are skipped"
  ! in_ci || { failed=$((failed + 1)); wrong+=("the IMAP server could not be started"); }
fi
say "browser"
if ! browser_ensure; then
  note "no Chromium: tests in a real browser are skipped"
  ! in_ci || { failed=$((failed + 1)); wrong+=("Chromium is missing"); }
fi
say "mail server"
if ! smtp_ensure; then
  note "no smtp-sink: tests against Postfix's sink are skipped"
  ! in_ci || { failed=$((failed + 1)); wrong+=("smtp-sink is missing"); }
fi
run_tests App.Tests
run_tests Web.Tests
gate "migrations match the model" model_matches_migrations
gate "publish as the image does" publish_as_image_does
gate "the image's contents come up as web and worker" image_comes_up
gate "docker-compose.yml" compose_is_valid
finish
