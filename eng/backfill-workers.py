#!/usr/bin/env python3
"""Lets several processes share one backfill, disturbs them, and shows who worked on which slice from when to when.

usage: eng/backfill-workers.py PROGRAM ENGINE… [--workers 2,4] [--documents 6000] [--ways together,killed,late,paused,restarted,busy] [--restart-with CMD]

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be written to (the index 'workers' is made and deleted).
  together   all begin at once and are left alone
  killed     one of them is killed (kill -9) in the middle; the others finish
  held       one of them is stopped (SIGSTOP) for longer than its lease, and goes on when the others have taken its work over
  late       one begins alone, the others come in the middle, and the first is interrupted (Ctrl-C)
  paused     'jobs pause' in the middle, 'jobs resume' five seconds later
  restarted  CMD restarts the engine in the middle ('{port}' in it stands for the engine's port)
  busy       between processes and engine, storms of 429: two seconds of every six, half of all writes and reads get it
Each way ends when all processes have. Then every document is read: its embedding, the hash of its text, and its version, which says how often it was
written. 'encoded' is how many texts all processes have encoded, but for one that was killed, which nobody can ask. The exit code is 1 when anything is wrong.
"""
import argparse, datetime, hashlib, http.client, http.server, json, os, random, shutil, signal, subprocess, sys, tempfile, threading, time, urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
INDEX = "workers"
WIDTH = 60


