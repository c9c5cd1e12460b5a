#!/usr/bin/env python3
"""Shows what backfills take when there are many documents: memory, the documents of the job, going on, and following.

usage: eng/backfill-scale.py PROGRAM ENGINE [--ways memory,resume,follow] [--documents 1000000] [--workers 1,2] [--model DIR] …

PROGRAM is a published 'twinbert'; ENGINE the URL of an engine that may be written to (indices 'scale-…' are made; 'memory' leaves its index for the next two).
  memory      backfills many documents of two to five words, by each number of processes; their memory at each tenth of the work, the documents of the job
              in .twinbert-jobs, and how often documents were written.
              The encoder is one of a single layer of 32 made-up weights, so that all else has the more to do, unless --model names another.
  resume      kills a backfill of them at half (kill -9): how soon the same command goes on, and what it writes.
  follow      stays with an index of 10,000 and of the many documents, and changes ten of them directly, round after round: how long until the ten have their
              embeddings, and what the engine was asked to search for meanwhile.
"""
import argparse, array, concurrent.futures, hashlib, http.client, json, os, pathlib, random, re, shutil, signal, statistics, struct, subprocess, sys, tempfile, threading, time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
JOBS = ".twinbert-jobs"
FEW = 10_000


class Engine:
    """One connection for each thread; answers as JSON."""

    def __init__(self, url):
        self.url, self.local = url, threading.local()

    def __call__(self, method, path, body=None):
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        for attempt in (0, 1):
            try:
                if getattr(self.local, "connection", None) is None:
                    self.local.connection = http.client.HTTPConnection(urllib.parse.urlsplit(self.url).netloc, timeout=600)
                self.local.connection.request(method, path, data, {"Content-Type": kind} if data is not None else {})
                return json.loads(self.local.connection.getresponse().read() or b"null")
            except (OSError, http.client.HTTPException):
                self.local.connection = None
                if attempt:
                    raise

    def make(self, index, count, source):
        self("DELETE", f"/{index}")
        self("DELETE", f"/{JOBS}/_doc/job-{index}")
        settings = {"number_of_shards": 2, "number_of_replicas": 0, "refresh_interval": "-1"}
        made = self("PUT", f"/{index}", {"settings": settings, "mappings": {"properties": {"text": {"type": "text"}}}})
        if not made.get("acknowledged"):
            sys.exit(f"The index cannot be made: {made}")

        def write(begin):
            lines = [json.dumps({"index": {"_id": f"d{number}"}}) + "\n" + json.dumps(source(number)) + "\n" for number in range(begin, min(begin + 2000, count))]
            if self("POST", f"/{index}/_bulk", "".join(lines).encode())["errors"]:
                sys.exit("The engine took not all documents.")

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(write, range(0, count, 2000)))
        self("PUT", f"/{index}/_settings", {"index": {"refresh_interval": "1s"}})
        self("POST", f"/{index}/_refresh")

    def written(self, index):
        return self("GET", f"/{index}/_stats/indexing?filter_path=_all.primaries.indexing.index_total")["_all"]["primaries"]["indexing"]["index_total"]

    def searched(self, index):
        said = self("GET", f"/{index}/_stats/search,get?filter_path=_all.total")["_all"]["total"]
        return {"query": said["search"]["query_total"], "fetch": said["search"]["fetch_total"], "get": said["get"]["total"]}

    def embedded(self, index):
        self("POST", f"/{index}/_refresh")
        return self("POST", f"/{index}/_count", {"query": {"exists": {"field": "twinbert.model"}}})["count"]


def catalogue_words():
    words = []
    for line in (ROOT / "samples/catalogue/corpus.jsonl").read_text(encoding="utf-8").splitlines():
        words += re.findall(r"[A-Za-z]+", json.loads(line)["text"])
    return words


def short(words):
    def source(number):
        chance = random.Random(number)
        return {"text": " ".join(chance.choices(words, k=chance.randrange(2, 6)))}
    return source


