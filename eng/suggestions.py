#!/usr/bin/env python3
"""Types titles of the sample catalogue letter by letter in the ways in which suggestions are asked for, to an engine and through a sidecar before it.

usage: eng/suggestions.py PROGRAM ENGINE… [--model DIR] [--weight W] [--output FILE]

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be written to (the index 'twinbert-suggestions' is made and deleted). Every third title is
typed, in lower case: so many whole words, and so many letters of the next. The figures are the mean reciprocal rank of the title's own product among the
first eight hits: of the engine, and through the sidecar. Two more say what reranking would come to: by the words that are whole, and by all that is typed
(the request header X-TwinBert-Query).
"""
import argparse, collections, json, math, sys, time, urllib.parse

from catalogue import lines, make, name_of, send, serve

INDEX = "twinbert-suggestions"
FIRST = 8
EVERY = 3

# Whole words, and letters of the next; None for a blank behind the last word.
LENGTHS = [(0, 3), (1, None), (1, 1), (1, 2), (1, 3), (2, None), (2, 1), (2, 2), (2, 3), (3, 2)]

START = {"type": "text", "analyzer": "starts", "search_analyzer": "standard"}
PART = {"type": "text", "analyzer": "parts", "search_analyzer": "standard"}
SETTINGS = {
    "max_ngram_diff": 10,
    "analysis": {
        "filter": {"starts": {"type": "edge_ngram", "min_gram": 1, "max_gram": 15}, "parts": {"type": "ngram", "min_gram": 2, "max_gram": 10}},
        "analyzer": {
            "starts": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "starts"]},
            "parts": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "parts"]},
        },
    },
}

# What each kind of suggestion sends. A kind that an engine refuses is left out there.
KINDS = {
    "`match_phrase_prefix`": lambda text: {"match_phrase_prefix": {"title": text}},
    "`match_bool_prefix`": lambda text: {"match_bool_prefix": {"title": text}},
    "`multi_match`, `phrase_prefix`": lambda text: {"multi_match": {"query": text, "type": "phrase_prefix", "fields": ["title^2", "text"]}},
    "`multi_match`, `bool_prefix`": lambda text: {"multi_match": {"query": text, "type": "bool_prefix", "fields": ["title^2", "text"]}},
    "`search_as_you_type`": lambda text: {
        "multi_match": {"query": text, "type": "bool_prefix", "fields": ["title.typed", "title.typed._2gram", "title.typed._3gram"]}},
    "edge n-grams, all words": lambda text: {"match": {"title.starts": {"query": text, "operator": "and"}}},
    "edge n-grams, any word": lambda text: {"match": {"title.starts": text}},
    "n-grams, all words": lambda text: {"match": {"title.parts": {"query": text, "operator": "and"}}},
    "`simple_query_string`, a star": lambda text: {
        "simple_query_string": {"query": text if text.endswith(" ") else text + "*", "fields": ["title"], "default_operator": "and"}},
    "edge n-grams beside whole words": lambda text: {
        "bool": {"should": [{"match": {"title": text}}, {"match": {"title.starts": {"query": text, "operator": "and"}}}]}},
}


def fields(has_typed):
    more = {"starts": START, "parts": PART, **({"typed": {"type": "search_as_you_type"}} if has_typed else {})}
    return {"title": {"type": "text", "fields": more}, "text": {"type": "text"}}


def fill(engine, sidecar, products):
    send(engine, "DELETE", "/" + INDEX)
    has_typed = send(engine, "PUT", "/" + INDEX, {"mappings": {"properties": {"typed": {"type": "search_as_you_type"}}}})[0] == 200
    make(sidecar, INDEX, SETTINGS, fields(has_typed), products)
    # How fields are analysed is found out beside the first search of one.
    for _ in range(100):
        if "half_typed" in search(sidecar, {"query": KINDS["edge n-grams, any word"]("a")})[0]:
            break
        time.sleep(0.1)
    return {name: kind for name, kind in KINDS.items() if has_typed or "as_you" not in name}


def typed(title, length):
    words, letters = length
    every = title.lower().replace(",", "").split()
    if letters is None:
        return " ".join(every[:words]) + " " if len(every) > words else None
    if len(every) <= words or len(every[words]) <= letters:
        return None
    return " ".join([*every[:words], every[words][:letters]])


