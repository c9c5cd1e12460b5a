#!/usr/bin/env python3
"""Measures what the spellings of a vector cost an engine: bytes on disk for each document, and the engine's own time for indexing one.

Usage: bench/spellings.py ENGINE…

ENGINE is the URL of an engine without security that may be written to. 5,000 documents of 56 words with vectors by chance are written to it directly, one
segment, no replicas; in three rounds, in each of which all spellings of all engines follow one another.
"""
import base64
import json
import random
import statistics
import sys

import sizing

COUNT, ROUNDS, NAME = 5000, 3, "twinbert-spellings"
SPELLINGS = {
    "numbers": lambda vector: list(vector),
    "hexadecimal": lambda vector: bytes(number & 255 for number in vector).hex(),
    "base64": lambda vector: base64.b64encode(bytes(number & 255 for number in vector)).decode(),
}


def mapping(is_opensearch, dimensions):
    vector = {"type": "binary", "doc_values": True} if is_opensearch else {"type": "dense_vector", "element_type": "byte", "dims": dimensions, "index": False}
    return {"twinbert": {"type": "object", "dynamic": "false", "properties": {"embedding": vector, "model": {"type": "keyword"}}}}


def measure(engine, is_opensearch, dimensions, spelling, made):
    chance = random.Random(2)
    try:
        sizing.call(f"{engine}/{NAME}", "DELETE")
    except sizing.urllib.error.HTTPError:
        pass
    settings = {"index": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1}}
    properties = mapping(is_opensearch, dimensions) if spelling else {}
    body = json.dumps({"settings": settings, "mappings": {"properties": properties}}).encode()
    request = sizing.urllib.request.Request(f"{engine}/{NAME}", data=body, method="PUT", headers={"Content-Type": "application/json"})
    sizing.urllib.request.urlopen(request, timeout=60).close()
    for begin in range(0, COUNT, 500):
        lines = []
        for number, document in enumerate(made[begin : begin + 500], begin):
            if spelling:
                vector = [chance.randrange(-127, 128) for _ in range(dimensions)]
                document = document | {"twinbert": {"embedding": SPELLINGS[spelling](vector), "model": "0f3a5c7e9b12", "text_hash": f"{chance.getrandbits(64):016x}"}}
            lines += [json.dumps({"index": {"_id": str(number)}}), json.dumps(document, separators=(",", ":"))]
        answer = sizing.call(f"{engine}/{NAME}/_bulk", "POST", ("\n".join(lines) + "\n").encode())
        if answer["errors"]:
            return None
    sizing.call(f"{engine}/{NAME}/_forcemerge?max_num_segments=1&flush=true", "POST")
    sizing.call(f"{engine}/{NAME}/_refresh", "POST")
    stats = sizing.call(f"{engine}/{NAME}/_stats/store,indexing")["_all"]["primaries"]
    sizing.call(f"{engine}/{NAME}", "DELETE")
    return stats["store"]["size_in_bytes"] / COUNT, stats["indexing"]["index_time_in_millis"] * 1000 / COUNT


def main(engines):
    made = sizing.documents(COUNT)
    versions = {engine: sizing.call(engine)["version"] for engine in engines}
    kinds = [(0, "")] + [(dimensions, spelling) for dimensions in (128, 256) for spelling in SPELLINGS]
    found = {}
    for _ in range(ROUNDS):
        for dimensions, spelling in kinds:
            for engine, version in versions.items():
                key = (engine, dimensions, spelling)
                is_opensearch = version.get("distribution") == "opensearch"
                if (is_opensearch and spelling in ("numbers", "hexadecimal")) or found.get(key, ()) is None:
                    continue
                figures = measure(engine, is_opensearch, dimensions, spelling, made)
                if figures is None:
                    found[key] = None
                else:
                    found.setdefault(key, []).append(figures)
    print("| engine | vector | more on disk for a document | the engine's time for a document, median (least to most) |\n|---|---|---|---|")
    for engine, version in versions.items():
        plain = statistics.median(size for size, _ in found[engine, 0, ""])
        for dimensions, spelling in kinds:
            figures = found.get((engine, dimensions, spelling), ())
            name = f"{version.get('distribution', 'Elasticsearch').replace('opensearch', 'OpenSearch')} {version['number']}"
            what = f"{dimensions} bytes, {spelling}" if spelling else "none"
            if figures is None:
                print(f"| {name} | {what} | refused | |")
            elif figures:
                times = [time for _, time in figures]
                size = f"{statistics.median(size for size, _ in figures) - plain:.0f} bytes" if spelling else ""
                print(f"| {name} | {what} | {size} | {statistics.median(times):.0f} µs ({min(times):.0f} to {max(times):.0f}) |")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