def call(url, method, path, body=None, kind="application/json"):
    """One request; answers as (status, bytes)."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=120)
    try:
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body.encode() if isinstance(body, str) else body
        connection.request(method, path, data, {"Content-Type": kind} if data is not None else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Storm(http.server.BaseHTTPRequestHandler):
    """Passes requests on, and refuses half of them in storms."""

    protocol_version = "HTTP/1.1"
    engine, refused, begun = "", 0, 0.0

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if (time.monotonic() - Storm.begun) % 6 < 2 and random.random() < 0.5:
            Storm.refused += 1
            return self.answer(429, b'{"error":{"type":"es_rejected_execution_exception","reason":"storm"},"status":429}', {})
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(Storm.engine).netloc, timeout=120)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "content-length")}
        connection.request(self.command, self.path, body or None, kept)
        answer = connection.getresponse()
        self.answer(answer.status, answer.read(), dict(answer.getheaders()))
        connection.close()

    def answer(self, status, body, headers):
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_request

    def log_message(self, *_):
        pass


class Way:
    """One way in which processes share a backfill."""

    def __init__(self, options, url, way, workers):
        self.options, self.url, self.way, self.workers = options, url, way, workers
        self.folder = tempfile.mkdtemp(prefix="twinbert-workers-")
        self.chance = random.Random(options.seed)
        self.upstream, self.storm = url, None
        self.notes, self.unexpected = [], {}

    def make(self):
        call(self.url, "DELETE", f"/{INDEX}")
        call(self.url, "DELETE", f"/.twinbert-jobs/_doc/job-{INDEX}")
        settings = {"settings": {"number_of_shards": 2, "number_of_replicas": 0}, "mappings": {"properties": {"title": {"type": "text"}}}}
        status, said = call(self.url, "PUT", f"/{INDEX}", settings)
        assert status == 200, said
        words = "red green blue loud quiet large small old new shoe shirt lamp table garden kitchen winter summer".split()
        self.texts = {}
        for begin in range(0, self.options.documents, 1000):
            lines = []
            for number in range(begin, min(begin + 1000, self.options.documents)):
                source = {"title": f"article {number}", "text": " ".join(self.chance.choice(words) for _ in range(self.chance.randrange(15, 45)))}
                self.texts[f"d{number}"] = f"{source['title']}. {source['text']}"
                lines.append(json.dumps({"index": {"_id": f"d{number}"}}) + "\n" + json.dumps(source) + "\n")
            assert not json.loads(call(self.url, "POST", f"/{INDEX}/_bulk", "".join(lines), "application/x-ndjson")[1])["errors"]
        call(self.url, "POST", f"/{INDEX}/_refresh")

    def start(self, number):
        home = f"{self.folder}/{number}"
        os.makedirs(home)
        with open(home + "/twinbert.json", "w") as file:
            json.dump({"Upstream": {"Url": self.upstream}, "Model": ROOT + "/models/twinbert-en-tiny",
                       "Indices": {INDEX: {"TextFields": ["title", "text"]}}}, file)
        command = [self.options.program, "backfill", INDEX, "--json", "--job-store", "cluster", "--threads", str(self.options.threads)]
        return subprocess.Popen(command, cwd=home, stdout=open(home + "/out", "wb"), stderr=open(home + "/err", "wb"))

    def jobs(self, *order):
        return subprocess.run([self.options.program, "jobs", *order, "--upstream", self.url], cwd=self.folder, capture_output=True, text=True, timeout=120)

    def fault(self, count, what):
        if count:
            self.unexpected[what] = count

    def embedded(self):
        call(self.url, "POST", f"/{INDEX}/_refresh")
        status, said = call(self.url, "POST", f"/{INDEX}/_count", {"query": {"exists": {"field": "twinbert.model"}}})
        return json.loads(said)["count"] if status == 200 else 0

    def wait_for(self, share, processes):
        while self.embedded() < share * self.options.documents and any(process.poll() is None for process in processes):
            time.sleep(0.1)

    def run(self):
        self.make()
        if self.way == "busy":
            Storm.engine, Storm.refused, Storm.begun = self.url, 0, time.monotonic()
            self.storm = http.server.ThreadingHTTPServer(("127.0.0.1", self.options.port), Storm)
            threading.Thread(target=self.storm.serve_forever, daemon=True).start()
            self.upstream = f"http://127.0.0.1:{self.options.port}"
        begun = time.monotonic()
        processes = [self.start(number) for number in range(1 if self.way == "late" else self.workers)]
        getattr(self, self.way, lambda _: None)(processes)
        exits = [process.wait() for process in processes]
        seconds = time.monotonic() - begun
        if self.storm:
            self.storm.shutdown()
            self.storm.server_close()
            self.notes.append(f"{Storm.refused} requests refused with 429")
        return self.judge(exits, seconds)

    def killed(self, processes):
        self.wait_for(0.3, processes)
        processes[0].send_signal(signal.SIGKILL)

    def held(self, processes):
        self.wait_for(0.3, processes)
        processes[0].send_signal(signal.SIGSTOP)
        for process in processes[1:]:
            process.wait()
        processes[0].send_signal(signal.SIGCONT)

    def late(self, processes):
        self.wait_for(0.2, processes)
        processes += [self.start(number) for number in range(1, self.workers)]
        self.wait_for(0.5, processes)
        processes[0].send_signal(signal.SIGINT)

    def paused(self, processes):
        self.wait_for(0.3, processes)
        said = self.jobs("pause", INDEX)
        assert said.returncode == 0, said.stderr
        time.sleep(5)
        before = self.embedded()
        time.sleep(5)
        more = self.embedded() - before
        self.notes.append(f"paused at {before} embedded, {more} more in 5 s of the pause")
        self.fault(more, "written in the pause")
        self.fault(before >= self.options.documents, "paused too late")
        assert self.jobs("resume", INDEX).returncode == 0

    def restarted(self, processes):
        self.wait_for(0.3, processes)
        port = urllib.parse.urlsplit(self.url).port
        subprocess.run(self.options.restart_with.replace("{port}", str(port)), shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def judge(self, exits, seconds):
        said = [json.loads(text)["indices"][0] if (text := open(f"{self.folder}/{number}/out").read()) else None for number in range(len(exits))]
        job = next(job for job in json.loads(self.jobs("--json", "--slices").stdout)["jobs"] if job["job"] == INDEX)
        versions, wrong = self.read()
        expected = {"killed": {0, -9}, "late": {0, 130}}.get(self.way, {0})
        wrong["exit codes"] = sum(code not in expected for code in exits)
        wrong["job not done"] = job["state"] != "done"
        wrong["summary"] = abs(job["scanned"] - self.options.documents) + abs(job["embedded"] - self.options.documents)
        wrong["written again"] = sum(version > 2 for version in versions)
        wrong["aliases"] = len(json.loads(call(self.url, "GET", f"/{INDEX}/_alias")[1])[INDEX]["aliases"])
        faults = {name: int(count) for name, count in {**wrong, **self.unexpected}.items() if count}
        here = [one["here"] if one else None for one in said]
        embedded = " + ".join(str(one["embedded"]) if one else "?" for one in here)
        encoded = sum(one["encoded"] for one in here if one)
        unknown = "" if all(here) else " and the killed one's"
        print(f"\n**{self.url}, {self.way}, {self.workers} workers**: {self.options.documents} documents, {embedded} embedded, {encoded} encoded{unknown}, "
              f"{max(versions) - 1 if versions else 0} writes of a document at most, {seconds:.0f} s, {self.options.documents / seconds:.0f} docs/s"
              f"{'; ' + '; '.join(self.notes) if self.notes else ''}. Faults: {faults or 'none'}.\n", flush=True)
        self.timeline(job)
        if faults:
            print(f"kept: {self.folder}", flush=True)
        else:
            shutil.rmtree(self.folder)
            call(self.url, "DELETE", f"/{INDEX}")
            call(self.url, "DELETE", f"/.twinbert-jobs/_doc/job-{INDEX}")
        return not faults

    def read(self):
        """How often each document was written, and what is wrong with its embedding."""
        call(self.url, "POST", f"/{INDEX}/_refresh")
        wrong, versions, after = dict.fromkeys(["without embedding", "stale"], 0), [], None
        while True:
            query = {"size": 1000, "version": True, "_source": ["twinbert.text_hash"], "sort": [{"_seq_no": "asc"}, {"_doc": "asc"}]}
            query.update({"search_after": after} if after else {})
            hits = json.loads(call(self.url, "POST", f"/{INDEX}/_search", query)[1])["hits"]["hits"]
            if not hits:
                wrong["lost"] = self.options.documents - len(versions)
                return versions, wrong
            for hit in hits:
                versions.append(hit["_version"])
                found = hit["_source"].get("twinbert", {}).get("text_hash")
                wrong["without embedding"] += found is None
                wrong["stale"] += found not in (None, hashlib.sha256(self.texts[hit["_id"]].encode()).hexdigest()[:16])
            after = hits[-1]["sort"]

    @staticmethod
    def timeline(job):
        """A row for each worker: which slice it noted something of, from the first to the last moment. Letters go on from slice to slice."""
        when = lambda text: datetime.datetime.fromisoformat(text[:26].rstrip("Z+") + "+00:00" if "." in text else text).timestamp()
        turns = [(turn, slice["slice"]) for slice in job["first_round"] for turn in slice["turns"]]
        begin, end = min(when(turn["from"]) for turn, _ in turns), max(when(turn["to"]) for turn, _ in turns)
        places = {}
        for turn, number in sorted(turns, key=lambda entry: when(entry[0]["from"])):
            row = places.setdefault(turn["place"], [["·"] * WIDTH, 0, 0])
            first, last = (int((when(turn[moment]) - begin) / max(0.001, end - begin) * (WIDTH - 1)) for moment in ("from", "to"))
            row[0][first:last + 1] = [chr(ord("a") + number % 26)] * (last + 1 - first)
            row[1], row[2] = row[1] + 1, row[2] + turn["embedded"]
        print(f"```text\n{end - begin:.0f} s from left to right; a letter is a slice")
        for place, (row, count, embedded) in places.items():
            print(f"{place:24} {''.join(row)} {count} slices, {embedded} embedded")
        print("```", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=os.path.abspath)
    arguments.add_argument("engines", nargs="+")
    arguments.add_argument("--workers", default="2,4")
    arguments.add_argument("--documents", type=int, default=6000)
    arguments.add_argument("--threads", type=int, default=1, help="processors for each worker's encoder")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--port", type=int, default=9429, help="where the storms are made")
    arguments.add_argument("--ways", default="together,killed,held,late,paused,busy")
    arguments.add_argument("--restart-with", default="", help="a command that restarts the engine and waits until it is back")
    options = arguments.parse_args()
    if "restarted" in options.ways and not options.restart_with:
        arguments.error("the way 'restarted' needs --restart-with")
    fine = [Way(options, url.rstrip("/"), way, int(workers)).run()
            for url in options.engines for way in options.ways.split(",") for workers in options.workers.split(",")]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
