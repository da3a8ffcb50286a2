# Sourced: Postfix's own test programs smtp-sink and smtp-source. Debian's package would set up and start a mail server, so
# it is only unpacked, which anybody may do.
# shellcheck shell=bash

# Which libraries smtp-sink uses and a small system may lack; without their version, the repository knows it.
smtp_libraries=(libdb5.3 libicu72 libicu76 libnsl2 libtirpc3 libtirpc3t64)

# Without arguments the program ends with its usage and a failure; a pipe would hand the failure on.
smtp_works() {
  [ -x "$1/usr/sbin/smtp-sink" ] && [ -x "$1/usr/sbin/smtp-source" ] &&
    [[ $(LD_LIBRARY_PATH="$1/usr/lib/postfix:$1/usr/lib/$(uname -m)-linux-gnu" "$1/usr/sbin/smtp-sink" 2>&1) == *usage* ]]
}

smtp_unpack() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  local dir="$scratch/postfix" package
  mkdir -p "$dir"
  note "unpacking Postfix's test programs (Debian package postfix)"
  (
    cd "$dir" || exit 1
    apt-get -qq download postfix 2>/dev/null || { as_root apt-get -qq update && apt-get -qq download postfix; } || exit 1
    dpkg-deb -x postfix_*.deb . || exit 1
    ! smtp_works "$dir" || exit 0
    for package in "${smtp_libraries[@]}"; do
      apt-get -qq download "$package" 2>/dev/null && dpkg-deb -x "${package}"_*.deb .
    done
  ) >&2 || return 1
  chmod -R a+rX "$dir"
  smtp_works "$dir" && export RECTIFY_POSTFIX=$dir
}

# Exports RECTIFY_POSTFIX: the folder whose usr/sbin holds the programs.
smtp_ensure() {
  local dir
  for dir in "${RECTIFY_POSTFIX:-}" ""; do
    ! smtp_works "$dir" || { export RECTIFY_POSTFIX=${dir:-/}; break; }
  done
  [ -n "${RECTIFY_POSTFIX:-}" ] || smtp_unpack || return 1
  note "smtp-sink of $RECTIFY_POSTFIX"
}
