# Sourced: a private IMAP server (Dovecot) for one run. Debian's packages are unpacked, not installed: nothing of theirs
# starts, no user is made, and whoever may not install packages gets the same server. It runs as an ordinary user.
# shellcheck shell=bash

imap_pid=
imap_modules=

# Debian's archive asked with lists of our own when the machine's are missing or old: works for any user.
imap_download() {
  (cd "$1" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download dovecot-core dovecot-imapd >/dev/null 2>&1) && return 0
  mkdir -p "$scratch/apt/lists/partial" "$scratch/apt/cache/archives/partial"
  local own=(-qq -o "Dir::State::lists=$scratch/apt/lists" -o "Dir::Cache=$scratch/apt/cache" -o APT::Sandbox::User="$(id -un)")
  apt-get "${own[@]}" update >/dev/null 2>&1 && (cd "$1" && apt-get "${own[@]}" download dovecot-core dovecot-imapd >/dev/null 2>&1)
}

imap_unpack() {
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
  note "unpacking Dovecot (Debian packages)"
  local package
  mkdir -p "$scratch/imap/packages" && imap_download "$scratch/imap/packages" || return 1
  for package in "$scratch"/imap/packages/*.deb; do dpkg-deb -x "$package" "$scratch/imap/root" || return 1; done
  # Where its library for TLS lies is written into its main library; a folder with a name of the same length takes its place.
  imap_modules=$(mktemp -d /tmp/rectify-imap.XXXXXX) && chmod 755 "$imap_modules" || return 1
  at_exit imap_forget
  # What runs killed with -9 left behind.
  find /tmp -maxdepth 1 -name 'rectify-imap.*' -user "$(id -un)" -mmin +1440 -exec rm -rf {} + 2>/dev/null
  cp "$scratch/imap/root/usr/lib/dovecot/modules/libssl_iostream_openssl.so" "$imap_modules/" &&
    sed -i "s#/usr/lib/dovecot/modules#$imap_modules#" "$scratch/imap/root/usr/lib/dovecot/libdovecot.so.0.0.0" || return 1
  if LD_LIBRARY_PATH="$scratch/imap/root/usr/lib/dovecot" ldd "$scratch/imap/root/usr/lib/dovecot/imap" | grep -q 'not found'; then
    note "Dovecot lacks libraries on this machine"
    return 1
  fi
}

# Any user, one password: each test has a mailbox of its own by signing in under a new name.
imap_configure() {
  local dir=$1 user=$2 group=$3
  mkdir -p "$dir/mail"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$dir/key.pem" -out "$dir/cert.pem" 2>/dev/null || return 1
  cat >"$dir/dovecot.conf" <<CONF
base_dir = $dir/base
state_dir = $dir/state
libexec_dir = $scratch/imap/root/usr/lib/dovecot
mail_plugin_dir = $scratch/imap/root/usr/lib/dovecot/modules
log_path = $dir/log
protocols = imap
listen = 127.0.0.1
default_internal_user = $user
default_internal_group = $group
default_login_user = $user
first_valid_uid = 1
import_environment = LD_LIBRARY_PATH
mail_location = maildir:$dir/mail/%u
mail_fsync = never
disable_plaintext_auth = no
auth_mechanisms = plain login
ssl = yes
ssl_cert = <$dir/cert.pem
ssl_key = <$dir/key.pem
mail_max_userip_connections = 100
passdb {
  driver = static
  args = password=$4
}
userdb {
  driver = static
  args = uid=$user gid=$group home=$dir/mail/%u
}
service anvil {
  chroot =
}
service config {
  executable = config -c $dir/dovecot.conf
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = $5
  }
  inet_listener imaps {
    port = $6
  }
}
CONF
}

# Exports RECTIFY_TEST_IMAP: host, port, port with TLS, password, certificate.
imap_start() {
  imap_unpack || return 1
  local dir="$scratch/imap/run" user group password port tls tick libraries="$scratch/imap/root/usr/lib/dovecot"
  local run=(setpriv --pdeathsig TERM)
  user=$(id -un) group=$(id -gn)
  if [ "$(id -u)" = 0 ]; then
    user=nobody group=$(id -gn nobody)
    run=(setpriv --reuid nobody --regid "$group" --clear-groups --pdeathsig TERM)
  fi
  password=$(head -c 18 /dev/urandom | base64 | tr -d '/+=')
  port=$(free_port) tls=$(free_port)
  imap_configure "$dir" "$user" "$group" "$password" "$port" "$tls" || return 1
  [ "$(id -u)" != 0 ] || chown -R nobody "$dir"
  chmod -R a+rX "$scratch/imap"
  (exec env LD_LIBRARY_PATH="$libraries:$libraries/modules/old-stats" "${run[@]}" "$scratch/imap/root/usr/bin/doveconf" \
    -f service=master -c "$dir/dovecot.conf" -m master -p -e "$scratch/imap/root/usr/sbin/dovecot" -F -c "$dir/dovecot.conf") \
    >"$scratch/imap.log" 2>&1 &
  imap_pid=$!
  at_exit imap_stop
  for tick in $(seq 1 100); do
    kill -0 "$imap_pid" 2>/dev/null || break
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      export RECTIFY_TEST_IMAP="127.0.0.1;$port;$tls;$password;$dir/cert.pem"
      note "Dovecot on 127.0.0.1:$port, private"
      return 0
    fi
    sleep 0.1
  done
  cat "$scratch/imap.log" "$dir/log" >&2 2>/dev/null
  return 1
}

imap_stop() {
  [ -n "$imap_pid" ] || return 0
  kill -TERM "$imap_pid" 2>/dev/null || true
  wait "$imap_pid" 2>/dev/null || true
  imap_pid=
}

imap_forget() { [ -z "$imap_modules" ] || rm -rf "$imap_modules"; }
