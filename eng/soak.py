#!/usr/bin/env python3
"""Sends mixed traffic through two sidecars while the engine and the sidecars break, and looks for what was lost, what failed and what grew.

usage: eng/soak.py PROGRAM ENGINE --engine-stop CMD --engine-start CMD [--engine-pause CMD --engine-resume CMD] [--minutes 60] [--rate 20] [--output FILE]

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be stopped and written to (the indices 'soak-shop' and 'soak-live' are made and deleted).
The commands end and start that engine, and hold it and let it go on; without the latter two, the process that the engine names gets SIGSTOP and SIGCONT,
for which it has to run on this machine.

Clients know both sidecars and go to the other one where a connection breaks, as a balancer would. They search in the shapes of bench/applications, page,
scroll, send several searches at once, write, update, delete and read documents, alone and in bulk, send what the engine refuses, and hang up.
Each search is sent to the engine first: one that fails through the sidecars although the engine answered it before and answers it again is a fault.
Writers know what each document has to be; a write that got no clear answer is sent again until it does. Faults come one after the other:
  killed sidecar   kill -9 of the second, which is started again at once; the first one lives through all of it, and its memory is judged
  stalled engine   eight seconds without an answer
  full disk        the block that an engine puts on indices when its disk is full, for fifteen seconds
  engine restart   stopped and started
  slow engine      twenty seconds at a quarter of its speed
At the end every document is compared: content, deletions, embedding of its present text. The exit code is 1 when anything is wrong.

Memory is that of the first sidecar, and its first quarter is warm-up. The other three are cut into three windows each. Of each window the median counts, of
three things: what is resident, what the garbage collector holds (committed), and private memory that is not the collector's (native). The rise is the median
of the slopes between all pairs of windows (Theil and Sen's), from the first window to the last. The run fails where one of the three rises by more than 3 % of
what was resident in the second quarter, or where its median in the last quarter is more than that above its median in the second, or where a window has less
than half of its readings. So no single reading decides, memory that is given back in one place hides no growth in another, and a fall in the last minutes hides
no rise before them. The cache of queries holds 500 here, so that it is full long before the first quarter is over, and sidecars run with MALLOC_ARENA_MAX=2, as
the image and the unit do.
"""
import argparse, collections, importlib.util, itertools, json, os, random, shutil, signal, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
PERIOD = 10

# As in the Dockerfile and in deploy/systemd/twinbert.service.
SHIPPED = {"MALLOC_ARENA_MAX": "2"}
QUERY_CACHE = 500
COMMITTED = "dotnet_gc_last_collection_memory_committed_size_bytes "


