#!/usr/bin/env python3
"""Kills backfills at random moments while somebody else writes, and compares every document with what it has to be.

usage: eng/backfill-oracle.py PROGRAM ENGINE… [--kills 10] [--documents 1500] [--seed 1] [--ways direct,sidecar,remade] [--stores cluster,file]
       at scale: --kills 20 --documents 20000 --rate 1000 --batch 128 --within 6 --stores cluster

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be written to (indices 'oracle-…' are made and deleted).
  direct    a writer goes round the sidecar: new documents, other ones in their place, partial updates, scripts, deletions
  sidecar   the same writer goes through a sidecar
  remade    the index is deleted and made anew with the same ids in the same order and new content, and runs are killed in between
Every fourth run is killed within its first three seconds, wherever it is by then, the others within the given time after they have begun to write. Each way ends with a run that is left alone, beside whose beginning the writer goes on. The oracle then reads every document: bytes, hash of the
embedded text, deletions, counts; whether the summary adds up; whether an alias or a document of an older edition is left. The exit code is 1 when
anything is wrong.
"""
import argparse, hashlib, http.client, json, os, random, re, shutil, signal, subprocess, sys, tempfile, threading, time, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EMBEDDING = re.compile(rb',?"twinbert":(\{[^{}]*\}|null)')
FATES = ["embedded", "up_to_date", "no_text", "too_large", "left_to_writer", "gone", "lost"]


class Server:
    """One connection; answers as (status, bytes)."""

    def __init__(self, url):
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection = None

    def __call__(self, method, path, body=None, kind="application/json"):
        body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body.encode() if isinstance(body, str) else body
        for attempt in (0, 1):
            try:
                self.connection = self.connection or http.client.HTTPConnection(self.address, timeout=120)
                self.connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
                answer = self.connection.getresponse()
                return answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                self.connection = None
                if attempt or method == "POST":
                    raise

    def json(self, *call, **more):
        return json.loads(self(*call, **more)[1])


def text_of(source):
    parts = [source.get(name, "").strip() for name in ("title", "text")]
    return ". ".join(part for part in parts if part) or None


def document(number, edition, chance):
    """A source with what a parser that prints it again would change: blanks, escapes, exponents, many digits."""
    title = "" if number % 50 == 7 else f"article {number} of edition {edition}, draft {chance.randrange(10**6)}"
    words = " ".join(chance.choice("red green blue loud quiet large small old new".split()) for _ in range(30))
    text = "" if number % 50 == 7 else words
    return f'{{ "title":{json.dumps(title)},  "text" : {json.dumps(text)}, "path":"a\\/\\u00e9", "n":1e3, "f":0.10000000000000000555, "edition":{edition}}}'


