#!/usr/bin/env bash
# Brings a compose set-up up under a project name of its own and on free ports, searches through it, and takes everything down again.
# Usage: eng/try-compose.sh [plain|secured|balanced]...    all three without a name
#   plain     docker-compose.yml: the sample shop comes back reranked, with something against snails before the gloves that the engine has first
#   secured   deploy/compose/secured.yml: the same for a user with a password, and the engine's own refusal without one
#   balanced  deploy/compose/balanced.yml: the same while one of the two sidecars is stopped
set -euo pipefail
cd "$(dirname "$0")/.."

compose() { # Compose v2, or else 1.29, which would hand the build to a BuildKit that old engines lack
  if docker compose version >/dev/null 2>&1; then
    docker compose -f "$file" -p "$project" "$@"
  else
    COMPOSE_DOCKER_CLI_BUILD=0 DOCKER_BUILDKIT=0 docker-compose -f "$file" -p "$project" "$@"
  fi
}
fail() { echo "try-compose: $*" >&2; exit 1; }
container() { docker ps -aq --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1"; }

command -v docker >/dev/null || fail "there is no docker on this machine"
docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || {
  # Where the check runs on a bare Debian machine, its package is the only way to a Compose.
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && { apt-get install -y docker-compose || { apt-get update && apt-get install -y docker-compose; }; } >/dev/null 2>&1 ||
    fail "there is no Docker Compose; install docker-compose-plugin or docker-compose"
}

project=
log=$(mktemp)
down() {
  status=$?
  if [ -n "$project" ]; then
    if [ "$status" != 0 ]; then
      tail -n 40 "$log" >&2
      compose logs --tail 40 >&2 || true
    fi
    compose down -v --remove-orphans >/dev/null 2>&1 || true
    project=
  fi
  return "$status"
}
trap 'down; rm -f "$log"' EXIT

begin() { # SET-UP FILE
  file=$2
  project=twinbert-try-$1-$$
  export TWINBERT_PORT=${TWINBERT_PORT:-0} ELASTICSEARCH_PORT=${ELASTICSEARCH_PORT:-0}   # 0: any free port
  compose up -d --build >"$log" 2>&1
}

load() {
  [ "$(timeout 120 docker wait "$(container load)")" = 0 ] || fail "the loader failed"
}

search() { # ADDRESS [CURL-OPTION]...: gives the answer with its headers, and fails where it was not reranked
  local address=$1 answer= _
  shift
  for _ in 1 2 3; do # a machine that builds and starts all this at once can leave a search, and the first question of what a user may see, less than its time
    answer=$(curl -fsS -i "$@" "http://$address/products/_search?q=get+rid+of+snails+without+poison&size=3")
    echo "$answer" | grep -qiE '^x-twinbert: (failed; reason=deadline|skipped; reason=fields_unknown)' || break
  done
  echo "$answer" | tr -d '\r' | grep -i '^x-twinbert:'
  echo "$answer" | grep -qi '^x-twinbert: reranked' || fail "the search was not reranked"
  case $answer in
    *'"hits":[{"_index":"products","_id":"copper-tape"'* | *'"hits":[{"_index":"products","_id":"slug-traps"'*) ;;
    *) fail "what is against snails is not first" ;;
  esac
}

unprivileged() { # SERVICE: runs as somebody, and says that it is well
  local user _
  for _ in $(seq 60); do # the first look at its health comes a while after its start
    user=$(container "$1" | xargs docker inspect -f '{{.Config.User}} {{.State.Health.Status}}')
    case $user in *' starting') sleep 1 ;; *) break ;; esac
  done
  case $user in
    ""|0\ *|root\ *) fail "the sidecar runs as root" ;;
    *' healthy') ;;
    *) fail "the sidecar is not healthy ($user)" ;;
  esac
}

plain() {
  begin plain docker-compose.yml
  load
  search "$(compose port twinbert 9210)"
  unprivileged twinbert
}

secured() {
  export ELASTIC_PASSWORD=of-elastic-$$ TWINBERT_PASSWORD=of-twinbert-$$
  begin secured deploy/compose/secured.yml
  local address refused _
  address=$(compose port twinbert 9210)
  for _ in $(seq 60); do
    curl -fsS "http://$address/_twinbert/health/ready" 2>/dev/null | grep -q '"reachable"' && break
    sleep 1
  done
  # The shop's own account writes and searches; TwinBert's own may do neither.
  python3 - samples/catalogue/corpus.jsonl >"$log.bulk" <<'PY'
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    product = json.loads(line)
    print(json.dumps({"index": {"_id": product.pop("_id")}}))
    print(json.dumps(product))
PY
  curl -fsS -u "elastic:$ELASTIC_PASSWORD" -H 'Content-Type: application/x-ndjson' "http://$address/products/_bulk?refresh=true" --data-binary @"$log.bulk" |
    grep -q '"errors":false' || fail "the shop cannot be written"
  rm -f "$log.bulk"
  search "$address" -u "elastic:$ELASTIC_PASSWORD"
  refused=$(curl -sS -o "$log.refused" -w '%{http_code}' "http://$address/products/_search?q=snails")
  [ "$refused" = 401 ] && grep -q security_exception "$log.refused" || fail "a search without credentials is answered with $refused"
  refused=$(curl -sS -o "$log.refused" -w '%{http_code}' -u "twinbert:$TWINBERT_PASSWORD" "http://$address/products/_search?q=snails")
  [ "$refused" = 403 ] || fail "TwinBert's own account may search ($refused)"
  rm -f "$log.refused"
  unprivileged twinbert
}

balanced() {
  if ! docker image inspect nginx:1.28 >/dev/null 2>&1 && ! docker pull -q nginx:1.28 >/dev/null 2>&1; then
    # No registry of images can be reached: Debian's nginx stands in, under the same tag.
    printf 'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y nginx-light\nCMD ["nginx", "-g", "daemon off;"]\n' |
      DOCKER_BUILDKIT=0 docker build -q -t nginx:1.28 - >/dev/null || fail "there is no nginx"
  fi
  begin balanced deploy/compose/balanced.yml
  load
  local address served
  address=$(compose port balancer 9210)
  search "$address"
  # Searches go on while one sidecar ends.
  (compose stop twinbert-1 >/dev/null 2>&1) &
  for served in $(seq 60); do
    search "$address" >/dev/null || fail "search $served was lost"
    sleep 0.1
  done
  wait
  search "$address"
  unprivileged twinbert-2
}

[ $# -gt 0 ] || set -- plain secured balanced
for setup in "$@"; do
  case $setup in plain | secured | balanced) ;; *) fail "there is no set-up '$setup'" ;; esac
  echo "-- $setup"
  "$setup"
  down
done
echo "docker compose: searches through the sidecar came back reranked"
