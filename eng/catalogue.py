"""The sample catalogue, an engine and a sidecar in front of it: what the scripts that measure searches share."""
import collections, json, math, os, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CATALOGUE = os.path.join(ROOT, "samples", "catalogue")
FIRST = 10


def send(url, method, target, body=None, kind="application/json", **more):
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url + target, data=data, method=method, headers={**({"Content-Type": kind} if data else {}), **more})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def lines(name):
    with open(os.path.join(CATALOGUE, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def judgements():
    found = collections.defaultdict(dict)
    with open(os.path.join(CATALOGUE, "qrels", "test.tsv"), encoding="utf-8") as file:
        for row in list(file)[1:]:
            query, product, grade = row.split("\t")
            found[query][product] = int(grade)
    return found


def ndcg(ids, grades):
    def gain(values):
        return sum(value / math.log2(place + 2) for place, value in enumerate(values[:FIRST]))
    best = gain(sorted(grades.values(), reverse=True))
    return gain([grades.get(name, 0) for name in ids]) / best if best else 0.0


def make(url, index, settings, fields, documents):
    send(url, "DELETE", "/" + index)
    settings = {"number_of_shards": 1, "number_of_replicas": 0, **settings}
    status, _, said = send(url, "PUT", "/" + index, {"settings": settings, "mappings": {"properties": fields}})
    if status != 200:
        sys.exit(f"{url} makes no index: {said[:300]}")
    rows = []
    for document in documents:
        rows += [json.dumps({"index": {"_id": document["_id"]}}), json.dumps({name: value for name, value in document.items() if name != "_id"})]
    _, _, said = send(url, "POST", f"/{index}/_bulk?refresh=true", "\n".join(rows) + "\n", "application/x-ndjson")
    if b'"errors":false' not in said:
        sys.exit(f"{url} takes no documents: {said[:300]}")


def name_of(engine):
    version = json.loads(send(engine, "GET", "/")[2])["version"]
    return f"{'OpenSearch' if version.get('distribution') == 'opensearch' else 'Elasticsearch'} {version['number']}"


def serve(program, engine, index, **more):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "http://127.0.0.1:%d" % free.getsockname()[1]
    settings = {"Listen": address, "Upstream": {"Url": engine}, "Limits": {"RerankTimeout": "00:00:02", "EncodeTimeout": "00:01:00"},
                "Indices": {index: {"TextFields": ["title", "metadata.brand", "metadata.category", "text"], "WrapBelow": 0, **more}}}
    file = tempfile.NamedTemporaryFile("w", suffix=".json", delete=False)
    json.dump(settings, file)
    file.close()
    process = subprocess.Popen([os.path.abspath(program), "serve", "--config", file.name], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            if send(address, "GET", "/_twinbert/health/ready")[0] == 200:
                return process, address, file.name
        except OSError:
            pass
        time.sleep(0.1)
    process.kill()
    sys.exit("The sidecar does not get ready. Try 'twinbert serve --config' by hand.")
