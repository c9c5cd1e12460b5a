#!/usr/bin/env bash
# Writes a software bill of materials (CycloneDX, JSON) of a project: what it is made of, with versions, licences and hashes.
# Usage: eng/sbom.sh PROJECT FILE    e.g. eng/sbom.sh src/Cli sbom.cdx.json; the project has to be restored
set -euo pipefail
project=$1 file=$2
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(cd "$(dirname "$file")" && pwd)
cd "$root"
name=$(sed -n 's|.*<PackageId>\(.*\)</PackageId>.*|\1|p' "$project"/*.csproj)
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
# Projects are packed side by side, and a restore of tools opens their list for itself alone: a second one at that moment fails.
if command -v flock >/dev/null; then
  exec 9<"$root/eng/sbom.sh"
  flock 9
fi

dotnet tool restore >/dev/null
dotnet CycloneDX "$project"/*.csproj --output "$folder" --filename "$(basename "$file")" --output-format Json --disable-package-restore \
  --include-project-references --exclude-dev --set-name "${name:-TwinBert.$(basename "$project")}" --set-version "$version" >/dev/null
