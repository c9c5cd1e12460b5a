#!/usr/bin/env python3
"""Measures what docs/sizing.md gives: disk for each document, the processor time that documents and searches take, and the sidecar's memory.

Usage: bench/sizing.py PROGRAM ENGINE [DOCUMENTS]

PROGRAM is a published twinbert, ENGINE the URL of an engine without security that may be written to, DOCUMENTS 20,000 without it. The documents are
made of the words of samples/catalogue: a title of six words and a text of fifty, each word by chance, so that none compresses another.
"""
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEARCHES, AT_ONCE = 4000, 8
PLAIN, WRITTEN, FILLED = "twinbert-sizing-plain", "twinbert-sizing-written", "twinbert-sizing-filled"


def call(url, method="GET", body=None):
    request = urllib.request.Request(url, data=body, method=method, headers={"Content-Type": "application/x-ndjson"})
    with urllib.request.urlopen(request, timeout=300) as response:
        return json.load(response)


def documents(count):
    words = []
    for line in (ROOT / "samples/catalogue/corpus.jsonl").read_text(encoding="utf-8").splitlines():
        words += re.findall(r"[A-Za-z]+", json.loads(line)["text"])
    chance = random.Random(1)
    return [{"title": " ".join(chance.choices(words, k=6)), "text": " ".join(chance.choices(words, k=50)), "price": chance.randrange(100000) / 100} for _ in range(count)]


def index(engine, name, made):
    for begin in range(0, len(made), 1000):
        lines = []
        for number, document in enumerate(made[begin : begin + 1000], begin):
            lines += [json.dumps({"index": {"_index": name, "_id": str(number)}}), json.dumps(document)]
        if call(f"{engine}/_bulk", "POST", ("\n".join(lines) + "\n").encode())["errors"]:
            sys.exit("The engine took not all documents.")


def remove(engine):
    for name in (PLAIN, WRITTEN, FILLED):
        try:
            call(f"{engine}/{name}", "DELETE")
        except urllib.error.HTTPError:
            pass


def create(engine, name):
    settings = {"settings": {"index": {"number_of_shards": 1, "number_of_replicas": 0}}}
    request = urllib.request.Request(f"{engine}/{name}", data=json.dumps(settings).encode(), method="PUT", headers={"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=60).close()


def bytes_of(engine, name, count):
    # An engine keeps old versions of documents for replicas until it has noted, each half minute, that none needs them: a merge before that keeps them, too.
    for wait in (40, 5):
        call(f"{engine}/{name}/_forcemerge?max_num_segments=1&flush=true", "POST")
        call(f"{engine}/{name}/_refresh", "POST")
        time.sleep(wait)
    size = call(f"{engine}/{name}/_stats/store,docs,segments")["_all"]["primaries"]
    if size["docs"]["count"] != count or size["segments"]["count"] != 1:
        sys.exit(f"{name} has {size['docs']['count']} documents in {size['segments']['count']} segments.")
    return size["store"]["size_in_bytes"] / count


def memory(process, name):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1024


def processor_time(process):
    """Seconds: what others do on the machine hardly matters to it."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def search(url, made):
    """Searches for words of documents; gives how many came back reranked, which is all of them."""
    def run(part):
        for query in part:
            path = urllib.parse.urlencode({"q": query, "size": 10, "_source": "false"})
            with urllib.request.urlopen(f"{url}/{WRITTEN}/_search?{path}", timeout=60) as response:
                response.read()
                verdicts.append(response.headers["X-TwinBert"].split(";")[0])

    queries = [" ".join(document["text"].split()[:4]) for document in made[:SEARCHES]]
    verdicts = []
    threads = [threading.Thread(target=run, args=(queries[number::AT_ONCE],)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return verdicts.count("reranked")


def serve(program, folder, engine):
    log = open(folder / "serve.log", "w", encoding="utf-8")
    process = subprocess.Popen([program, "serve", "--config", str(folder / "twinbert.json")], cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    for _ in range(300):
        found = re.search(r"http://127\.0\.0\.1:\d+", (folder / "serve.log").read_text().replace(engine, ""))
        if found:
            try:
                call(f"{found.group(0)}/_twinbert/health/ready")
                return process, found.group(0)
            except OSError:
                pass
        time.sleep(0.1)
    process.kill()
    sys.exit((folder / "serve.log").read_text())


def measure(program, engine, count):
    version = call(engine)["version"]
    print(f"{version.get('distribution', 'elasticsearch')} {version['number']}, {count} documents, {os.cpu_count()} processors")
    made = documents(count)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "corpus.jsonl").write_text("".join(json.dumps({"_id": str(i)} | document) + "\n" for i, document in enumerate(made)), encoding="utf-8")
        indices = {index: {"TextFields": ["title", "text"]} for index in (WRITTEN, FILLED)}
        (folder / "twinbert.json").write_text(json.dumps({"Listen": "http://127.0.0.1:0", "Upstream": {"Url": engine}, "Indices": indices}))
        remove(engine)
        for each in (PLAIN, WRITTEN, FILLED):
            create(engine, each)
        index(engine, PLAIN, made)
        index(engine, FILLED, made)

        sidecar, url = serve(program, folder, engine)
        try:
            idle = memory(sidecar, "VmRSS")
            used = processor_time(sidecar)
            subprocess.run([program, "load", str(folder), "--index", WRITTEN, "--url", url], check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            written = count / (processor_time(sidecar) - used)
            most = memory(sidecar, "VmHWM")
            used = processor_time(sidecar)
            reranked = search(url, made)
            searched = reranked / (processor_time(sidecar) - used)
            last = memory(sidecar, "VmRSS")
        finally:
            sidecar.terminate()
            sidecar.wait()

        used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
        subprocess.run(
            [program, "backfill", FILLED, "--config", str(folder / "twinbert.json"), "--checkpoint", str(folder / "checkpoint"), "--json"],
            check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        filled = count / (sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - used)

        plain, others = bytes_of(engine, PLAIN, count), {name: bytes_of(engine, name, count) for name in (WRITTEN, FILLED)}
        remove(engine)
    print(f"bytes on disk for a document: {plain:.0f} without an embedding, {others[WRITTEN] - plain:+.0f} written through the sidecar, {others[FILLED] - plain:+.0f} after a backfill")
    print(f"documents for a second of processor time: {written:.0f} written through the sidecar, {filled:.0f} by a backfill")
    print(f"searches for a second of processor time: {searched:.0f}, of {reranked}, none known from before, {AT_ONCE} at once")
    print(f"the sidecar's memory: {idle:.0f} MB ready, {most:.0f} MB at most while documents were written, {last:.0f} MB after the searches")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    measure(os.path.abspath(sys.argv[1]), sys.argv[2].rstrip("/"), int(sys.argv[3]) if len(sys.argv) == 4 else 20000)
