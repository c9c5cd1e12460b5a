#!/usr/bin/env python3
"""Measures how many documents a second come in through a sidecar and by a backfill, as a share of the bare encoder with all processors.

Usage: bench/ingest.py PROGRAM ENGINE [ROUNDS]

PROGRAM is a published twinbert, ENGINE the URL of an engine without security that may be written to; three rounds without ROUNDS. A round measures the bare encoder
(model bench --documents) on the very texts, then 1, 2, 4 and 8 clients that each send bulk requests of 50 documents one after the other, then a backfill of the same
documents, so that what else runs on the machine meets all of them alike. The engine shares the processors with the encoder, as it does in a real run of this.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from sizing import call, create, documents, serve

CLIENTS, COUNT, BULK, NAME = (1, 2, 4, 8), 3000, 50, "twinbert-ingest"


def bare(program, texts):
    printed = subprocess.run([program, "model", "bench", "--documents", "--texts", str(texts), "--seconds", "4", "--json"], check=True, capture_output=True, text=True)
    return max(row["documents_per_second"] for row in json.loads(printed.stdout)["throughput"])


def fresh(engine):
    try:
        call(f"{engine}/{NAME}", "DELETE")
    except OSError:
        pass
    create(engine, NAME)


def write(url, made, clients):
    """Documents per second, from the first request to the last answer."""
    def run(part):
        for begin in range(0, len(part), BULK):
            lines = []
            for number, document in part[begin : begin + BULK]:
                lines += [json.dumps({"index": {"_index": NAME, "_id": str(number)}}), json.dumps(document)]
            if call(f"{url}/_bulk", "POST", ("\n".join(lines) + "\n").encode())["errors"]:
                sys.exit("The engine took not all documents.")

    numbered = list(enumerate(made))
    threads = [threading.Thread(target=run, args=(numbered[client::clients],)) for client in range(clients)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(made) / (time.monotonic() - begin)


def embedded(engine):
    call(f"{engine}/{NAME}/_refresh", "POST")
    query = {"query": {"exists": {"field": "twinbert.model"}}}
    return call(f"{engine}/{NAME}/_count", "POST", json.dumps(query).encode())["count"]


def backfill(program, folder, engine, made):
    fresh(engine)
    write(engine, made, 1)
    call(f"{engine}/{NAME}/_refresh", "POST")
    begin = time.monotonic()
    subprocess.run(
        [program, "backfill", NAME, "--config", str(folder / "twinbert.json"), "--checkpoint", str(folder / f"checkpoint-{begin}"), "--json"],
        check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return len(made) / (time.monotonic() - begin)


def measure(program, engine, rounds):
    version = call(engine)["version"]
    made = documents(COUNT)
    shares = {clients: [] for clients in CLIENTS} | {"backfill": []}
    bares = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        texts = folder / "texts.txt"
        texts.write_text("".join(f"{document['title']} {document['text']}\n" for document in made), encoding="utf-8")
        (folder / "twinbert.json").write_text(json.dumps({"Listen": "http://127.0.0.1:0", "Upstream": {"Url": engine}, "Indices": {NAME: {"TextFields": ["title", "text"]}}}))
        for _ in range(rounds):
            before = bare(program, texts)
            rates = {}
            sidecar, url = serve(program, folder, engine)
            try:
                for clients in CLIENTS:
                    fresh(engine)
                    rates[clients] = write(url, made, clients)
                    if embedded(engine) != COUNT:
                        sys.exit(f"Of {COUNT} documents, {embedded(engine)} have an embedding.")
            finally:
                sidecar.terminate()
                sidecar.wait()
            rates["backfill"] = backfill(program, folder, engine, made)
            after = bare(program, texts)
            bares += [before, after]
            for way, rate in rates.items():
                shares[way].append(rate / ((before + after) / 2))
    call(f"{engine}/{NAME}", "DELETE")
    print(f"{version.get('distribution', 'elasticsearch')} {version['number']}, {COUNT} documents, {os.cpu_count()} processors, {rounds} rounds, bare encoder {statistics.median(bares):.0f} documents a second")
    for way, values in shares.items():
        name = way if way == "backfill" else f"{way} client{'s' if way > 1 else ''}"
        print(f"{name}: {statistics.median(values):.0%} of the bare encoder ({min(values):.0%} to {max(values):.0%})")


if len(sys.argv) not in (3, 4):
    sys.exit(__doc__)
measure(os.path.abspath(sys.argv[1]), sys.argv[2].rstrip("/"), int(sys.argv[3]) if len(sys.argv) == 4 else 3)
