#!/usr/bin/env python3
"""Ends repairs with kill -9 and with Ctrl-C at many moments, lets the next one finish, and compares every document with what it has to be.

usage: eng/repair-oracle.py PROGRAM ENGINE… [--moments 12] [--documents 2000] [--seed 1] [--ways guessed,other-model]

PROGRAM is a built 'twinbert'; ENGINE the URL of an engine that may be written to (indices 'mend-…' are made and deleted).
  guessed      the engine mapped the vectors by guessing: every embedding has to come along
  other-model  the mapping is of another model: those embeddings have to go, and no other byte
The moments are spread over the time that a repair takes which is left alone; every other one is a SIGINT. After it, an application that may write
(the index has no block) writes and deletes documents. Half of the repairs are given the index's name, half an alias. At the end a backfill has to find
nothing that it cannot embed. The exit code is 1 when anything is wrong.
"""
import argparse, importlib.util, json, os, random, shutil, signal, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
SPEC = importlib.util.spec_from_file_location("backfill_oracle", os.path.join(HERE, "backfill-oracle.py"))
ORACLE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ORACLE)


class Mended(ORACLE.Oracle):
    """An index whose mapping does not fit, and what it has to hold when it is mended."""

    def __init__(self, server, way, chance, fingerprint):
        super().__init__(server, "mend-" + way, chance)
        self.way, self.fingerprint = way, fingerprint
        said = server.json("GET", "/")["version"]
        self.is_opensearch = said.get("distribution") == "opensearch"

    def embedding(self, number):
        if self.way == "other-model":
            return '{"embedding":[1,2,3],"model":"0123456789ab","text_hash":"00"}'
        numbers = [(number * 7 + i) % 255 - 127 for i in range(128)]
        if self.is_opensearch:
            import base64
            vector = json.dumps(base64.b64encode(bytes(value & 255 for value in numbers)).decode())
        else:
            vector = json.dumps(numbers, separators=(",", ":"))
        return f'{{"embedding":{vector},"model":"{self.fingerprint}","text_hash":"0011223344556677"}}'

    def source(self, number, edition):
        plain = ORACLE.document(number, edition, self.chance)
        if number % 7 == 3:
            plain = plain.replace(', "path"', ',\n"path"')
        if number % 3 == 0:
            return plain, plain
        stored = plain[:-1] + ',"twinbert":' + self.embedding(number) + "}"
        return stored, plain if self.way == "other-model" else stored

    def put(self, number, edition):
        stored, kept = self.source(number, edition)
        status, said = self.server("PUT", f"/{self.index}/_doc/d{number}?routing=r{number % 5}", stored)
        if status in (200, 201):
            self.expected[f"d{number}"] = kept.encode()
        return status

    def make(self, documents):
        for name in (self.index, self.index + "-twinbert-repair"):
            self.server("DELETE", f"/{name}")
        vector = {"type": "knn_vector", "dimension": 3, "data_type": "byte"} if self.is_opensearch else {
            "type": "dense_vector", "element_type": "byte", "dims": 3, "index": False}
        ours = {"twinbert": {"dynamic": False, "properties": {"embedding": vector, "model": {"type": "keyword"}}}} if self.way == "other-model" else {}
        body = {"settings": {"number_of_shards": 2, "number_of_replicas": 0}, "aliases": {self.index + "-shop": {}},
                "mappings": {"_meta": {"own": 1}, "properties": {"title": {"type": "text"}, **ours}}}
        status, said = self.server("PUT", f"/{self.index}", body)
        assert status == 200, said
        self.expected = {}
        lines = []
        for number in range(documents):
            stored, kept = self.source(number, 1)
            if "\n" in stored:
                assert self.put(number, 1) == 201
            else:
                lines.append(json.dumps({"index": {"_id": f"d{number}", "routing": f"r{number % 5}"}}) + "\n" + stored + "\n")
                self.expected[f"d{number}"] = kept.encode()
        said = self.server.json("POST", f"/{self.index}/_bulk?refresh=true", "".join(lines), kind="application/x-ndjson")
        assert not said["errors"], str(said)[:500]

    def write(self):
        """What an application does while it may."""
        written = 0
        for number in self.chance.sample(range(100000), 20):
            written += self.put(number, 2) in (200, 201)
        for name in self.chance.sample(sorted(self.expected), 10):
            if self.server("DELETE", f"/{self.index}/_doc/{name}?routing=r{int(name[1:]) % 5}")[0] == 200:
                written += 1
                del self.expected[name]
        return written

    def compare(self, by_alias):
        """Counts what is wrong."""
        copy, wrong = self.index + "-twinbert-repair", {}
        found = self.of(copy)
        wrong["lost"] = sum(name not in found for name in self.expected)
        wrong["resurrected"] = sum(name not in self.expected for name in found)
        wrong["other bytes"] = sum(found.get(name, kept) != kept for name, kept in self.expected.items())
        said = self.server.json("GET", f"/{copy}")[copy]
        wrong["_meta"] = int(said["mappings"].get("_meta") != {"own": 1})
        names = {self.index + "-shop"} | (set() if by_alias else {self.index})
        wrong["aliases"] = len(names ^ set(said["aliases"]))
        wrong["block"] = int("blocks" in said["settings"]["index"])
        vector = said["mappings"]["properties"]["twinbert"]["properties"]["embedding"]
        wrong["mapping"] = int(vector.get("type") != ("binary" if self.is_opensearch else "dense_vector") or vector.get("dims", 128) != 128)
        shown = list(self.server.json("GET", f"/{self.index}-shop"))
        wrong["shown twice"] = int(shown != [copy])
        return wrong

    def of(self, name):
        index, self.index = self.index, name
        try:
            return self.read()
        finally:
            self.index = index


