"""What eng/soak.py finds at the end, and its report."""
import collections, hashlib, json, os, statistics, subprocess, time

LIVE = "soak-live"


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
        """The medians of memory and the most of descriptors and threads, by quarter, of the sidecar that lived through it."""
        samples = self.run.sidecars[0].samples
        size = len(samples) // 4
        quarters = [samples[at * size:(at + 1) * size] for at in range(4)]
        rows = [(statistics.median(one[0] for one in some), max(one[1] for one in some), max(one[2] for one in some)) for some in quarters]
        for what, at, room in (("memory", 0, rows[1][0] * 0.1), ("descriptors", 1, 20), ("threads", 2, 10)):
            if rows[3][at] > rows[1][at] + room:
                self.run.fault("growth", f"{what}: {rows[1][at]:.0f} in the second quarter, {rows[3][at]:.0f} in the last")
        return rows


def report(run, breaker, growth, ends):
    documents, wrong, left, repaired = ends
    engine, sidecar = (sorted(run.times[who]) for who in ("engine", "sidecar"))
    def at(times, share):
        return f"{times[int(len(times) * share)] * 1000:.1f}"
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
        "", "The sidecar that lived through all of it:", "",
        "| quarter | memory, median | descriptors, most | threads, most |", "|---|---|---|---|",
        *(f"| {number} | {memory:.0f} MiB | {files} | {threads} |" for number, (memory, files, threads) in enumerate(growth, 1)), "",
        f"{documents:,} documents at the end; {repaired:,} embeddings were repaired by the sidecars that were left (a killed one's count is gone with it), "
        f"{left} waited to be; {wrong['missing']} missing, {wrong['stale']} stale.", "",
        "| logged | times |", "|---|---|",
        *(f"| {level.lower()}, {category} | {times:,} |" for (level, category), times in sorted(logged.items()) if level != "Information"), "",
        "| wrong | times |", "|---|---|", *(f"| {what} | {times:,} |" for what, times in run.faults.items()), *([] if run.faults else ["| nothing | |"]), ""]
    return "\n".join(rows)