def small_package(program, folder):
    """A package of one small layer with made-up weights."""
    chance, hidden, wide = random.Random(1), 32, 64
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + [chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper()]
    vocabulary += ["##" + letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789"] + sorted({word.lower() for word in catalogue_words()} - set("abcdefghijklmnopqrstuvwxyz"))
    shapes = {"embeddings.word_embeddings.weight": [len(vocabulary), hidden], "embeddings.position_embeddings.weight": [64, hidden], "embeddings.token_type_embeddings.weight": [2, hidden]}
    layer = "encoder.layer.0."
    for name, shape in {"embeddings.LayerNorm": [hidden], layer + "attention.output.LayerNorm": [hidden], layer + "output.LayerNorm": [hidden],
                        **{f"{layer}attention.{part}": [hidden, hidden] for part in ("self.query", "self.key", "self.value", "output.dense")},
                        layer + "intermediate.dense": [wide, hidden], layer + "output.dense": [hidden, wide]}.items():
        shapes |= {name + ".weight": shape, name + ".bias": shape[:1]}
    head, data = {}, array.array("f")
    for name, shape in shapes.items():
        begin = len(data) * 4
        data.extend(chance.gauss(1 if name.endswith("LayerNorm.weight") else 0, 0.1) for _ in range(shape[0] * (shape[1] if len(shape) > 1 else 1)))
        head[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, len(data) * 4]}
    source = folder / "source"
    source.mkdir()
    spelt = json.dumps(head).encode()
    (source / "model.safetensors").write_bytes(struct.pack("<Q", len(spelt)) + spelt + data.tobytes())
    (source / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    (source / "config.json").write_text(json.dumps({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": hidden, "num_hidden_layers": 1, "num_attention_heads": 4, "intermediate_size": wide,
        "max_position_embeddings": 64, "vocab_size": len(vocabulary), "type_vocab_size": 2, "max_sequence_length": 48}))
    subprocess.run([program, "model", "import", "--from", source, "--out", folder / "small", "--name", "small"], check=True, stdout=subprocess.DEVNULL)
    return folder / "small"


def memory_of(process):
    """Resident now and at most, in MB."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) / 1024 for name in ("VmRSS", "VmHWM")]


class Scale:
    def __init__(self, options):
        self.options, self.program, self.engine = options, options.program, Engine(options.engine.rstrip("/"))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="twinbert-scale-"))
        self.small = None
        self.wrong = []

    def package(self):
        self.small = self.small or (pathlib.Path(self.options.model).resolve() if self.options.model else small_package(self.program, self.folder))
        return self.small

    def start(self, index, package, *more, fields=("text",)):
        home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        settings = {"Upstream": {"Url": self.engine.url}, "Indices": {index: {"TextFields": list(fields)}}} | ({"Model": str(package)} if package else {})
        (home / "twinbert.json").write_text(json.dumps(settings))
        command = [self.program, "backfill", index, "--json", "--job-store", "cluster", *more]
        process = subprocess.Popen(command, cwd=home, stdout=open(home / "out", "wb"), stderr=open(home / "err", "wb"))
        process.home = home
        return process

    def finish(self, process):
        if process.wait() != 0:
            sys.exit(f"A backfill ended with {process.returncode}: {(process.home / 'err').read_text()[-2000:]}")
        return json.loads((process.home / "out").read_text())["indices"][0]

    def expect(self, what, found, wanted):
        if found != wanted:
            self.wrong.append(f"{what}: {found}, not {wanted}")

    # Memory

    def memory(self):
        index, count = f"scale-{self.options.documents}", self.options.documents
        self.engine.make(index, count, short(catalogue_words()))
        tenths = " | ".join(f"{10 * tenth} %" for tenth in range(1, 11))
        print(f"\n| processes | {tenths} | at most | seconds | documents a second |\n|{'---|' * 14}", flush=True)
        for number, workers in enumerate(map(int, self.options.workers.split(","))):
            self.watched(index, count, workers, ["--all", "--restart"] if number else [])
            self.job(index)

    def watched(self, index, count, workers, more):
        before, begun = self.engine.written(index), time.monotonic()
        processes = [self.start(index, self.package(), *more, *(["--threads", "1"] if workers > 1 else []))]
        while workers > 1 and self.engine.written(index) == before:
            time.sleep(0.1)
        processes += [self.start(index, self.package(), *more[:1], "--threads", "1") for _ in range(workers - 1)]
        samples = [[[] for _ in range(10)] for _ in processes]
        most = [0] * workers
        while any(process.poll() is None for process in processes):
            tenth = min(9, (self.engine.written(index) - before) * 10 // count)
            for place, process in enumerate(processes):
                try:
                    now, most[place] = memory_of(process)
                    samples[place][tenth].append(now)
                except (OSError, AttributeError):
                    pass
            time.sleep(0.5)
        seconds = time.monotonic() - begun
        reports = [self.finish(process) for process in processes]
        self.expect("embedded", self.engine.embedded(index), count)
        self.expect("writes", self.engine.written(index) - before, count)
        self.expect("the job's count", max(report["embedded"] for report in reports), count)
        for place, row in enumerate(samples):
            cells = " | ".join(f"{statistics.median(values):.0f}" if values else "" for values in row)
            print(f"| {place + 1} of {workers} | {cells} | {most[place]:.0f} MB | {seconds:.0f} | {count / seconds:.0f} |", flush=True)

    def job(self, index):
        job = self.engine("GET", f"/{JOBS}/_doc/job-{index}")["_source"]
        self.engine("POST", f"/{JOBS}/_refresh")
        size = len(json.dumps(job, separators=(",", ":")))
        slices = [hit["_source"] for hit in self.engine("POST", f"/{JOBS}/_search", {"size": 10_000, "query": {"match_all": {}}})["hits"]["hits"] if hit["_id"].startswith(job["id"] + "-")]
        sizes = [len(json.dumps(one, separators=(",", ":"))) for one in slices]
        begun = time.monotonic()
        subprocess.run([self.program, "jobs", "--json", "--upstream", self.engine.url], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        print(f"\nThe job's document: {size} bytes; {len(slices)} documents of slices in {len(job['rounds'])} rounds kept, {max(sizes)} bytes at most, {sum(sizes)} in all; "
              f"'twinbert jobs' takes {time.monotonic() - begun:.1f} s\n", flush=True)

    # Resume

    def resume(self):
        index, count = f"scale-{self.options.documents}", self.options.documents
        if self.engine("GET", f"/{index}/_count").get("count") != count:
            self.engine.make(index, count, short(catalogue_words()))
        before = self.engine.written(index)
        first = self.start(index, self.package(), "--all", "--restart")
        while self.engine.written(index) - before < count // 2:
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        first.wait()
        time.sleep(1)
        done, begun = self.engine.written(index), time.monotonic()
        second = self.start(index, self.package(), "--all")
        while self.engine.written(index) == done:
            time.sleep(0.05)
        soon = time.monotonic() - begun
        self.finish(second)
        self.expect("writes of the killed one and the next", self.engine.written(index) - before, count)
        print(f"killed at {done - before}: the next one writes after {soon:.1f} s, and writes {self.engine.written(index) - done}; {self.engine.written(index) - before} writes in all\n", flush=True)

    # Follow

    def follow(self):
        print("\n| documents | rounds of ten changes | until embedded, median | least | most | embedded | searches | fetches | in as long a time without changes |\n|---|---|---|---|---|---|---|---|---|", flush=True)
        for count in (FEW, self.options.documents):
            index = f"scale-{count}"
            if self.engine("GET", f"/{index}/_count").get("count") != count:
                self.engine.make(index, count, short(catalogue_words()))
            run = self.start(index, self.package(), "--follow")
            try:
                self.wait_for(run, "followed from now on")
                self.changes(index, count, run)
            finally:
                run.send_signal(signal.SIGINT)
                run.wait()

    def wait_for(self, run, line):
        while line not in (run.home / "err").read_text():
            if run.poll() is not None:
                sys.exit((run.home / "err").read_text()[-2000:])
            time.sleep(0.2)

    def changes(self, index, count, run):
        chance, words, took, embedded = random.Random(1), catalogue_words(), [], 0
        time.sleep(5)
        before, begun, scanned = self.engine.searched(index), time.monotonic(), self.scanned(index)
        for _ in range(self.options.rounds):
            ids = [f"d{number}" for number in chance.sample(range(count), 10)]
            texts = {name: " ".join(chance.choices(words, k=5)) for name in ids}
            written = time.monotonic()
            lines = [json.dumps({"index": {"_id": name}}) + "\n" + json.dumps({"text": text}) + "\n" for name, text in texts.items()]
            self.engine("POST", f"/{index}/_bulk", "".join(lines).encode())
            while self.fresh(index, texts) < 10:
                time.sleep(0.02)
                if time.monotonic() - written > 120:
                    sys.exit(f"Ten changes have no embeddings after two minutes: {(run.home / 'err').read_text()[-2000:]}")
            took.append(time.monotonic() - written)
            embedded += 10
            time.sleep(chance.uniform(2, 5))
        time.sleep(5)
        after, passed, scanned = self.engine.searched(index), time.monotonic() - begun, self.scanned(index) - scanned
        time.sleep(passed)
        rest = self.engine.searched(index)
        self.expect("counted as scanned while following", scanned, 10 * self.options.rounds)
        print(f"| {count} | {len(took)} | {statistics.median(took):.1f} s | {min(took):.1f} | {max(took):.1f} | {scanned} | {after['query'] - before['query']} | {after['fetch'] - before['fetch']} "
              f"| {rest['query'] - after['query']} searches, {rest['fetch'] - after['fetch']} fetches |", flush=True)

    def fresh(self, index, texts):
        """Read by their names: what is not refreshed is seen, too."""
        docs = self.engine("POST", f"/{index}/_mget?_source=twinbert.text_hash", {"ids": list(texts)})["docs"]
        return sum(doc["_source"].get("twinbert", {}).get("text_hash") == hashlib.sha256(texts[doc["_id"]].encode()).hexdigest()[:16] for doc in docs)

    def scanned(self, index):
        said = subprocess.run([self.program, "jobs", "--json", "--upstream", self.engine.url], cwd=self.folder, check=True, capture_output=True, text=True)
        return next(job["scanned"] for job in json.loads(said.stdout)["jobs"] if job["job"] == index)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=os.path.abspath)
    arguments.add_argument("engine")
    arguments.add_argument("--ways", default="memory,resume,follow")
    arguments.add_argument("--documents", type=int, default=1_000_000)
    arguments.add_argument("--workers", default="1,2")
    arguments.add_argument("--model", help="a package's folder")
    arguments.add_argument("--rounds", type=int, default=5, help="of changes")
    options = arguments.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # In the background it is ignored, and would be by the processes that are started, too.
    scale = Scale(options)
    for way in options.ways.split(","):
        print(f"\n{way}", flush=True)
        getattr(scale, way)()
    shutil.rmtree(scale.folder)
    print(f"\nFaults: {'; '.join(scale.wrong) or 'none'}", flush=True)
    sys.exit(1 if scale.wrong else 0)


if __name__ == "__main__":
    main()
