#!/usr/bin/env bash
# From judged movie searches to model packages and a report: a teacher, its scores, students, heads, packages, figures. docs/training.md explains it.
# Stopped and run again with the same arguments it goes on; what is finished is skipped.
set -euo pipefail

# The recipe.
TEXT_FIELDS='title,metadata.year,metadata.genres,metadata.director,metadata.actors[:5],text'
OTHER_TEXT_FIELDS=title,text
TEACHER_STEPS=1000 TEACHER_EVALUATE_EVERY=250 TEACHER_DEV_QUERIES=200
QUERY_FIELDS='title,metadata.year,metadata.director,metadata.actors[:5],metadata.genres' # what people search films by
QUERY_WORD_FILMS=5 # a word goes into other films' queries when it was typed for so many
FIT_PAIRS=8000 LABEL_PAIRS=47104                                                        # of dev and of train; made queries are all labelled
STUDENT_STEPS=600 STUDENT_EVALUATE_EVERY=100 STUDENT_LAYERS=0,2,4 TEMPERATURE=1
HEAD_STEPS=4000 HEAD_LEARNING_RATE=5e-4 HEAD_PATIENCE=5 HEAD_EVALUATE_EVERY=200
RANKING_SPLITS=test,dev # what the teachers rank themselves; dev is for the weights of their sum and of its blend
RANKING_UNJUDGED=${RANKING_UNJUDGED:-100}
SENTENCE_TOKENS=96

usage() {
  cat <<'END'
Usage: eng/train-msrd.sh --data DIR --bert DIR --out DIR [options]

Trains on judged data in BEIR layout with the splits train, dev and test, and reports what came of it.

  --data DIR        the dataset
  --bert DIR        all-MiniLM-L6-v2 in Hugging Face layout: config.json, model.safetensors, vocab.txt
  --vocab FILE      its vocabulary, where the folder has no vocab.txt
  --sentence-teacher FILE.onnx
                    a sentence encoder as one more teacher, such as e5-small-v2; it reads the same vocabulary
  --generic RUN     start the student from this run of twinbert-train embed-distill, not from layers of the BERT
  --out DIR         receives runs, scores, packages, figures
  --others DIR,DIR  more datasets, with a split test, that are measured and never trained on
  --report FILE.md  the report; DIR of --out/report.md if not given
  --threads N       the threads that compute; all if not given
  --quick           a few steps of everything, to see that it works; give another --out
  --help            this text

The environment may name the programs: TWINBERT, TWINBERT_TRAIN. Otherwise they are what dotnet build made.
With RANKING_UNJUDGED=0 the teachers rank the judged documents alone, and not BM25's best 100, which takes an hour.
END
}

fail() {
  echo "train-msrd: $1" >&2
  exit 2
}

data='' bert='' vocab='' sentence='' generic='' out='' others='' report='' threads='' quick=''
while [ $# -gt 0 ]; do
  case $1 in
    --sentence-teacher) [ $# -ge 2 ] || fail "$1 wants a value. See: $0 --help"; sentence=$2; shift 2; continue ;;
    --help | -h) usage; exit 0 ;;
    --quick) quick=1; shift; continue ;;
    --data | --bert | --vocab | --generic | --out | --others | --report | --threads) [ $# -ge 2 ] || fail "$1 wants a value. See: $0 --help" ;;
    *) fail "there is no option '$1'. See: $0 --help" ;;
  esac
  printf -v "${1#--}" %s "$2"
  shift 2
done

# 1 what must be there
root=$(cd "$(dirname "$0")/.." && pwd)
program() { # NAME PROJECT
  local configuration
  for configuration in release debug; do
    if [ -x "$root/artifacts/bin/$2/$configuration/$1" ]; then
      echo "$root/artifacts/bin/$2/$configuration/$1"
      return
    fi
  done
  fail "$1 is not built. Run: dotnet build -c Release $root"
}

[ -n "$data" ] && [ -n "$bert" ] && [ -n "$out" ] || fail "--data, --bert and --out are needed. See: $0 --help"
for split in train dev test; do
  [ -f "$data/qrels/$split.tsv" ] || fail "'$data' has no qrels/$split.tsv. Give with --data a dataset in BEIR layout that has the splits train, dev and test."
done
vocab=${vocab:-$bert/vocab.txt}
for file in "$bert/config.json" "$bert/model.safetensors"; do
  [ -f "$file" ] || fail "'$file' is missing. Give with --bert a folder with the files of sentence-transformers/all-MiniLM-L6-v2, from Hugging Face."
done
[ -f "$vocab" ] || fail "the vocabulary '$vocab' is missing. Give with --vocab the vocab.txt of bert-base-uncased, which is that of all-MiniLM-L6-v2."
[ -z "$sentence" ] || [ -f "$sentence" ] || fail "the sentence encoder '$sentence' is missing. Give with --sentence-teacher an ONNX file, or leave it out."
[ -z "$generic" ] || [ -f "$generic/config.json" ] || fail "'$generic' is no run. Give with --generic the --out of twinbert-train embed-distill, or leave it out."
IFS=, read -r -a other_folders <<<"$others"
for folder in ${other_folders[@]+"${other_folders[@]}"}; do
  [ -f "$folder/qrels/test.tsv" ] || fail "'$folder' has no qrels/test.tsv. Give with --others datasets in BEIR layout that have a split test."
