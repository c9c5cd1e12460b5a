#!/usr/bin/env bash
# Brings docker-compose.yml up under a project name of its own and on free ports, searches once through the sidecar, and takes everything
# down again. Exit code 0 when the search came back reranked, with something against snails
# before the gloves that the engine has first.
set -euo pipefail
cd "$(dirname "$0")/.."

compose() { # Compose v2, or else 1.29, which would hand the build to a BuildKit that old engines lack
  if docker compose version >/dev/null 2>&1; then
    docker compose -p "$project" "$@"
  else
    COMPOSE_DOCKER_CLI_BUILD=0 DOCKER_BUILDKIT=0 docker-compose -p "$project" "$@"
  fi
}

command -v docker >/dev/null || { echo "try-compose: there is no docker on this machine" >&2; exit 1; }
docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || {
  # Where the check runs on a bare Debian machine, its package is the only way to a Compose.
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && { apt-get install -y docker-compose || { apt-get update && apt-get install -y docker-compose; }; } >/dev/null 2>&1 ||
    { echo "try-compose: there is no Docker Compose; install docker-compose-plugin or docker-compose" >&2; exit 1; }
}

project=twinbert-try-$$
export TWINBERT_PORT=${TWINBERT_PORT:-0} ELASTICSEARCH_PORT=${ELASTICSEARCH_PORT:-0}   # 0: any free port
log=$(mktemp)
down() {
  status=$?
  if [ "$status" != 0 ]; then
    tail -n 40 "$log" >&2
    compose logs --tail 40 >&2 || true
  fi
  compose down -v --remove-orphans >/dev/null 2>&1 || true
  rm -f "$log"
}
trap down EXIT

compose up -d --build >"$log" 2>&1
loader=$(docker ps -aq --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.service=load)
[ "$(timeout 120 docker wait "$loader")" = 0 ] || { echo "try-compose: the loader failed" >&2; exit 1; }
docker logs "$loader" 2>/dev/null

address=$(compose port twinbert 9210)
for _ in 1 2 3; do # a machine that builds and starts all this at once can leave a search less than its time
  answer=$(curl -fsS -i "http://$address/products/_search?q=get+rid+of+snails+without+poison&size=3")
  echo "$answer" | grep -qi '^x-twinbert: failed; reason=deadline' || break
done
echo "$answer" | tr -d '\r' | grep -i '^x-twinbert:'
echo "$answer" | grep -qi '^x-twinbert: reranked' || { echo "try-compose: the search was not reranked" >&2; exit 1; }
case $answer in
  *'"hits":[{"_index":"products","_id":"copper-tape"'* | *'"hits":[{"_index":"products","_id":"slug-traps"'*) ;;
  *) echo "try-compose: what is against snails is not first" >&2; exit 1 ;;
esac
user=$(docker ps -q --filter "label=com.docker.compose.project=$project" --filter label=com.docker.compose.service=twinbert | xargs docker inspect -f '{{.Config.User}} {{.State.Health.Status}}')
case $user in
  ""|0\ *|root\ *) echo "try-compose: the sidecar runs as root" >&2; exit 1 ;;
  *' healthy') ;;
  *) echo "try-compose: the sidecar is not healthy ($user)" >&2; exit 1 ;;
esac
echo "docker compose: a search through the sidecar came back reranked"
