#!/usr/bin/env python3
"""Tries a change of the model as an operator makes it, with searches and writes going on all the while: docs/model-change.md, step by step.

Usage: eng/model-change.py PROGRAM ENGINE…

PROGRAM is a built twinbert, each ENGINE the URL of an engine without security that may be written to. Two sidecars serve the sample catalogue with
twinbert-en-tiny; twinbert-en-base takes its place, goes back, and takes it again. Every search has to be answered with 200 and reranked. Says how many
searches there were, how long each change took to reach both sidecars, and how many of the first pages were the old model's, the new one's, or neither's:
the engine's own scores change a little while documents are written, which shows before the change as well.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
INDEX, OLD, NEW = "twinbert-model-change", "twinbert", "twinbert_v2"
TINY, BASE = str(ROOT / "models/twinbert-en-tiny"), str(ROOT / "models/twinbert-en-base")
FIELDS = ["title", "metadata.brand", "metadata.category", "text"]


def call(url, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response), response.headers.get("X-TwinBert", "")


class Change:
    def __init__(self, program, engine, folder):
        self.program, self.engine, self.folder = program, engine, folder
        self.queries = [json.loads(line)["text"] for line in (ROOT / "samples/catalogue/queries.jsonl").read_text().splitlines()][:20]
        self.sidecars, self.urls = [], []
        self.problems, self.pages, self.stop = [], collections.defaultdict(collections.Counter), threading.Event()
        self.phase = "before it"
        self.old, self.new = {}, {}

    def configure(self, **index):
        model = index.pop("model", TINY)
        settings = {"TextFields": FIELDS, **index}
        text = {"Listen": "http://127.0.0.1:0", "Upstream": {"Url": self.engine}, "Model": model, "Indices": {INDEX: settings}, "Upkeep": {"Enabled": True},
                "Limits": {"RerankTimeout": "00:00:05", "EncodeTimeout": "00:00:30"}}
        (self.folder / "twinbert.json").write_text(json.dumps(text))

    def serve(self):
        for number in range(2):
            log = open(self.folder / f"serve{number}.log", "w", encoding="utf-8")
            self.sidecars.append(subprocess.Popen([self.program, "serve"], cwd=self.folder, stdout=log, stderr=subprocess.STDOUT))
        for number in range(2):
            found = None
            while found is None:
                time.sleep(0.2)
                found = re.search(r"ready on (http://127\.0\.0\.1:\d+)", (self.folder / f"serve{number}.log").read_text())
            self.urls.append(found.group(1))

    def run(self, *arguments, code=0):
        done = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != code:
            sys.exit(f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def reloaded(self, wanted):
        for sidecar in self.sidecars:
            sidecar.send_signal(1)
        for url in self.urls:
            while not wanted(call(f"{url}/_twinbert/status")[0]):
                time.sleep(0.1)

    def page(self, url, query):
        body = {"query": {"multi_match": {"query": query, "fields": ["title", "text"]}}, "size": 10, "_source": False}
        answer, verdict = call(f"{url}/{INDEX}/_search", "POST", body)
        if not verdict.startswith("reranked"):
            raise ValueError(verdict)
        return [hit["_id"] for hit in answer["hits"]["hits"]]

    def all_pages(self, url):
        return {query: self.page(url, query) for query in self.queries}

    def search_on(self, url):
        while not self.stop.is_set():
            for query in self.queries:
                try:
                    page = self.page(url, query)
                    old, new = page == self.old[query], page == self.new.get(query)
                    self.pages[self.phase]["both" if old and new else "old" if old else "new" if new else "neither"] += 1
                except (OSError, ValueError) as problem:
                    self.problems.append(repr(problem))

    def write_on(self):
        number = 0
        while not self.stop.is_set():
            number += 1
            try:
                call(f"{self.urls[number % 2]}/{INDEX}/_doc/written-{number % 50}", "PUT", {"title": f"zzz written {number}"})
            except OSError as problem:
                self.problems.append(repr(problem))

    def reach(self, serving):
        """Seconds until both sidecars rank by an object."""
        begin = time.time()
        for url in self.urls:
            while call(f"{url}/_twinbert/status")[0]["generations"][INDEX]["serving"] != serving:
                time.sleep(0.02)
        return time.time() - begin

    def count(self, field):
        call(f"{self.engine}/{INDEX}/_refresh", "POST")
        return call(f"{self.engine}/{INDEX}/_count", "POST", {"query": {"exists": {"field": field}}})[0]["count"]

    def hidden(self):
        for target in ("_doc/written-1", "_source/written-1", "_search", "_search?format=yaml"):
            with urllib.request.urlopen(f"{self.urls[0]}/{INDEX}/{target}", timeout=60) as response:
                if b"twinbert\"" in (text := response.read()) or b"twinbert_v2" in text or b"text_hash" in text:
                    sys.exit(f"{target} shows an embedding")

    def go(self):
        self.configure(EmbeddingField=OLD)
        self.serve()
        self.run("load", str(ROOT / "samples/catalogue"), "--index", INDEX, "--url", self.urls[0])
        for number in range(50):
            call(f"{self.urls[0]}/{INDEX}/_doc/written-{number}", "PUT", {"title": f"zzz written {number}"})
        documents = self.count(f"{OLD}.embedding")
        for url in self.urls:
            while True:
                try:
                    self.old = self.all_pages(url)
                    break
                except ValueError:
                    time.sleep(0.2)
        threads = [threading.Thread(target=self.search_on, args=(url,)) for url in self.urls] + [threading.Thread(target=self.write_on)]
        for thread in threads:
            thread.start()
        try:
            time.sleep(10)
            self.configure(EmbeddingField=OLD, Next={"Model": BASE, "EmbeddingField": NEW})
            self.reloaded(lambda status: INDEX in status.get("generations", {}))
            self.phase = "with both, ranked by the old"
            self.run("model", "switch", INDEX, code=1)
            self.run("backfill", INDEX, "--embedding-field", NEW)
            print("    " + self.run("model", "switch", INDEX, "--dry-run").strip().replace("\n", "\n    "))
            self.hidden()
            times = []
            for arguments, serving in (((), NEW), (("--back",), OLD), ((), NEW)):
                self.phase = "while going over and back"
                self.run("model", "switch", INDEX, *arguments)
                times.append(self.reach(serving))
                if serving == NEW:
                    self.new = self.all_pages(self.urls[1])
            self.phase = "ranked by the new"
            self.configure(model=BASE, EmbeddingField=NEW, HiddenEmbeddingFields=[OLD])
            self.reloaded(lambda status: "generations" not in status)
            self.hidden()
            self.run("remove", INDEX, "--drop-old")
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        after, moved = self.all_pages(self.urls[0]), sum(self.old[query] != self.new[query] for query in self.queries)
        left, new = self.count(f"{OLD}.embedding"), self.count(f"{NEW}.embedding")
        print(f"    {documents} documents; {moved} of {len(self.queries)} first pages are other ones with the new model; "
              f"failed searches and writes: {len(self.problems)}; seconds to over, back, over: {', '.join(f'{one:.2f}' for one in times)}; "
              f"old embeddings left: {left}, new: {new}; pages after it as with the new model: {sum(after[query] == self.new[query] for query in self.queries)}")
        for phase, pages in self.pages.items():
            print(f"    searches {phase}: " + ", ".join(f"{count} pages of {whose}" for whose, count in pages.most_common()))
        if self.problems or left:
            sys.exit("\n".join(self.problems[:5]) or "Embeddings are left.")

    def end(self):
        for sidecar in self.sidecars:
            sidecar.terminate()
            sidecar.wait()
        for name in (INDEX, ".twinbert-serving"):
            try:
                call(f"{self.engine}/{name}", "DELETE")
            except urllib.error.HTTPError:
                pass


def main(program, *engines):
    program = str(pathlib.Path(program).resolve())
    for engine in engines:
        version = call(engine)[0]["version"]
        print(f"{version.get('distribution', 'elasticsearch')} {version['number']}")
        with tempfile.TemporaryDirectory() as folder:
            change = Change(program, engine, pathlib.Path(folder))
            try:
                change.go()
            finally:
                change.end()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
