#!/usr/bin/env bash
# Fuzzes one target with AFL++ (Debian: apt-get install afl++) for a time, from the seed corpus. What it finds is kept in artifacts/fuzz/TARGET:
# mend it, and put a small form of the input into tests/Fuzzing/corpus/TARGET, where the tests run it from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${1:-} seconds=${2:-600}
if [ -z "$target" ] || [ ! -d "tests/Fuzzing/corpus/$target" ] || [ "$target" = -h ] || [ "$target" = --help ]; then
  echo "Usage: eng/fuzz.sh TARGET [SECONDS]. Targets: $(ls tests/Fuzzing/corpus | tr '\n' ' ')" >&2
  exit 2
fi
command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing. Install AFL++; on Debian: apt-get install afl++" >&2; exit 2; }

tools=artifacts/fuzz/tools program=artifacts/fuzz/program-$target found=artifacts/fuzz/$target
[ -x "$tools/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$tools" >/dev/null
rm -rf "$program"
dotnet publish tests/Fuzzing -c Release -o "$program" --nologo -v quiet
for library in Search IngestPipeline Sidecar; do "$tools/sharpfuzz" "$program/TwinBert.$library.dll"; done

rm -rf "$found"
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 DOTNET_TieredPGO=0
afl-fuzz -i "tests/Fuzzing/corpus/$target" -o "$found" -x tests/Fuzzing/json.dict -t 5000 -m none -V "$seconds" dotnet "$program/TwinBert.Fuzzing.dll" "$target" >"artifacts/fuzz/$target.log" 2>&1 ||
  { tail -n 20 "artifacts/fuzz/$target.log" >&2; exit 1; }

sed -nE 's/^(execs_done|execs_per_sec|corpus_count|saved_crashes|saved_hangs) *: */\1 /p' "$found/default/fuzzer_stats"
[ -z "$(find "$found/default/crashes" "$found/default/hangs" -name 'id:*' -print -quit)" ] || { echo "Found something: $found/default/crashes, hangs" >&2; exit 1; }
