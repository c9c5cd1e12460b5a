"""What eng/soak.py finds at the end, and its report."""
import collections, hashlib, json, os, statistics, subprocess, time

LIVE = "soak-live"
MEMORY = ("resident", "committed", "native")
COUNTS = {"descriptors": 20, "threads": 10}  # and how many more of them are none too many
ALLOWED = 0.03


class Judge:
    """What the documents are at the end, and what each sidecar took for it."""

    def __init__(self, run, writers):
        self.run, self.writers, self.direct = run, writers, run.direct()

    def documents(self):
        expected = {name: source for writer in self.writers for name, source in writer.expected.items()}
        found = self.read()
        wrong = collections.Counter()
        for name, source in expected.items():
            ours = found.get(name, {}).pop("twinbert", None)
            if found.get(name, {}) != source:
                self.run.fault("acknowledged writes that are lost", f"{name}: {found.get(name)} for {source}")
            elif not ours or not ours.get("embedding"):
                wrong["missing"] += 1
            elif ours["text_hash"] != hashlib.sha256(self.run.text_of(source).encode()).hexdigest()[:16]:
                wrong["stale"] += 1
        for name in found:
            if name.startswith("w") and name not in expected:
                self.run.fault("deleted documents that came back", name)
        return len(expected), wrong

    def read(self):
        self.direct("POST", f"/{LIVE}/_refresh")
        said = json.loads(self.direct("GET", "/")[2])["version"]
        whole = {"exclude_vectors": False} if "distribution" not in said and int(said["number"].split(".")[0]) >= 9 else True
        found, after = {}, -1
        while True:
            query = {"size": 500, "query": {"range": {"_seq_no": {"gt": after}}}, "sort": [{"_seq_no": "asc"}], "_source": whole}
            status, _, raw = self.direct("POST", f"/{LIVE}/_search", query)
            assert status == 200, raw
            hits = json.loads(raw)["hits"]["hits"]
            if not hits:
                return found
            found.update((hit["_id"], hit["_source"]) for hit in hits)
            after = hits[-1]["sort"][0]

    def named(self):
        """What 'twinbert status' says of the index."""
        said = subprocess.run([self.run.options.program, "status", LIVE, "--exact", "--json", "--config", self.run.sidecars[0].config],
                              capture_output=True, text=True, cwd=self.run.folder)
        return json.loads(said.stdout)["indices"][0]["freshness"]

    def wait_for_repairs(self):
        """Until nothing waits to be repaired; at most as long as an index that could not be written is left alone."""
        for _ in range(400):
            left = sum(sidecar.status()["repairs"]["queued"] for sidecar in self.run.sidecars)
            if not left:
                return 0
            time.sleep(1)
        return left

    def growth(self):
        """Each quarter's medians of memory and most of descriptors and threads, of the sidecar that lived through it, and the rise after the first."""
        samples = self.run.sidecars[0].samples
        quarters = windows(samples, 4)
        rows = [{**{what: median(some, what) for what in MEMORY}, **{what: max(one[what] for one in some) for what in COUNTS}} for some in quarters]
        for what, room in COUNTS.items():
            if rows[3][what] > rows[1][what] + room:
                self.run.fault("growth", f"{what}: {rows[1][what]} in the second quarter, {rows[3][what]} in the last")
        allowed, rises = (rows[1]["resident"] or 0) * ALLOWED, {}
        after = windows(samples, 12)[3:]
        for what in MEMORY:
            medians = [median(some, what) for some in after]
            if None in medians or None in (rows[1][what], rows[3][what]):
                self.run.fault("memory that was not read", f"{what}: {[sum(one[what] is not None for one in some) for some in after]} readings in nine windows")
                continue
            rises[what] = slope(medians) * (len(medians) - 1)
            if max(rises[what], rows[3][what] - rows[1][what]) > allowed:
                self.run.fault("growth", f"{what}: a rise of {rises[what]:.1f} MiB after the first quarter, {rows[1][what]:.1f} MiB in the second and "
                                         f"{rows[3][what]:.1f} in the last, where {allowed:.1f} are allowed: {[round(one, 1) for one in medians]}")
        return rows, rises, allowed