done
TWINBERT=${TWINBERT:-$(program twinbert Cli)}
TWINBERT_TRAIN=${TWINBERT_TRAIN:-$(program twinbert-train Training)}
[ -z "$threads" ] || export DOTNET_PROCESSOR_COUNT=$((threads))

some=() some_pairs=() some_made=() precision=()
if [ -n "$quick" ]; then
  TEACHER_STEPS=4 TEACHER_EVALUATE_EVERY=2 TEACHER_DEV_QUERIES=4 FIT_PAIRS=150 LABEL_PAIRS=150 QUERY_WORD_FILMS=1
  STUDENT_STEPS=4 STUDENT_EVALUATE_EVERY=2 HEAD_STEPS=20 HEAD_EVALUATE_EVERY=10
  some=(--limit 10) some_pairs=(--limit 150) some_made=(--limit 150)
  precision=(--precision fp32) # measuring both would take longer than the steps
fi

name=$(basename "$(cd "$data" && pwd)")
report=${report:-$out/report.md}
mkdir -p "$out/done" "$out/scores" "$out/rankings" "$out/packages" "$out/evaluation"

# 2 how stages run: one that ended with the same command line is skipped, unless one before it did something now
changed=''
stage() { # NAME COMMAND...
  local mark=$out/done/$1 title=$1
  shift
  if [ -z "$changed" ] && [ -f "$mark" ] && [ "$(cat "$mark")" = "$*" ]; then
    echo "== $title: done before"
    return
  fi
  echo "== $title"
  changed=1
  rm -f "$mark"
  "$@"
  printf %s "$*" >"$mark"
}

evaluate() { # FILE OPTIONS...: the result is there when it is whole
  local file=$1
  shift
  "$TWINBERT" evaluate "$@" --json >"$file.new"
  mv "$file.new" "$file"
}

distill() { # RUN SPLIT OPTIONS...
  local run=$1 split=$2
  shift 2
  "$TWINBERT_TRAIN" distill --dataset "$out/dataset" --split "$split" --text-fields "$TEXT_FIELDS" --scores "$scores" --temperature "$TEMPERATURE" --dev-split dev --out "$out/$run" ${precision[@]+"${precision[@]}"} "$@"
}

label() { # TEACHER SCORES OPTIONS...: the same pairs for every teacher
  local teacher=$1 file=$2
  shift 2
  if [ "$teacher" = cross-encoder ]; then
    "$TWINBERT_TRAIN" label --teacher "$out/teacher" --out "$out/scores/$file" "$@"
  else
    "$TWINBERT_TRAIN" label --teacher "$sentence" --vocab "$vocab" --document-tokens "$SENTENCE_TOKENS" --out "$out/scores/$file" "$@"
  fi
}

rank() { # TEACHER NAME DATASET SPLITS FIELDS: its own order of the judged documents and BM25's best
  label "$1" "$1-$2.tsv" --dataset "$3" --splits "$4" --text-fields "$5" --unjudged "$RANKING_UNJUDGED" ${some_pairs[@]+"${some_pairs[@]}"} --run-file "$out/teacher-rankings/$2/$1.run"
}

label_all() { # TEACHER: dev for the weights, queries that people typed, and made ones
  local in=(--dataset "$out/dataset" --text-fields "$TEXT_FIELDS")
  label "$1" "$1.tsv" "${in[@]}" --splits dev --judged 10 --unjudged 0 --limit "$FIT_PAIRS"
  label "$1" "$1.tsv" "${in[@]}" --splits train --judged 8 --unjudged 3 --limit "$LABEL_PAIRS"
  label "$1" "$1.tsv" "${in[@]}" --splits made --judged 1 --unjudged 5 ${some_made[@]+"${some_made[@]}"}
}

make_queries() {
  rm -rf "${out:?}/dataset"
  "$TWINBERT_TRAIN" queries --dataset "$data" --text-fields "$QUERY_FIELDS" --least-documents "$QUERY_WORD_FILMS" --out "$out/dataset"
}

combine() { # SCORES SPLITS OPTIONS...
  local file=$1 splits=$2
  shift 2
  rm -f "$out/scores/$file" # weights that are fitted anew make scores of another teacher
  "$TWINBERT_TRAIN" combine --dataset "$out/dataset" --text-fields "$TEXT_FIELDS" --vocab "$vocab" --fit-split dev --splits "$splits" --out "$out/scores/$file" "$@"
}

export_package() { # NAME RUN OPTIONS...
  local package=$1 run=$2
  shift 2
  "$TWINBERT_TRAIN" export --run "$run" --out "$out/packages/$package" --source "$(basename "$bert"), trained on $name" --force "$@"
}

