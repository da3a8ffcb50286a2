# Sourced by the scripts of ops/: where we are, what we print, and one place that cleans up.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=
exit_steps=()

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() { printf 'ERROR: %s\n' "$*" >&2; exit 1; }
in_ci() { [ "${CI:-}" = true ] || [ "${CI:-}" = 1 ]; }

# Steps run last first, each even if another fails; the exit code stays what it was.
at_exit() { exit_steps+=("$1"); }

run_exit_steps() {
  local code=$? step
  trap - EXIT INT TERM HUP
  for ((step = ${#exit_steps[@]} - 1; step >= 0; step--)); do
    "${exit_steps[$step]}" || true
  done
  [ -z "$scratch" ] || rm -rf "$scratch"
  exit "$code"
}

# Gives $scratch: a directory of this run that other users may pass through but not list.
start_scratch() {
  trap run_exit_steps EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/rectify-run.XXXXXX")
  chmod 711 "$scratch"
  # What runs killed with -9 left behind.
  find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'rectify-run.*' -user "$(id -un)" -mmin +1440 -exec rm -rf {} + 2>/dev/null
  # Whatever a test forgets, or a process killed on purpose leaves, goes with the run.
  mkdir -m 1777 "$scratch/tmp"
  export TMPDIR="$scratch/tmp"
  # A user without a home of its own (nobody) still needs one for the .NET and npm caches.
  if [ ! -w "${HOME:-/nonexistent}" ]; then
    export HOME="$scratch/home"
    mkdir -p "$HOME"
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_GENERATE_ASPNET_CERTIFICATE=false
  # No build server and no compiler server outlives the run.
  export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
}

# Root, or somebody who may become root without typing a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt_updated=
install_debian() {
  can_install || return 1
  note "installing $* (Debian packages)"
  if [ -z "$apt_updated" ]; then
    as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >/dev/null || return 1
    apt_updated=1
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold install "$@" >/dev/null
}