class Oracle:
    """What the index has to hold: by id, the bytes where they are known, and the values."""

    def __init__(self, server, index, chance):
        self.server, self.index, self.chance = server, index, chance
        self.expected = {}

    def make(self, documents, edition):
        self.server("DELETE", f"/{self.index}")
        settings = {"number_of_shards": 2, "number_of_replicas": 0, "refresh_interval": "1s"}
        status, said = self.server("PUT", f"/{self.index}", {"settings": settings, "mappings": {"properties": {"title": {"type": "text"}}}})
        assert status == 200, said
        self.expected = {}
        for begin in range(0, documents, 500):
            lines = []
            for number in range(begin, min(begin + 500, documents)):
                source = document(number, edition, self.chance)
                self.expected[f"d{number}"] = (source.encode(), json.loads(source))
                lines.append(json.dumps({"index": {"_id": f"d{number}"}}) + "\n" + source + "\n")
            assert not self.server.json("POST", f"/{self.index}/_bulk", "".join(lines), kind="application/x-ndjson")["errors"]

    def write(self, through):
        """One write of an application, and what it leaves."""
        kind, number = self.chance.random(), self.chance.randrange(10**9)
        known = self.chance.choice(list(self.expected))
        path = f"/{self.index}/_doc/"
        if kind < 0.3:
            source = document(number, 2, self.chance)
            status, said = through("PUT", f"{path}new-{number}", source)
            self.expected[f"new-{number}"] = (source.encode(), json.loads(source))
        elif kind < 0.55:
            source = document(number, 3, self.chance)
            if kind < 0.35:
                source = source.replace(', "path"', ',\n"path"')
            status, said = through("PUT", path + known, source)
            self.expected[known] = (source.encode(), json.loads(source))
        elif kind < 0.6:
            script = {"source": "ctx._source.title = params.title", "params": {"title": f"scripted {number}"}}
            status, said = through("POST", f"/{self.index}/_update/{known}?retry_on_conflict=20", {"script": script})
            self.expected[known] = (None, {**self.expected[known][1], **script["params"]})
        elif kind < 0.85:
            part = {"title": f"updated {number}"} if kind < 0.7 else {"price": number}
            status, said = through("POST", f"/{self.index}/_update/{known}?retry_on_conflict=20", {"doc": part})
            self.expected[known] = (None, {**self.expected[known][1], **part})
        else:
            status, said = through("DELETE", path + known)
            del self.expected[known]
        assert status in (200, 201), (status, said)

    def compare(self):
        """Counts what is wrong."""
        wrong = dict.fromkeys(["lost", "resurrected", "other bytes", "other values", "without embedding", "stale", "embedding without text"], 0)
        found = self.read()
        wrong["lost"] = sum(name not in found for name in self.expected)
        wrong["resurrected"] = sum(name not in self.expected for name in found)
        for name, raw in found.items():
            if name not in self.expected:
                continue
            source = json.loads(raw)
            ours = source.pop("twinbert", None)
            sent, values = self.expected[name]
            wrong["other values"] += source != values
            wrong["other bytes"] += sent is not None and EMBEDDING.sub(b"", raw, count=1) != sent
            text = text_of(values)
            if text is None:
                wrong["embedding without text"] += ours is not None
            elif not ours or not ours.get("embedding"):
                wrong["without embedding"] += 1
            else:
                wrong["stale"] += ours["text_hash"] != hashlib.sha256(text.encode()).hexdigest()[:16]
        return len(found), wrong

    def read(self):
        self.server("POST", f"/{self.index}/_refresh")
        said = self.server.json("GET", "/")["version"]
        whole = {"exclude_vectors": False} if "distribution" not in said and int(said["number"].split(".")[0]) >= 9 else True
        found = {}
        for shard in (0, 1):
            after = -1
            while True:
                query = {"size": 500, "query": {"range": {"_seq_no": {"gt": after}}}, "sort": [{"_seq_no": "asc"}], "_source": whole}
                status, raw = self.server("POST", f"/{self.index}/_search?preference=_shards:{shard}", query)
                assert status == 200, raw
                hits = json.loads(raw)["hits"]["hits"]
                if not hits:
                    break
                for hit in hits:
                    found[hit["_id"]] = None
                after = hits[-1]["sort"][0]
                self.sources(raw.decode(), found)
        return found

    @staticmethod
    def sources(answer, found):
        """The sources as they stand in the answer, byte for byte."""
        decoder, at = json.JSONDecoder(), 0
        while (at := answer.find('"_id":', at)) >= 0:
            name, _ = decoder.raw_decode(answer, at + 6)
            begin = answer.index('"_source":', at) + 10
            _, at = decoder.raw_decode(answer, begin)
            found[name] = answer[begin:at].encode()


