#!/usr/bin/env bash
# Packs what is published, and uses it as somebody else would, outside of the repository: the tool is installed from the folder of packages
# and runs the demo, and throw-away programs for .NET, .NET 8 and .NET Standard 2.0 are built on the client packages and search through a sidecar.
# Usage: eng/try-packages.sh [FOLDER]    FOLDER keeps the packages; without it they go to a folder of their own and are deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

work=$(mktemp -d)
sidecar=
end() {
  status=$?
  [ -z "$sidecar" ] || kill "$sidecar" 2>/dev/null || true
  [ "$status" = 0 ] || tail -n 40 "$(ls -t "$work"/*.log | head -n 1)" >&2 || true
  rm -rf "$work"
}
trap end EXIT
fail() { echo "try-packages: $*" >&2; exit 1; }

feed=${1:-$work/feed}
mkdir -p "$feed"
feed=$(cd "$feed" && pwd)
source=$PWD/eng/package/TryClients.cs
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
platform=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -n 1)

# Of the tool only what this machine can run: the other platforms differ in their libraries, and take minutes.
dotnet pack -o "$feed" -v quiet -p:RuntimeIdentifiers="$platform" -p:Sbom=true >"$work/pack.log" 2>&1 || fail "dotnet pack failed"

expected="TwinBert.Cli.$platform.$version.nupkg TwinBert.Cli.$version.nupkg"
for package in TwinBert.Client TwinBert.Client.Elasticsearch TwinBert.Protocol; do
  expected="$expected $package.$version.nupkg $package.$version.snupkg"
done
made=$(cd "$feed" && ls)
[ "$made" = "$(tr ' ' '\n' <<<"$expected" | sort)" ] || fail "dotnet pack made other packages than it should: $(tr '\n' ' ' <<<"$made")"

python3 - "$feed"/*.nupkg <<'PY' || fail "a package lacks what every one has to have"
import sys, zipfile
for package in sys.argv[1:]:
    missing = {"README.md", "icon.png", "LICENSE", "THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"} - set(zipfile.ZipFile(package).namelist())
    if missing:
        sys.exit(f"{package} lacks {', '.join(sorted(missing))}")
PY

# Packages of ours come from the folder alone, and are unpacked into a cache of its own: the next run must not find this one's.
cat >"$work/nuget.config" <<XML
<configuration>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <packageSources><add key="packed" value="$feed" /></packageSources>
  <packageSourceMapping>
    <packageSource key="packed"><package pattern="TwinBert.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
XML
cd "$work"

echo "== the tool"
dotnet tool install TwinBert.Cli --version "$version" --tool-path tool --configfile nuget.config >tool.log 2>&1 || fail "the tool cannot be installed"
du -sm tool | sed 's/^\([0-9]*\).*/installed: \1 MB/'
tool/twinbert demo --once --json >demo.json 2>demo.log || fail "the installed tool's demo failed"
grep -q 'reranked; window=' demo.json || fail "the installed tool's demo reranked nothing"

tool/twinbert demo --listen http://127.0.0.1:0 >serve.log 2>&1 &
sidecar=$!
url=
for _ in $(seq 120); do
  url=$(sed -n 's|^The sidecar serves on \(http://[^,]*\),.*|\1|p' serve.log)
  [ -z "$url" ] || break
  kill -0 "$sidecar" 2>/dev/null || fail "the demo ended"
  sleep 0.5
done
[ -n "$url" ] || fail "the demo says no URL to search at"

# .NET Framework is built for, and not run: there is none for Linux. What it gets, the packages' .NET Standard 2.0, runs below on .NET.
for framework in net10.0 net8.0 net472 netstandard2.0; do
  echo "== the client packages, for $framework"
  mkdir "$framework"
  cp "$source" "$framework"
  target=$framework
  references="<PackageReference Include=\"TwinBert.Client.Elasticsearch\" Version=\"$version\" />"
  [ "$framework" != net472 ] || references="$references<Reference Include=\"System.Net.Http\" />"
  if [ "$framework" = netstandard2.0 ]; then
    # What every framework older than .NET 8 gets, the official client's part of it included: a program for .NET is given another.
    target=net10.0 references=
    for assembly in "$work"/packages/{twinbert.*,elastic.*}/*/lib/netstandard2.0/*.dll; do
      references="$references<Reference Include=\"$assembly\" />"
    done
  fi
  cat >"$framework/TryClients.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>$target</TargetFramework>
    <LangVersion>9.0</LangVersion>
    <RollForward>Major</RollForward>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>$references</ItemGroup>
</Project>
XML
  dotnet build "$framework" -o "$framework/out" -v quiet >"build-$framework.log" 2>&1 || fail "nothing can be built on the packages for $framework"
  [ "$framework" = net472 ] || dotnet "$framework/out/TryClients.dll" "$url" || fail "the packages for $framework do not work"
done
echo "packages: packed, installed and used"
