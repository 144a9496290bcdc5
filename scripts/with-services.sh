#!/usr/bin/env bash
# Runs a command beside a PostgreSQL, an S3 and a mail server of its own, all on loopback and gone afterwards.
#
#   GUANXI_TEST_PG    URL of the PostgreSQL server; the command may create databases in it
#   GUANXI_TEST_S3    address of the S3 server; any key is accepted
#   GUANXI_TEST_MAIL  folder of the mail server (scripts/mail-server.py), GUANXI_TEST_SMTP and GUANXI_TEST_SMTP_TLS its addresses
#
# A variable that is set already is left alone and its server is not started.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${CARGO_TARGET_DIR:-$here/../target}
work=$(mktemp -d /tmp/guanxi-services.XXXXXX)
chmod 755 "$work"
cleanup() {
  [ -z "${pg_bin:-}" ] || as_postgres "$pg_bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  [ -z "${s3_pid:-}" ] || kill "$s3_pid" 2>/dev/null || true
  [ -z "${mail_pid:-}" ] || kill "$mail_pid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ -z "${GUANXI_TEST_PG:-}" ]; then
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  port=$(free_port)
  mkdir "$work/pg"
  [ "$(id -u)" != 0 ] || chown postgres "$work/pg"
  as_postgres "$pg_bin/initdb" -D "$work/pg/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 >"$work/pg.log"
  as_postgres "$pg_bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/server.log" -w -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$work/pg -c max_connections=400 -c shared_buffers=512MB -c max_wal_size=4GB" \
    start >>"$work/pg.log"
  export GUANXI_TEST_PG=postgres://postgres@127.0.0.1:$port/postgres
fi

if [ -z "${GUANXI_TEST_S3:-}" ]; then
  port=$(free_port)
  "$target/tools/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/s3.log" 2>&1 &
  s3_pid=$!
  for _ in $(seq 100); do
    python3 -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null && break
    sleep 0.1
  done
  export GUANXI_TEST_S3=http://127.0.0.1:$port
fi

if [ -z "${GUANXI_TEST_SMTP:-}" ]; then
  plain=$(free_port)
  secure=$(free_port)
  mkdir "$work/mail"
  "$target/tools/bin/python" "$here/mail-server.py" "$work/mail" "$plain" "$secure" >"$work/mail.log" 2>&1 &
  mail_pid=$!
  for _ in $(seq 100); do
    [ ! -e "$work/mail/ready" ] && kill -0 "$mail_pid" 2>/dev/null || break
    sleep 0.1
  done
  [ -e "$work/mail/ready" ] || echo "no mail server, tests of mail will fail (scripts/setup.sh installs it): $(tail -1 "$work/mail.log")" >&2
  export GUANXI_TEST_MAIL=$work/mail GUANXI_TEST_SMTP=127.0.0.1:$plain GUANXI_TEST_SMTP_TLS=127.0.0.1:$secure
fi

"$@"