class Way:
    """One way of disturbing backfills of one engine, whose state is in the cluster or in a file."""

    def __init__(self, options, url, way, store):
        self.options, self.url, self.way, self.store = options, url, way, store
        self.chance = random.Random(f"{options.seed} {way}")
        self.folder = tempfile.mkdtemp(prefix="twinbert-oracle-")
        self.index = f"oracle-{way}"
        self.server = Server(url)
        self.oracle = Oracle(self.server, self.index, self.chance)
        self.listen = f"http://127.0.0.1:{self.options.port}"
        self.exits = []
        with open(self.folder + "/twinbert.json", "w") as file:
            json.dump({"Listen": self.listen, "Upstream": {"Url": url}, "Model": options.model,
                       "Indices": {"oracle-*": {"TextFields": ["title", "text"]}}}, file)

    def start(self, *arguments):
        out, err = (open(f"{self.folder}/{name}", "ab") for name in ("out", "err"))
        return subprocess.Popen([self.options.program, *arguments, "--config", "twinbert.json"], cwd=self.folder, stdout=out, stderr=err)

    def backfill(self):
        return self.start("backfill", self.index, "--json", "--job-store", self.store, "--rate", str(self.options.rate), "--batch", str(self.options.batch))

    def run(self):
        self.oracle.make(self.options.documents, edition=1)
        sidecar = self.start("serve") if self.way == "sidecar" else None
        through = Server(self.listen if sidecar else self.url)
        stop = threading.Event()
        writer = threading.Thread(target=self.write, args=(through, stop))
        try:
            if sidecar:
                self.wait_for(sidecar, through)
            if self.way != "remade":
                writer.start()
            self.disturb()
            last = self.last_run()
            time.sleep(self.options.beside)
            stop.set()
            last = last.wait()
        finally:
            stop.set()
            if writer.is_alive():
                writer.join()
            if sidecar:
                sidecar.terminate()
                sidecar.wait()
        return self.judge(last)

    def wait_for(self, sidecar, through):
        for _ in range(600):
            try:
                if through("GET", "/_twinbert/health/ready")[0] == 200:
                    return
            except OSError:
                pass
            assert sidecar.poll() is None, open(self.folder + "/err").read()
            time.sleep(0.1)
        raise TimeoutError("The sidecar does not get ready.")

    def write(self, through, stop):
        while not stop.is_set():
            self.oracle.write(through)
            time.sleep(self.chance.uniform(0, 0.03))

    def disturb(self):
        for moment in range(self.options.kills):
            run = self.backfill()
            if moment % 4 == 3:
                time.sleep(self.chance.uniform(0, 3))
            else:
                self.wait_for_writes(run)
                time.sleep(self.chance.uniform(0, self.options.within))
            if self.way == "remade":
                self.oracle.make(self.options.documents, edition=moment + 2)
                if moment % 2 == 0:
                    run.wait()
            if run.poll() is None:
                run.send_signal(signal.SIGKILL)
            self.exits.append(run.wait())

    def wait_for_writes(self, run):
        """Until this run has kept its state a few times: at its beginning, and before and after a bulk."""
        kept, last = 0, None
        while run.poll() is None and kept < 5:
            now = self.state() or last
            kept, last = kept + (now != last), now
            time.sleep(0.01)

    def state(self):
        """Something that is another each time that the state is kept."""
        if self.store == "cluster":
            status, said = self.server("GET", "/.twinbert-jobs/_stats/docs?level=shards&filter_path=**.max_seq_no")
            return said if status == 200 else None
        states = [name for name in os.listdir(self.folder) if name.startswith("twinbert-backfill") and name.endswith(".json")]
        try:
            return os.stat(f"{self.folder}/{states[0]}").st_mtime_ns if states else None
        except FileNotFoundError:
            return None

    def last_run(self):
        """One that is left alone. The writer goes on beside its beginning."""
        open(self.folder + "/out", "w").close()
        run = self.backfill()
        self.wait_for_writes(run)
        return run

    def said(self):
        text = open(self.folder + "/out").read()
        assert text, f"The last run said nothing; kept: {self.folder}"
        return json.loads(text)["indices"][0]

    def judge(self, last):
        said = self.said()

        # The writer may have gone on when the run was done: what it left is for one more run, which also counts.
        if last == 0:
            open(self.folder + "/out", "w").close()
            last = self.start("backfill", self.index, "--json", "--job-store", self.store).wait()
        coverage = self.said()["coverage"] or {"total": 0, "current": 0}
        documents, wrong = self.oracle.compare()
        wrong["exit code"] = last
        wrong["crashed"] = sum(code not in (0, -signal.SIGKILL, *((2, 4) if self.way == "remade" else ())) for code in self.exits)
        wrong["summary"] = said["scanned"] - sum(said[fate] for fate in FATES)
        with_text = sum(text_of(values) is not None for _, values in self.oracle.expected.values())
        wrong["count"] = abs(coverage["total"] - documents) + abs(coverage["current"] - with_text)
        aliases = self.server.json("GET", f"/{self.index}/_alias")[self.index]["aliases"]
        wrong["aliases"] = len(aliases)
        self.server("DELETE", f"/{self.index}")
        self.server("POST", "/.twinbert-jobs/_refresh")
        self.server("POST", "/.twinbert-jobs/_delete_by_query?refresh=true", {"query": {"term": {"index": self.index}}})
        ends = ", ".join(f"{self.exits.count(code)}× {'killed' if code == -signal.SIGKILL else f'exit code {code}'}" for code in sorted(set(self.exits)))
        faults = {name: count for name, count in wrong.items() if count}
        counts = " ".join(f"{name}={said[name]}" for name in ["scanned", *FATES, "conflicts"])
        print(f"| {self.url} | {self.way} | {self.store} | {ends} | {documents} | {counts} | {faults or 'none'} |", flush=True)
        if faults:
            print(f"  kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder)
        return not faults


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=os.path.abspath)
    arguments.add_argument("engines", nargs="+")
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--documents", type=int, default=1500)
    arguments.add_argument("--rate", type=float, default=60)
    arguments.add_argument("--batch", type=int, default=32)
    arguments.add_argument("--within", type=float, default=1.5, help="seconds after a run has begun to write in which it is killed")
    arguments.add_argument("--model", type=os.path.abspath, default=ROOT + "/models/twinbert-en-tiny", help="a package's folder")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--beside", type=float, default=8, help="seconds that the writer goes on beside the last run")
    arguments.add_argument("--port", type=int, default=9428)
    arguments.add_argument("--ways", default="direct,sidecar,remade")
    arguments.add_argument("--stores", default="cluster,file", help="where the state is kept")
    options = arguments.parse_args()
    print("| engine | way | state | disturbed runs | documents | the last run's summary | faults |\n|---|---|---|---|---|---|---|", flush=True)
    fine = [Way(options, url.rstrip("/"), way, store).run()
            for url in options.engines for store in options.stores.split(",") for way in options.ways.split(",")]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