# 3 a teacher, queries for all films, and scores
stage teacher "$TWINBERT_TRAIN" teacher --from "$bert" --vocab "$vocab" --dataset "$data" --text-fields "$TEXT_FIELDS" --dev-split dev --dev-queries "$TEACHER_DEV_QUERIES" \
  --steps "$TEACHER_STEPS" --evaluate-every "$TEACHER_EVALUATE_EVERY" ${precision[@]+"${precision[@]}"} --out "$out/teacher"
stage queries make_queries
mkdir -p "$out/teacher-rankings/$name"
teachers=(cross-encoder)
[ -z "$sentence" ] || teachers+=(sentences)
scores=$out/scores/cross-encoder.tsv
for teacher in "${teachers[@]}"; do
  stage "label-$teacher" label_all "$teacher"
  stage "rank-$teacher-$name" rank "$teacher" "$name" "$data" "$RANKING_SPLITS" "$TEXT_FIELDS"
done
if [ -n "$sentence" ]; then
  scores=$out/scores/both.tsv
  stage combine combine both.tsv train+made --scores "$out/scores/cross-encoder.tsv" --scores "$out/scores/sentences.tsv"
  stage "combine-$name" combine "both-$name.tsv" "$RANKING_SPLITS" --scores "$out/scores/cross-encoder-$name.tsv" --scores "$out/scores/sentences-$name.tsv" --run-file "$out/teacher-rankings/$name/both.run"
fi

# 4 students: the same steps from the teachers' scores, and from people's judgements alone
start=(--student "$bert" --vocab "$vocab" --layers "$STUDENT_LAYERS")
[ -z "$generic" ] || start=(--student "$generic")
steps=(--steps "$STUDENT_STEPS" --evaluate-every "$STUDENT_EVALUATE_EVERY")
stage student distill student train+made "${start[@]}" "${steps[@]}"
stage labels distill labels train "${start[@]}" "${steps[@]}" --labels-only
for head in residual querynet; do
  stage "$head" distill "$head" train+made --student "$out/student" --head "$head" --head-alone --learning-rate "$HEAD_LEARNING_RATE" --steps "$HEAD_STEPS" \
    --evaluate-every "$HEAD_EVALUATE_EVERY" --patience "$HEAD_PATIENCE"
done

# 5 packages; the cosine is the first head, which is the default
heads=(--head-run "$out/residual" --head-run "$out/querynet")
stage package-student export_package student "$out/student" "${heads[@]}"
stage package-student-fp32 export_package student-fp32 "$out/student" "${heads[@]}" --precision fp32
stage package-labels export_package labels "$out/labels"
stage package-bert "$TWINBERT" model import --from "$bert" --vocab "$vocab" --int8 --force --out "$out/packages/$(basename "$bert")"
packages=(student student-fp32 labels "$(basename "$bert")")
if [ -n "$generic" ]; then
  stage package-generic export_package generic "$generic"
  packages+=(generic)
fi

# 6 figures; the first head of the first package is what the others are compared with
models=(--model "$out/packages/student#cosine,residual,querynet")
for package in "${packages[@]:1}"; do models+=(--model "$out/packages/$package"); done
measure() { # NAME DATASET FIELDS FILE OPTIONS...
  local set=$1 folder=$2 fields=$3 file=$4 runs=()
  shift 4
  local ranking
  for ranking in cross-encoder both; do
    [ ! -f "$out/teacher-rankings/$set/$ranking.run" ] || runs+=(--run "$out/teacher-rankings/$set/$ranking.run")
  done
  stage "evaluate-$file" evaluate "$out/evaluation/$file.json" --dataset "$folder" --split test --text-fields "$fields" "${models[@]}" \
    "${runs[@]}" --run-scores logit --cache "$out/cache" --write-runs "$out/rankings/$set" ${some[@]+"${some[@]}"} "$@"
}

measure "$name" "$data" "$TEXT_FIELDS" "$name" --model-weight 1 --tune dev
results=("$out/evaluation/$name.json")
weight=$(sed -nE 's/.*"kind":"tuned_blend","of":"student#cosine","weight":([0-9.]+).*/\1/p' "$out/evaluation/$name.json")
for folder in ${other_folders[@]+"${other_folders[@]}"}; do
  other=$(basename "$(cd "$folder" && pwd)")
  mkdir -p "$out/teacher-rankings/$other"
  stage "rank-$other" rank cross-encoder "$other" "$folder" test "$OTHER_TEXT_FIELDS"
  measure "$other" "$folder" "$OTHER_TEXT_FIELDS" "$other" --model-weight 1
  results+=("$out/evaluation/$other.json")
  if [ -n "$weight" ] && [ "$weight" != 1 ]; then # the weight that was found on dev, where it was not
    measure "$other" "$folder" "$OTHER_TEXT_FIELDS" "$other-tuned" --model-weight "$weight"
    results+=("$out/evaluation/$other-tuned.json")
  fi
done

# 7 the report
sizes=()
for package in "${packages[@]}"; do sizes+=(--package "$out/packages/$package"); done
files=()
for file in "${results[@]}"; do files+=(--evaluation "$file"); done
"$TWINBERT_TRAIN" report --runs "$out" --names teacher,student,labels,residual,querynet "${files[@]}" "${sizes[@]}" --title "Training on $name" --out "$report"