class Way:
    def __init__(self, options, url, way):
        self.options, self.way, self.url = options, way, url
        self.chance = random.Random(f"{options.seed} {way}")
        self.folder = tempfile.mkdtemp(prefix="twinbert-mend-")
        with open(self.folder + "/twinbert.json", "w") as file:
            json.dump({"Upstream": {"Url": url}, "Model": ORACLE.ROOT + "/models/twinbert-en-tiny",
                       "Indices": {"mend-*": {"TextFields": ["title", "text"]}}}, file)
        inspected = subprocess.run([options.program, "model", "inspect", ORACLE.ROOT + "/models/twinbert-en-tiny"], capture_output=True, text=True).stdout
        self.mended = Mended(ORACLE.Server(url), way, self.chance, ORACLE.re.search(r"\b[0-9a-f]{12}\b", inspected).group())

    def repair(self, by_alias):
        return self.start("repair", self.mended.index + ("-shop" if by_alias else ""), "--json")

    def start(self, *arguments):
        out, err = (open(f"{self.folder}/{name}", "wb") for name in ("out", "err"))
        return subprocess.Popen([self.options.program, *arguments, "--config", "twinbert.json"], cwd=self.folder, stdout=out, stderr=err)

    def run(self):
        self.mended.make(self.options.documents)
        faults = {"left alone": self.repair(False).wait(), **self.mended.compare(False)}
        self.mended.make(self.options.documents)
        begun = time.monotonic()
        faults["left alone"] += self.repair(False).wait()
        took = time.monotonic() - begun
        ends, resumed, written, unblocked = {}, {}, 0, 0
        for moment in range(self.options.moments):
            by_alias, sign = moment % 4 > 1, signal.SIGINT if moment % 2 else signal.SIGKILL
            self.mended.make(self.options.documents)
            run = self.repair(by_alias)
            time.sleep(took * (0.35 + 0.65 * (moment + self.chance.random()) / self.options.moments))
            if run.poll() is None:
                run.send_signal(sign)
            code = run.wait()
            ends[code] = ends.get(code, 0) + 1
            is_there = not by_alias or self.mended.index + "-twinbert-repair" not in self.mended.server.json("GET", f"/{self.mended.index}-shop")
            blocked = "blocks" in self.mended.server.json("GET", f"/{self.mended.index}/_settings").popitem()[1]["settings"]["index"]
            if code == 130 and blocked and is_there:
                faults["blocked after Ctrl-C"] = faults.get("blocked after Ctrl-C", 0) + 1
            if not blocked and is_there:
                unblocked += 1
                written += self.mended.write()
            last = self.repair(by_alias).wait()
            resumed[last] = resumed.get(last, 0) + 1
            if last:
                print(open(self.folder + "/err").read()[-600:], open(self.folder + "/out").read()[-600:], file=sys.stderr)
            for name, count in {"exit code": last, **self.mended.compare(by_alias)}.items():
                faults[name] = faults.get(name, 0) + count
        faults["backfill"] = self.start("backfill", self.mended.index + "-twinbert-repair", "--json").wait()
        for name in (self.mended.index, self.mended.index + "-twinbert-repair"):
            self.mended.server("DELETE", f"/{name}")
        faults = {name: count for name, count in faults.items() if count}
        said = ", ".join(f"{count}× {'killed' if code < 0 else f'exit code {code}'}" for code, count in sorted(ends.items()))
        print(f"| {self.url} | {self.way} | {took:.1f} s | {said} | {unblocked}, {written} | {faults or 'none'} |", flush=True)
        shutil.rmtree(self.folder)
        return not faults


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program", type=os.path.abspath)
    arguments.add_argument("engines", nargs="+")
    arguments.add_argument("--moments", type=int, default=12)
    arguments.add_argument("--documents", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--ways", default="guessed,other-model")
    options = arguments.parse_args()
    print("| engine | way | a repair takes | ended repairs | writes between (repairs, writes) | faults |\n|---|---|---|---|---|---|", flush=True)
    fine = [Way(options, url.rstrip("/"), way).run() for url in options.engines for way in options.ways.split(",")]
    sys.exit(0 if all(fine) else 1)


if __name__ == "__main__":
    main()