def search(url, body, **headers):
    for _ in range(100):
        status, said, answer = send(url, "POST", f"/{INDEX}/_search", body, **headers)
        if status != 200:
            sys.exit(f"{url} refuses {json.dumps(body)}: {answer[:400]}")
        # What the index bears is found out beside the first searches.
        if said.get("X-TwinBert", "reranked; plan=rescore").startswith(("reranked; plan=rescore", "reranked; plan=wrap", "skipped")) \
                and "plan_unknown" not in said.get("X-TwinBert", ""):
            break
        time.sleep(0.1)
    return said.get("X-TwinBert", ""), [hit["_id"] for hit in json.loads(answer)["hits"]["hits"]]


def reciprocal(ids, name):
    return 1 / (ids.index(name) + 1) if name in ids else 0.0


def quoted(text):
    return urllib.parse.quote(text.strip())


def measure(engine, sidecar, kind, length, products, headers):
    found, verdicts = collections.defaultdict(list), collections.Counter()
    for product in products:
        text = typed(product["title"], length)
        if text is None:
            continue
        body = {"size": FIRST, "_source": False, "query": kind(text)}
        own = reciprocal(search(engine, body)[1], product["_id"])
        verdict, ids = search(sidecar, body, **headers)
        verdicts[verdict.split(";")[0] + ("" if verdict.startswith("reranked") else verdict.partition(";")[2].replace(" reason=", ", "))] += 1
        found["engine"].append(own)
        found["ours"].append(reciprocal(ids, product["_id"]))
        whole = text if length[1] is None else text.rpartition(" ")[0]
        for name, by in ("words", whole), ("all", text):
            ids = search(sidecar, body, **headers, **{"X-TwinBert-Query": quoted(by)})[1] if by else None
            found[name].append(own if ids is None else reciprocal(ids, product["_id"]))
    return found, verdicts


def mean(values):
    return sum(values) / len(values)


def figure(values):
    return f"{mean(values):.3f}".replace("0.", ".")


def difference(values, own):
    """The mean of the differences, and half of its 95 % interval."""
    differences = [value - engine for value, engine in zip(values, own)]
    middle = mean(differences)
    spread = math.sqrt(sum((value - middle) ** 2 for value in differences) / (len(differences) - 1) / len(differences))
    return f"{middle:+.3f} ± {1.96 * spread:.3f}".replace("0.", ".")


def described(length):
    words, letters = length
    whole = {0: "", 1: "a word", 2: "two words", 3: "three words"}[words]
    part = "a blank" if letters is None else f"{letters} letter{'s' if letters > 1 else ''}"
    return f"{whole} and {part}" if whole else part


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("engines", nargs="+")
    arguments.add_argument("--model", help="the folder of another model package than the one that ships as the default")
    arguments.add_argument("--weight", help="another weight of the model than the package's own")
    arguments.add_argument("--output")
    given = arguments.parse_args()
    headers = {"X-TwinBert-Weight": given.weight} if given.weight else {}
    parts = []
    for engine in given.engines:
        process, sidecar, config = serve(given.program, engine, INDEX, **({"Model": given.model} if given.model else {}))
        try:
            products = lines("corpus.jsonl")
            kinds = fill(engine, sidecar, products)
            part = [f"## {name_of(engine)}\n", "| asked for by | typed | what becomes of it | engine | ours | by the whole words | by all |", "|---|---|---|---|---|---|---|"]
            for name, kind in kinds.items():
                for length in LENGTHS:
                    found, verdicts = measure(engine, sidecar, kind, length, products[::EVERY], headers)
                    own, said = found["engine"], "; ".join(f"{verdict} ({count})" if len(verdicts) > 1 else verdict for verdict, count in verdicts.most_common())
                    would = ["–" if length[0] == 0 and which == "words" else difference(found[which], own) for which in ("words", "all")]
                    part.append(f"| {name} | {described(length)} | {said} | {figure(own)} | {figure(found['ours'])} | {would[0]} | {would[1]} |")
                    print(part[-1], file=sys.stderr)
            parts.append("\n".join(part) + "\n")
        finally:
            send(engine, "DELETE", "/" + INDEX)
            process.terminate()
            process.wait(30)
    text = "\n".join(parts)
    print(text)
    if given.output:
        with open(given.output, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
