#!/usr/bin/env bash
# Installs a published program and the unit as docs/deploy.md says, under a systemd of its own in a container, and tries what an operator does with it:
# start, health, reload, a process that dies, a stop that waits for a request in flight, the journal, and how exposed the unit is. Something that answers
# as an engine stands behind it.
# Usage: eng/try-systemd.sh FOLDER    the folder of 'dotnet publish src/Cli -c Release -o FOLDER'
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?name the folder with the published program}
[ -x "$folder/twinbert" ] || { echo "try-systemd: there is no program in $folder" >&2; exit 1; }
image=twinbert-try-systemd name=twinbert-try-systemd-$$
trap 'docker rm -f "$name" >/dev/null 2>&1 || true' EXIT

DOCKER_BUILDKIT=0 docker build -q -t "$image" - >/dev/null <<'IMAGE'
FROM mcr.microsoft.com/dotnet/aspnet:10.0
USER root
RUN apt-get update && apt-get install -y --no-install-recommends systemd systemd-sysv dbus curl python3 procps
ENV container=docker
STOPSIGNAL SIGRTMIN+3
CMD ["/sbin/init"]
IMAGE

# All that this machine may give away; --privileged fails where that is not everything.
capabilities=$(python3 - <<'PY'
names = """CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK
IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE
AUDIT_CONTROL SETFCAP""".split()
have = int(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("CapBnd")), 16)
print(" ".join(f"--cap-add {name}" for at, name in enumerate(names) if have >> at & 1))
PY
)
# shellcheck disable=SC2086
docker run -d --name "$name" $capabilities --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cgroupns=private \
  --tmpfs /run --tmpfs /run/lock --tmpfs /tmp -v /sys/fs/cgroup:/sys/fs/cgroup:rw "$image" >/dev/null
docker cp -q "$folder" "$name:/opt/twinbert" 2>/dev/null || docker cp "$folder" "$name:/opt/twinbert" >/dev/null
docker cp deploy/systemd/twinbert.service "$name:/root/twinbert.service" >/dev/null
docker exec -i "$name" bash -s <<'TRY'
set -euo pipefail
fail() { echo "try-systemd: $*" >&2; journalctl -u twinbert --no-pager -o cat | tail -20 >&2; exit 1; }
ready() {
  for _ in $(seq 90); do
    curl -fs -m 5 127.0.0.1:9210/_twinbert/health/ready >/dev/null && return
    sleep 1
  done
  fail "the sidecar does not get ready"
}
said() { journalctl -u twinbert --no-pager -o cat | grep -qF "$1"; }

cat >/root/engine.py <<'PY'
import json, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Engine(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        time.sleep(6 if "slow" in self.path else 0)
        version = {"number": "8.19.8", "build_flavor": "default"}
        body = json.dumps({"name": "n", "cluster_name": "c", "cluster_uuid": "u", "version": version, "tagline": "You Know, for Search"}).encode()
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"), ("X-Elastic-Product", "Elasticsearch"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", 9200), Engine).serve_forever()
PY
systemd-run -q --unit engine python3 /root/engine.py
for _ in $(seq 30); do [ "$(systemctl is-system-running || true)" = running ] && break; sleep 1; done

for _ in $(seq 60); do curl -fs -m 2 127.0.0.1:9200 >/dev/null && break; sleep 1; done
curl -fs -m 5 127.0.0.1:9200 >/dev/null || { journalctl -u engine --no-pager | tail -5 >&2; fail "nothing answers as an engine"; }

# As docs/deploy.md says.
ln -s /opt/twinbert/twinbert /usr/local/bin/twinbert
install -D -m 644 /root/twinbert.service /etc/systemd/system/twinbert.service
mkdir -p /etc/twinbert
cat >/etc/twinbert/twinbert.json <<'JSON'
{ "Upstream": { "Url": "http://127.0.0.1:9200" }, "Indices": { "products": { "TextFields": ["title"] } }, "ShutdownDelay": "00:00:01" }
JSON
(umask 077 && echo 'TWINBERT__Admin__Token=of-the-operator-only' >/etc/twinbert/environment)
systemctl daemon-reload
systemctl enable --now twinbert 2>/dev/null
ready
twinbert health --config /etc/twinbert/twinbert.json >/dev/null || fail "'twinbert health' says no"
[ "$(curl -s -o /dev/null -w '%{http_code}' 127.0.0.1:9210/_twinbert/status)" = 401 ] || fail "the token of /etc/twinbert/environment is not asked for"
curl -fsS -H 'Authorization: Bearer of-the-operator-only' 127.0.0.1:9210/_twinbert/status >/dev/null || fail "the token is not taken"
process=$(systemctl show twinbert -p MainPID --value)
grep -q '^CapEff:[[:space:]]*0000000000000000$' "/proc/$process/status" || fail "the sidecar has capabilities"
[ "$(stat -c %u "/proc/$process")" != 0 ] || fail "the sidecar runs as root"
echo "started, healthy, without privileges"

sed -i 's/"title"/"title", "brand"/' /etc/twinbert/twinbert.json
systemctl reload twinbert || fail "it cannot be reloaded"
for _ in $(seq 30); do said "because of SIGHUP" && said "serves another configuration" && break; sleep 1; done
said "because of SIGHUP" && said "serves another configuration" || fail "a reload changes nothing"
[ "$(systemctl show twinbert -p MainPID --value)" = "$process" ] || fail "a reload starts it again"
echo "reloaded"

kill -9 "$process"
for _ in $(seq 30); do [ "$(systemctl show twinbert -p NRestarts --value)" = 1 ] && break; sleep 1; done
ready
echo "started again after its end"

curl -s -o /dev/null -m 60 -w '%{http_code}' 127.0.0.1:9210/slow >/root/in-flight &
request=$!
sleep 2
systemctl stop twinbert
wait "$request" || true
[ "$(cat /root/in-flight)" = 200 ] || fail "a stop cuts off what is in flight"
[ "$(systemctl show twinbert -p Result --value)" = success ] || fail "it ended badly"
said "every request was answered" || fail "the journal does not say so"
echo "stopped when all was answered"
systemd-analyze security --no-pager twinbert | tail -n 1
TRY