def windows(samples, count):
    """Samples in stretches of time that are all equally long."""
    begin, end = samples[0]["at"], samples[-1]["at"]
    found = [[] for _ in range(count)]
    for one in samples:
        found[min(count - 1, int((one["at"] - begin) / (end - begin) * count))].append(one)
    return found


def median(samples, what):
    """None where less than half of the samples have it."""
    values = [one[what] for one in samples if one[what] is not None]
    return statistics.median(values) if values and len(values) * 2 >= len(samples) else None


def slope(values):
    """Theil and Sen's, for each step."""
    return statistics.median((later - earlier) / (to - at) for at, earlier in enumerate(values) for to, later in enumerate(values) if to > at)


def report(run, breaker, growth, ends):
    documents, wrong, left, repaired = ends
    rows, rises, allowed = growth
    engine, sidecar = (sorted(run.times[who]) for who in ("engine", "sidecar"))
    def at(times, share):
        return f"{times[int(len(times) * share)] * 1000:.1f}"
    def amount(memory):
        return "not read" if memory is None else f"{memory:.1f}"
    logged = sum((one.logged() for one in run.sidecars), collections.Counter())
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")), "unknown")
    rows = [
        "# An hour of mixed traffic with faults" if run.options.minutes == 60 else f"# {run.options.minutes:g} minutes of mixed traffic with faults", "",
        f"`eng/soak.py`: {run.options.minutes:g} minutes at {run.options.rate:g} searches and {run.options.writes:g} write requests a second, through two "
        f"sidecars before {run.engine}; {os.cpu_count()} processors ({processor}) that others used at the same time; commit {run.options.commit}, "
        f"{time.strftime('%Y-%m-%d')}.", "",
        "| fault | times |", "|---|---|", *(f"| {name} | {times} |" for name, times in breaker.done.items()), "",
        "| what was sent | times |", "|---|---|", *(f"| {what} | {times:,} |" for what, times in sorted(run.counts.items())), "",
        "| what became of searches | times |", "|---|---|", *(f"| {verdict} | {times:,} |" for verdict, times in run.verdicts.most_common()), "",
        "| milliseconds, stalls and restarts included | median | 95 % | 99 % |", "|---|---|---|---|",
        f"| engine | {at(engine, .5)} | {at(engine, .95)} | {at(engine, .99)} |", f"| sidecar | {at(sidecar, .5)} | {at(sidecar, .95)} | {at(sidecar, .99)} |",
        "", "The sidecar that lived through all of it, memory in MiB, medians:", "",
        "| quarter | resident | held by the garbage collector | native | descriptors, most | threads, most |", "|---|---|---|---|---|---|",
        *(f"| {number} | {' | '.join(amount(row[what]) for what in MEMORY)} | {row['descriptors']} | {row['threads']} |" for number, row in enumerate(rows, 1)),
        f"| rise after the first, {allowed:.1f} allowed | {' | '.join(amount(rises.get(what)) for what in MEMORY)} | | |", "",
        f"{documents:,} documents at the end; {repaired:,} embeddings were repaired by the sidecars that were left (a killed one's count is gone with it), "
        f"{left} waited to be; {wrong['missing']} missing, {wrong['stale']} stale.", "",
        "| logged | times |", "|---|---|",
        *(f"| {level.lower()}, {category} | {times:,} |" for (level, category), times in sorted(logged.items()) if level != "Information"), "",
        "| wrong | times |", "|---|---|", *(f"| {what} | {times:,} |" for what, times in run.faults.items()), *([] if run.faults else ["| nothing | |"]), ""]
    return "\n".join(rows)
