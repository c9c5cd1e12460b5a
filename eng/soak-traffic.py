"""The clients of eng/soak.py: who searches, and who writes."""
import http.client, json, os, random, socket, time, urllib.parse

SHOP, LIVE = "soak-shop", "soak-live"
LINES = "application/x-ndjson"


class Client:
    """One thread's connections to some addresses that are all equally good. What is sent here may be sent twice."""

    def __init__(self, run, addresses):
        self.run, self.addresses = run, [urllib.parse.urlsplit(address).netloc for address in addresses]
        self.open = {}

    def __call__(self, method, path, body=None, kind="application/json"):
        """(status, headers, bytes), from the first that answers; status 0 where none does."""
        body = json.dumps(body).encode() if isinstance(body, (dict, list)) else body.encode() if isinstance(body, str) else body
        for turn, address in enumerate(random.sample(self.addresses, len(self.addresses))):
            for fresh in (False, True):
                try:
                    reused = address in self.open
                    answer = self.ask(address, method, path, body, kind)
                    if turn:
                        self.run.count("went to the other sidecar")
                    return answer
                except (OSError, http.client.HTTPException) as error:
                    self.open.pop(address, None)
                    last = error
                    if fresh or not reused:
                        break
        return 0, {}, str(last).encode()

    def ask(self, address, method, path, body, kind):
        connection = self.open.setdefault(address, http.client.HTTPConnection(address, timeout=90))
        connection.request(method, path, body, {"Content-Type": kind} if body is not None else {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


class Searcher:
    """Searches directly and through the sidecars, and compares."""

    def __init__(self, run, chance, rate):
        self.run, self.chance, self.pause = run, chance, 1 / rate
        self.direct, self.through = run.direct(), run.through()
        self.queries = [query["text"] for query in run.applications.lines("queries.jsonl")]
        said = json.loads(self.direct("GET", "/")[2])["version"]
        family = said.get("distribution", "elasticsearch")
        folder = run.applications.SHAPES
        shapes = [json.load(open(os.path.join(folder, name), encoding="utf-8")) for name in sorted(os.listdir(folder))]
        self.shapes = [json.dumps(shape["request"]) for shape in shapes if family in shape.get("engines", [family])]
        self.shapes += [json.dumps(body) for body in [
            {"query": {"match": {"text": "{{query}}"}}},
            {"query": {"match": {"text": "{{query}}"}}, "from": 10},
            {"query": {"match": {"text": "{{query}}"}}, "sort": [{"price": "asc"}, {"number": "asc"}]},
            {"query": {"match": {"text": "{{query}}"}}, "size": 0, "aggs": {"brands": {"terms": {"field": "metadata.brand"}}}}]]

    def work(self):
        kinds = [self.search] * 12 + [self.by_url, self.several, self.live, self.scroll, self.refused, self.hang_up]
        while not self.run.stop.is_set():
            begin = time.monotonic()
            self.chance.choice(kinds)()
            self.run.stop.wait(max(0, self.chance.uniform(0.5, 1.5) * self.pause - (time.monotonic() - begin)))

    def words(self):
        # Some are known to the caches, most are not.
        first, second = self.chance.choice(self.queries), self.chance.choice(self.queries)
        return first if self.chance.random() < 0.3 else " ".join(f"{first} {second}".split()[1:5])

    def body(self):
        return self.chance.choice(self.shapes).replace("{{query}}", json.dumps(self.words())[1:-1])

    def search(self):
        self.pair("search", "POST", f"/{SHOP}/_search", self.body())

    def by_url(self):
        self.pair("search by URL", "GET", f"/{SHOP}/_search?q=" + urllib.parse.quote(self.words()))

    def live(self):
        self.pair("search beside writes", "POST", f"/{LIVE}/_search", {"query": {"match": {"text": self.words()}}}, compare=False)

    def several(self):
        lines = "".join(json.dumps({"index": index}) + "\n" + (self.body() if index == SHOP else '{"query":{"match_all":{}}}') + "\n" for index in (SHOP, LIVE))
        self.pair("msearch", "POST", "/_msearch", lines, LINES, compare=False)

    def pair(self, what, method, path, body=None, kind="application/json", compare=True):
        begin = time.monotonic()
        before = self.direct(method, path, body, kind)
        middle = time.monotonic()
        answer = self.through(method, path, body, kind)
        end = time.monotonic()
        self.run.count(what)
        if not self.served(before):
            self.run.count("searches that the engine did not serve")
        elif not self.served(answer):
            if self.served(self.direct(method, path, body, kind)):
                self.run.fault("failed searches that the engine served", f"{what}: {answer[0]} {answer[2][:400]!r}")
        else:
            with self.run.lock:
                self.run.verdicts[self.verdict(answer)] += 1
                self.run.times["engine"].append(middle - begin)
                self.run.times["sidecar"].append(end - middle)
            if b'"twinbert":{' in answer[2]:
                self.run.fault("embeddings shown to clients", what)
            if compare and (difference := self.difference(before, answer)):
                # Where segments were merged meanwhile, words count otherwise than before, and the engine itself has changed its mind.
                again = self.direct(method, path, body, kind)
                if self.served(again) and not self.difference(before, again):
                    self.run.fault("answers that are not the engine's", f"{what}: {difference}: {self.verdict(answer)}: {body}")

    @staticmethod
    def served(answer):
        return answer[0] == 200 and all(shards.get("failed") == 0 for shards in Searcher.shards(json.loads(answer[2])))

    @staticmethod
    def shards(answer):
        return [one.get("_shards", {}) for one in answer["responses"]] if "responses" in answer else [answer.get("_shards", {})]

    @staticmethod
    def verdict(answer):
        parts = [part.strip() for part in answer[1].get("X-TwinBert", "none").split(";")]
        return "; ".join([parts[0]] + [part for part in parts[1:] if part.startswith(("plan=", "reason="))])

    def difference(self, direct, through):
        ours, own = json.loads(through[2]), json.loads(direct[2])
        if ours["hits"].get("total") != own["hits"].get("total") or ours.get("aggregations") != own.get("aggregations"):
            return "total or aggregations"
        names, theirs = ([(hit.get("_id"), json.dumps(hit.get("fields"))) for hit in one["hits"]["hits"]] for one in (ours, own))
        return "hits" if len(names) != len(theirs) or (not self.verdict(through).startswith("reranked") and names != theirs) else None

    def scroll(self):
        self.run.count("scroll")
        expected = self.pages(self.direct)
        # A restart of the engine ends scrolls, so one that fails is tried once more.
        for _ in range(2):
            found = self.pages(self.through)
            if expected is None or found == expected:
                return
            expected = self.pages(self.direct)
        self.run.fault("scrolls that are not the engine's", f"{found and len(found)} of {expected and len(expected)} hits")

    def pages(self, client):
        answer, found = client("POST", f"/{SHOP}/_search?scroll=1m", {"size": 60, "query": {"match": {"text": "for"}}, "_source": ["title"]}), []
        while self.served(answer):
            said = json.loads(answer[2])
            if not said["hits"]["hits"]:
                client("DELETE", "/_search/scroll", {"scroll_id": said["_scroll_id"]})
                return sorted(found)
            found += [hit["_id"] for hit in said["hits"]["hits"]]
            answer = client("POST", "/_search/scroll", {"scroll": "1m", "scroll_id": said["_scroll_id"]})
        return None

    def refused(self):
        method, path, body = self.chance.choice([
            ("POST", f"/{SHOP}/_search", '{"query":{"match":'), ("POST", f"/{SHOP}/_search", '{"query":{"no_such":{}}}'), ("POST", "/soak-none/_search", "{}"),
            ("PUT", f"/{LIVE}/_doc/refused", '{"title":'), ("POST", "/_bulk", '{"nothing":{}}\n'), ("GET", f"/{LIVE}/_doc/none", None)])
        self.run.count("refused request")
        for _ in range(3):
            own, ours = self.direct(method, path, body)[0], self.through(method, path, body)[0]
            if own == ours or not 400 <= own < 500:
                return
        self.run.fault("refusals that are not the engine's", f"{method} {path}: {ours} for {own}")

    def hang_up(self):
        self.run.count("request that the client gave up")
        path, body = self.chance.choice([(f"/{SHOP}/_search", self.body()),
                                         (f"/{LIVE}/_bulk", '{"index":{"_id":"given-up"}}\n{"title":"given up","text":"never mind"}\n' * 200)])
        cut = self.chance.choice([len(body), len(body) // 2])
        head = f"POST {path} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n\r\n"
        address = urllib.parse.urlsplit(self.chance.choice(self.run.sidecars).listen)
        try:
            with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
                connection.sendall((head + body[:cut]).encode())
                time.sleep(self.chance.uniform(0, 0.03))
        except OSError:
            pass  # That sidecar is being started again.


class Writer:
    """Writes documents of its own, and knows what each has to be."""

    def __init__(self, run, number, chance, rate):
        self.run, self.number, self.chance, self.pause = run, number, chance, 1 / rate
        self.through, self.edition, self.products = run.through(), 0, run.applications.lines("corpus.jsonl")
        self.expected, self.unclear = {}, set()

    def work(self):
        while not self.run.stop.is_set():
            kind = self.chance.random()
            if kind < 0.2 and self.expected:
                self.read()
            else:
                names = self.chance.sample(range(self.run.options.documents), self.chance.randint(5, 20) if kind > 0.9 else 1)
                self.write([self.operation(f"w{self.number}-{name}") for name in names])
            self.run.stop.wait(self.chance.uniform(0.5, 1.5) * self.pause)

    def operation(self, name):
        """(name, action, body, what the document is afterwards)"""
        self.edition += 1
        kind, known = self.chance.random(), self.expected.get(name)
        if known and kind < 0.1:
            return name, "delete", None, None
        if known and kind < 0.5:
            part = {"price": self.edition} if kind < 0.2 else {"title": f"{self.chance.choice(self.products)['title']}, edition {self.edition}"}
            return name, "update", {"doc": part}, {**known, **part}
        product = self.chance.choice(self.products)
        source = {"title": product["title"], "text": f"{product['text']} Edition {self.edition}.", "price": self.edition}
        return name, "index", source, source

    def write(self, operations):
        """Until each has a clear answer: done, or refused."""
        left, tries = operations, 0
        while left:
            statuses = self.send(left)
            unclear = []
            for operation, status in zip(left, statuses):
                name, action, _, after = operation
                if status in (200, 201) or (action == "delete" and status == 404):
                    self.unclear.discard(name)
                    self.run.count(f"acknowledged {action}")
                    self.expected.pop(name, None)
                    if after:
                        self.expected[name] = after
                elif 400 <= status < 500:
                    self.run.count("write that the engine refused")
                    if status not in (403, 429):
                        self.run.fault("writes refused for no reason", f"{action} {name}: {status}")
                    # What an earlier try of it did is not known then.
                    if name in self.unclear:
                        unclear.append(operation)
                else:
                    self.unclear.add(name)
                    self.run.count("write without a clear answer, sent again")
                    unclear.append(operation)
            left, tries = unclear, tries + 1
            if left:
                time.sleep(1)
            if tries == 300:
                self.run.fault("writes that got no answer in five minutes", left[0][0])
                return

    def send(self, operations):
        if len(operations) == 1:
            name, action, body, _ = operations[0]
            method, path = {"index": ("PUT", f"/_doc/{name}"), "delete": ("DELETE", f"/_doc/{name}"), "update": ("POST", f"/_update/{name}")}[action]
            return [self.through(method, f"/{LIVE}{path}", body)[0]]
        lines = "".join(json.dumps({action: {"_id": name}}) + "\n" + (json.dumps(body) + "\n" if body else "") for name, action, body, _ in operations)
        status, _, said = self.through("POST", f"/{LIVE}/_bulk", lines, LINES)
        return [next(iter(item.values()))["status"] for item in json.loads(said)["items"]] if status == 200 else [status] * len(operations)

    def read(self):
        name = self.chance.choice(list(self.expected))
        status, _, said = self.through("GET", f"/{LIVE}/_doc/{name}")
        self.run.count("read")
        if (status == 200 and json.loads(said)["_source"] != self.expected[name]) or status == 404:
            self.run.fault("documents read that are not what was written", f"{name}: {status} {said[:300]!r}")
