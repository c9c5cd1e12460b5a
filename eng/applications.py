#!/usr/bin/env python3
"""Sends the sample catalogue's queries in the shapes that applications send, to an engine and through a sidecar in front of it, and compares the first ten.

usage: eng/applications.py PROGRAM ENGINE… [--output FILE]

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be written to (the index 'twinbert-applications' is made and deleted). The shapes are the
files of bench/applications: 'request' with {{query}} where the words go. The figures are nDCG@10 with linear gain over the judged queries; a product without
a judgement counts as irrelevant.
"""
import argparse, collections, json, os, re, sys, time

from catalogue import ROOT, judgements, lines, make, name_of, ndcg, send, serve

SHAPES = os.path.join(ROOT, "bench", "applications")
INDEX = "twinbert-applications"


def fill(url, products):
    text = {"type": "text", "analyzer": "english"}
    word = {"type": "keyword"}
    fields = {"title": text, "text": text, "status": word, "code": word, "family": word, "number": {"type": "integer"}, "sold": {"type": "integer"},
              "price": {"type": "double"}, "available": {"type": "boolean"}, "listed": {"type": "date"},
              "metadata": {"properties": {"sku": {"type": "text"}, "brand": word, "category": word}}}
    for number, product in enumerate(products):
        name = product["_id"]
        product.update(status="publish", code=name, family=name, number=number, sold=number * 7919 % 1000, available=number % 4 != 0,
                       price=product["metadata"].get("price", 0), listed=f"2026-{number % 12 + 1:02}-01")
    make(url, INDEX, {}, fields, products)


def ids(answer):
    # A search without stored fields gives the name as a doc value.
    return [hit.get("fields", {}).get("code", [hit.get("_id")])[0] for hit in json.loads(answer)["hits"]["hits"]]


def measure(engine, sidecar, shape, queries, grades):
    ours, own, verdicts = [], [], collections.Counter()
    for query in queries:
        body = json.dumps(shape["request"]).replace("{{query}}", json.dumps(query["text"])[1:-1])
        direct = send(engine, "POST", f"/{INDEX}/_search", body)
        if direct[0] != 200:
            return None, direct[2]
        for _ in range(100):
            through = send(sidecar, "POST", f"/{INDEX}/_search", body)
            verdict = through[1].get("X-TwinBert", "nothing")
            # What the index bears is found out beside the first searches.
            if "plan_unknown" not in verdict:
                break
            time.sleep(0.1)
        own.append(ndcg(ids(direct[2]), grades[query["_id"]]))
        ours.append(ndcg(ids(through[2]), grades[query["_id"]]))
        plan = re.search(r"plan=(\w+)", verdict)
        verdicts[f"reranked, {plan.group(1)}" if plan else re.sub(r"; .*(reason=\w+).*", r", \1", verdict)] += 1
    return (own, ours, verdicts), None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("engines", nargs="+")
    arguments.add_argument("--output")
    given = arguments.parse_args()
    grades, queries = judgements(), lines("queries.jsonl")
    queries = [query for query in queries if query["_id"] in grades]
    shapes = {name[:-5]: json.load(open(os.path.join(SHAPES, name), encoding="utf-8")) for name in sorted(os.listdir(SHAPES))}
    rows, names = collections.defaultdict(list), []
    for engine in given.engines:
        names.append(name_of(engine))
        family = names[-1].split()[0].lower()
        process, sidecar, config = serve(given.program, engine, INDEX)
        try:
            fill(sidecar, lines("corpus.jsonl"))
            for name, shape in shapes.items():
                if family not in shape.get("engines", [family]):
                    rows[name].append("| – | – | – ")
                    continue
                result, refused = measure(engine, sidecar, shape, queries, grades)
                if result is None:
                    sys.exit(f"{names[-1]} refuses the shape {name}: {refused[:400]}")
                own, ours, verdicts = result
                said = "; ".join(f"{verdict} ({count})" if len(verdicts) > 1 else verdict for verdict, count in verdicts.most_common())
                rows[name].append(f"| {said} | {sum(own) / len(own):.3f} | {sum(ours) / len(ours):.3f} ".replace(" 0.", " ."))
        finally:
            send(engine, "DELETE", "/" + INDEX)
            process.terminate()
            process.wait(30)
            os.unlink(config)
    head = "".join(f"| {name} | engine | ours " for name in names)
    table = [f"| application | what it sends {head}|", "|---|---" + "|---|---|---" * len(names) + "|"]
    table += [f"| {name} | {shape['about']} {''.join(rows[name])}|" for name, shape in shapes.items()]
    text = "\n".join(table) + "\n"
    print(text)
    if given.output:
        with open(given.output, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
