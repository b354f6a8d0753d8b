#!/bin/sh
# with-secret-service.sh COMMAND [ARGUMENT...]
# Runs COMMAND in its own D-Bus session with an unlocked gnome-keyring. HOME and the XDG folders are redirected to a
# temp folder, so that the keyrings of this machine's users are neither read nor written.
# Sets MAILROOM_TEST_SECRET_SERVICE=1: tests must then find a working keychain.
set -eu

folder=$(mktemp -d "${TMPDIR:-/tmp}/mailroom-secrets-XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 143' INT TERM HUP

unset DBUS_SESSION_BUS_ADDRESS GNOME_KEYRING_CONTROL
export HOME="$folder"
export XDG_DATA_HOME="$folder/data" XDG_CONFIG_HOME="$folder/config" XDG_CACHE_HOME="$folder/cache"
export XDG_RUNTIME_DIR="$folder/run"
mkdir -m 700 "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR"
export MAILROOM_TEST_SECRET_SERVICE=1

# The password must not be empty: an empty one opens a prompt. The daemon is stopped by its own pid, because it
# survives the end of its bus.
dbus-run-session -- sh -c '
  printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >"$HOME/keyring.log" 2>&1 &
  keyring=$!
  trap "kill $keyring 2>/dev/null || :" EXIT
  trap "exit 143" INT TERM HUP
  tries=0
  until dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.secrets 2>/dev/null | grep -q "boolean true"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ]; then
      echo "gnome-keyring did not start:" >&2
      cat "$HOME/keyring.log" >&2
      exit 1
    fi
    sleep 0.1
  done
  "$@"
' sh "$@"