def module(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, name + ".py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


APPLICATIONS, ORACLE = module("applications"), module("backfill-oracle")
TRAFFIC, JUDGE = module("soak-traffic"), module("soak-judge")
SHOP, LIVE = TRAFFIC.SHOP, TRAFFIC.LIVE
APPLICATIONS.INDEX = SHOP


class Sidecar:
    """One sidecar of the two, started again when it was killed."""

    def __init__(self, run, number):
        self.run, self.number = run, number
        self.listen = f"http://127.0.0.1:{run.options.port + number}"
        self.log = f"{run.folder}/sidecar-{number}.log"
        self.config = f"{run.folder}/sidecar-{number}.json"
        self.samples, self.process = [], None
        index = {"TextFields": ["title", "text"]}
        with open(self.config, "w") as file:
            json.dump({"Listen": self.listen, "Upstream": {"Url": run.options.engine}, "Indices": {SHOP: {**index, "WrapBelow": 0}, LIVE: index},
                       "Model": os.path.abspath(run.options.model), "Logs": {"Format": "json"}, "Limits": {"QueryCacheEntries": QUERY_CACHE},
                       "Upkeep": {"Enabled": True, "RepairFile": f"{run.folder}/repairs-{number}"}}, file)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.run.options.program, "serve", "--config", self.config, "--wait-for-upstream"],
                                            cwd=self.run.folder, stdout=log, stderr=log, env={**os.environ, **SHIPPED})

    def wait(self):
        client = TRAFFIC.Client(self.run, [self.listen])
        for _ in range(1200):
            if client("GET", "/_twinbert/health/ready")[0] == 200:
                return
            assert self.process.poll() is None, f"The sidecar ended: see {self.log}"
            time.sleep(0.1)
        raise TimeoutError("The sidecar does not get ready.")

    def sample(self):
        try:
            with open(f"/proc/{self.process.pid}/status") as file:
                values = dict(line.split(":", 1) for line in file)
            files = len(os.listdir(f"/proc/{self.process.pid}/fd"))
            resident, private = (int(values[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
        except (OSError, KeyError):
            return  # Killed at this moment.
        committed = self.committed()
        native = None if committed is None else private - committed
        self.samples.append({"at": time.monotonic(), "resident": resident, "committed": committed, "native": native,
                             "descriptors": files, "threads": int(values["Threads"])})

    def committed(self):
        """What the garbage collector holds, in MiB; None where the sidecar does not say."""
        said = TRAFFIC.Client(self.run, [self.listen])("GET", "/_twinbert/metrics")[2].decode()
        return next((float(line.split()[1]) / (1 << 20) for line in said.splitlines() if line.startswith(COMMITTED)), None)

    def status(self):
        return json.loads(TRAFFIC.Client(self.run, [self.listen])("GET", "/_twinbert/status")[2])

    def logged(self):
        """How often it logged what, by level and category."""
        found = collections.Counter()
        with open(self.log, encoding="utf-8") as file:
            for line in file:
                try:
                    said = json.loads(line)
                    found[said["LogLevel"], said["Category"].split(".")[-1]] += 1
                except (ValueError, KeyError, TypeError):
                    found["Critical", line.strip()[:100] or "(blank)"] += 1
        return found


class Run:
    """Everything that goes on at once."""

    def __init__(self, options):
        self.options, self.folder = options, tempfile.mkdtemp(prefix="twinbert-soak-")
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.counts, self.faults, self.verdicts = collections.Counter(), collections.Counter(), collections.Counter()
        self.examples, self.times, self.crashed = {}, {"engine": [], "sidecar": []}, []
        self.sidecars = [Sidecar(self, number) for number in (0, 1)]
        self.applications, self.text_of = APPLICATIONS, ORACLE.text_of

    def direct(self):
        return TRAFFIC.Client(self, [self.options.engine])

    def through(self):
        return TRAFFIC.Client(self, [sidecar.listen for sidecar in self.sidecars])

    def count(self, what, times=1):
        with self.lock:
            self.counts[what] += times

    def fault(self, what, example):
        with self.lock:
            self.faults[what] += 1
            self.examples.setdefault(what, []).append(f"{time.strftime('%H:%M:%S')} {example}"[:600])
            if len(self.examples[what]) <= 5:
                print(f"fault: {what}: {self.examples[what][-1]}", flush=True)

    def thread(self, work, *arguments):
        def guarded():
            try:
                work(*arguments)
            except BaseException as error:  # A client that ended would be a run that proves less than it says.
                self.crashed.append(f"{work.__qualname__}: {error!r}")
                raise
        thread = threading.Thread(target=guarded)
        thread.start()
        return thread


class Breaker:
    """Breaks one thing after the other."""

    def __init__(self, run):
        self.run, self.options, self.direct = run, run.options, run.direct()
        self.done = collections.Counter()
        self.ways = {"killed sidecar": self.kill, "stalled engine": self.stall, "full disk": self.block, "engine restart": self.restart,
                     "slow engine": self.slow}

    def work(self):
        for name, way in itertools.cycle(self.ways.items()):
            if self.run.stop.wait(self.options.faults_every):
                return
            print(f"{time.strftime('%H:%M:%S')} {name}", flush=True)
            way()
            self.done[name] += 1

    def command(self, command):
        subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL)

    def engine(self):
        """The engine's process, where it has to be held by a signal."""
        if not self.options.engine_pause:
            return next(iter(json.loads(self.direct("GET", "/_nodes/_local/process")[2])["nodes"].values()))["process"]["id"]

    def hold(self, engine):
        os.kill(engine, signal.SIGSTOP) if engine else self.command(self.options.engine_pause)

    def release(self, engine):
        os.kill(engine, signal.SIGCONT) if engine else self.command(self.options.engine_resume)

    def kill(self):
        victim = self.run.sidecars[1]
        victim.process.send_signal(signal.SIGKILL)
        victim.process.wait()
        victim.start()

    def stall(self):
        engine = self.engine()
        self.hold(engine)
        try:
            time.sleep(8)
        finally:
            self.release(engine)

    def slow(self):
        engine = self.engine()
        for _ in range(40):
            self.hold(engine)
            try:
                time.sleep(0.375)
            finally:
                self.release(engine)
            time.sleep(0.125)

    def block(self):
        self.settings({"index.blocks.read_only_allow_delete": True})
        time.sleep(15)
        self.settings({"index.blocks.read_only_allow_delete": None})

    def settings(self, settings):
        status, _, said = self.direct("PUT", f"/{LIVE}/_settings", settings)
        assert status == 200, said

    def restart(self):
        self.command(self.options.engine_stop)
        time.sleep(2)
        self.command(self.options.engine_start)


def prepare(run):
    direct = run.direct()
    direct("DELETE", f"/{LIVE}")
    fields = {"title": {"type": "text"}, "text": {"type": "text"}, "price": {"type": "long"}}
    settings = {"number_of_shards": 1, "number_of_replicas": 0}
    status, _, said = direct("PUT", f"/{LIVE}", {"settings": settings, "mappings": {"properties": fields}})
    assert status == 200, said
    for sidecar in run.sidecars:
        sidecar.start()
    for sidecar in run.sidecars:
        sidecar.wait()
    APPLICATIONS.fill(run.sidecars[0].listen, APPLICATIONS.lines("corpus.jsonl"))
    # What the indices bear is found out beside the first searches.
    for sidecar in run.sidecars:
        for index in (SHOP, LIVE):
            TRAFFIC.Client(run, [sidecar.listen])("GET", f"/{index}/_search?q=warm+winter+jacket")


def traffic(run):
    """All of it, for as long as it is to take."""
    options = run.options
    searchers = [TRAFFIC.Searcher(run, random.Random(f"{options.seed} searcher {n}"), options.rate / options.searchers) for n in range(options.searchers)]
    writers = [TRAFFIC.Writer(run, n, random.Random(f"{options.seed} writer {n}"), options.writes / options.writers) for n in range(options.writers)]
    breaker = Breaker(run)
    threads = [run.thread(one.work) for one in [*searchers, *writers, breaker]]
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end and not run.crashed:
        for sidecar in run.sidecars:
            sidecar.sample()
        time.sleep(PERIOD)
    run.stop.set()
    for thread in threads:
        thread.join()
    return writers, breaker


def finish(run, judge):
    """Lets repairs end, compares, and ends the sidecars."""
    left = judge.wait_for_repairs()
    judge.direct("DELETE", f"/{LIVE}/_doc/given-up")
    documents, wrong = judge.documents()
    named = judge.named()
    for what in ("missing", "stale"):
        if wrong[what] != named[what]:
            run.fault("embeddings that are wrong and not named", f"{wrong[what]} {what}, of which 'twinbert status' names {named[what]}")
    if sum(wrong.values()) and not left:
        run.fault("embeddings that nobody repairs", f"{dict(wrong)}, and no document is queued")
    repaired = sum(sidecar.status()["repairs"]["repaired"] for sidecar in run.sidecars)
    for sidecar in run.sidecars:
        sidecar.process.terminate()
        if sidecar.process.wait(60):
            run.fault("sidecars that ended badly", f"exit code {sidecar.process.returncode}")
        for (level, category), times in sidecar.logged().items():
            if level in ("Error", "Critical"):
                run.fault("errors in the log", f"{times} of {category}: see {sidecar.log}")
    return documents, wrong, left, repaired


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=os.path.abspath)
    arguments.add_argument("engine", type=lambda url: url.rstrip("/"))
    for name in ("stop", "start"):
        arguments.add_argument(f"--engine-{name}", required=True, metavar="CMD")
    for name in ("pause", "resume"):
        arguments.add_argument(f"--engine-{name}", metavar="CMD")
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--rate", type=float, default=20, help="searches a second, each sent twice")
    arguments.add_argument("--writes", type=float, default=4, help="write requests a second")
    arguments.add_argument("--searchers", type=int, default=4)
    arguments.add_argument("--writers", type=int, default=2)
    arguments.add_argument("--documents", type=int, default=1500, help="that each writer writes, over and over")
    arguments.add_argument("--faults-every", type=float, default=120, metavar="SECONDS", help="between the end of one fault and the next")
    arguments.add_argument("--model", default=os.path.join(ROOT, "models", "twinbert-en-base"))
    arguments.add_argument("--port", type=int, default=9710, help="of the first sidecar; the second has the next")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--commit", default="not said")
    arguments.add_argument("--output", help="a file for the report")
    options = arguments.parse_args()
    if bool(options.engine_pause) != bool(options.engine_resume):
        arguments.error("--engine-pause and --engine-resume go together")
    run = Run(options)
    version = json.loads(run.direct()("GET", "/")[2])["version"]
    run.engine = f"{'OpenSearch' if version.get('distribution') == 'opensearch' else 'Elasticsearch'} {version['number']}"
    try:
        prepare(run)
        writers, breaker = traffic(run)
        judge = JUDGE.Judge(run, writers)
        ends = finish(run, judge)
        text = JUDGE.report(run, breaker, judge.growth(), ends)
    finally:
        for sidecar in run.sidecars:
            if sidecar.process and sidecar.process.poll() is None:
                sidecar.process.kill()
    for index in (SHOP, LIVE):
        run.direct()("DELETE", f"/{index}")
    print(text)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    for crash in run.crashed:
        print(f"A client ended: {crash}", file=sys.stderr)
    if run.faults or run.crashed:
        for what, examples in run.examples.items():
            print(what, *examples[:20], sep="\n  ", file=sys.stderr)
        print(f"kept: {run.folder}", file=sys.stderr)
        sys.exit(1)
    shutil.rmtree(run.folder)


if __name__ == "__main__":
    main()
