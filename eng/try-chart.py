#!/usr/bin/env python3
"""Runs what the Helm chart makes of several sets of values: each pod's container from the image, with exactly its arguments, variables, files, user, limits and probes.

usage: eng/try-chart.py IMAGE [--port 9507]

Something that answers as an engine, over TLS where the values name an authority, stands behind it. Each set has to become ready by its startup probe, answer its other
probes, refuse the operator's surface without the token, pass a search on, and end by itself within its grace period. Wants helm, docker, openssl and PyYAML.
"""
import argparse, base64, http.server, json, os, ssl, subprocess, sys, tempfile, threading, time, urllib.error, urllib.request
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOKEN = "of-the-operator-only"
INDEX = {"TextFields": ["title", "metadata.brand"], "QueryTextPaths": ["ext.shop.text"], "EmbeddingField": "vectors", "HiddenEmbeddingFields": ["old_vectors"],
         "Window": 50, "ModelWeight": 1.5, "Crossing": "cosine", "Plan": "auto", "WrapBelow": 100, "MaxWrappedDocuments": 50000, "Scores": "fused"}
LIMITS = {"RerankTimeout": "00:00:00.200", "MaxPendingEncodings": 32, "BreakAfterFailures": 3, "BreakDuration": "00:00:05", "MaxSearchRequestBytes": 2097152,
          "MaxSearchesPerRequest": 50, "MaxResponseBytes": 33554432, "MaxBufferedBytes": 268435456, "MaxDocumentBytes": 4194304, "EncodeTimeout": "00:00:05",
          "MaxWriteRequestBytes": 52428800, "MaxRequestsPerSecond": 1000, "QueryCacheEntries": 5000}
FULL = {"Upstream": {"Url": "https://cluster:{upstream}"}, "Indices": {"products*": INDEX}, "Limits": LIMITS, "ShutdownDelay": "00:00:01", "DrainTimeout": "00:00:10",
        "PublishAddress": "auto", "ListenHttp2": "http://0.0.0.0:9212", "Logs": {"Level": "information", "Format": "json", "SlowSearch": "00:00:01"},
        "Upkeep": {"Enabled": True, "SampledPerMinute": 100, "RepairsPerSecond": 10, "MaxRepairs": 5000, "RepairFile": "/tmp/repairs"},
        "EmbeddingService": {"Enabled": True, "ApiKey": "of-embeddings", "MaxTexts": 128}}
SETS = {
    "plain": {"config": {"Upstream": {"Url": "http://cluster:{upstream}"}}},
    "password": {"config": FULL, "credentials": {"existingSecret": "account", "usernameKey": "user", "passwordKey": "word"}, "upstreamAuthority": {"existingSecret": "authority"},
                 "admin": {"enabled": True, "tokenSecret": "operators"}, "extraEnv": [{"name": "OTEL_SERVICE_NAME", "value": "shop"}]},
    "key and TLS": {"config": {**FULL, "Tls": {"Certificate": "/etc/tls/tls.crt", "Key": "/etc/tls/tls.key"}}, "listen": "https://0.0.0.0:9210",
                    "credentials": {"existingSecret": "account", "apiKeyKey": "key"}, "upstreamAuthority": {"existingSecret": "authority"},
                    "extraVolumes": [{"name": "tls", "secret": {"secretName": "tls"}}],
                    "extraVolumeMounts": [{"name": "tls", "mountPath": "/etc/tls", "readOnly": True}]},
}


class Engine(http.server.BaseHTTPRequestHandler):
    """Answers as far as a sidecar needs, and notes whose questions it heard."""
    protocol_version, heard = "HTTP/1.1", set()

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.heard.add(self.headers.get("Authorization"))
        said = {"name": "n", "cluster_name": "c", "cluster_uuid": "u", "version": {"number": "8.19.8", "build_flavor": "default"}, "tagline": "You Know, for Search"}
        found = {"took": 1, "timed_out": False, "_shards": {"total": 1, "successful": 1, "failed": 0}, "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}
        body = json.dumps(found if "_search" in self.path else said).encode()
        self.send_response(200)
        for name, value in (("Content-Type", "application/json"), ("X-Elastic-Product", "Elasticsearch"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def certificate(folder, name):
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},DNS:localhost",
        "-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.crt")
    return f"{folder}/{name}.crt", f"{folder}/{name}.key"


class Pod:
    """The container of a rendered deployment."""

    def __init__(self, image, objects, secrets, port, folder):
        self.spec = next(one for one in objects if one["kind"] == "Deployment")["spec"]["template"]["spec"]
        self.container, self.image, self.secrets, self.port, self.folder = self.spec["containers"][0], image, secrets, port, folder
        self.maps = {one["metadata"]["name"]: one["data"] for one in objects if one["kind"] == "ConfigMap"}
        self.ports = {one["name"]: one["containerPort"] for one in self.container["ports"]}
        self.outside = {name: port + at for at, name in enumerate(self.ports)}

    def value(self, variable):
        if "valueFrom" not in variable:
            return str(variable["value"])
        key = variable["valueFrom"]["secretKeyRef"]
        return self.secrets[key["name"]][key["key"]]

    def mounts(self):
        volumes = {one["name"]: one for one in self.spec["volumes"]}
        for mount in self.container["volumeMounts"]:
            volume = volumes[mount["name"]]
            if "emptyDir" in volume:
                size = volume["emptyDir"].get("sizeLimit", "64Mi").replace("Mi", "m")
                yield from ("--mount", f"type=tmpfs,destination={mount['mountPath']},tmpfs-size={size},tmpfs-mode=1777")
                continue
            files = self.maps[volume["configMap"]["name"]] if "configMap" in volume else self.secrets[volume["secret"]["secretName"]]
            folder = tempfile.mkdtemp(dir=self.folder)
            os.chmod(folder, 0o755)
            for name, text in files.items():
                with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                    file.write(text)
            yield from ("--mount", f"type=bind,source={folder},destination={mount['mountPath']}" + (",readonly" if mount.get("readOnly") else ""))

    def start(self):
        security = {**self.spec["securityContext"], **self.container["securityContext"]}
        command = ["docker", "run", "-d", "--add-host", "cluster:host-gateway", "--user", f"{security['runAsUser']}:{security['runAsGroup']}",
                   "--memory", self.container["resources"]["limits"]["memory"].replace("Gi", "g"), "--stop-timeout", str(self.spec["terminationGracePeriodSeconds"])]
        command += ["--read-only"] if security["readOnlyRootFilesystem"] else []
        command += [] if security["allowPrivilegeEscalation"] else ["--security-opt", "no-new-privileges"]
        command += [part for name in security["capabilities"]["drop"] for part in ("--cap-drop", name)]
        command += [part for variable in self.container["env"] for part in ("-e", f"{variable['name']}={self.value(variable)}")]
        command += [part for name, inside in self.ports.items() for part in ("-p", f"127.0.0.1:{self.outside[name]}:{inside}")]
        self.name = run(*command, *self.mounts(), self.image, *self.container["args"]).strip()

    def probe(self, name):
        probe = self.container[f"{name}Probe"]
        wanted = probe["httpGet"]
        for _ in range(probe["failureThreshold"]):
            if self.get(wanted["path"], wanted["port"], wanted["scheme"].lower(), timeout=probe["timeoutSeconds"])[0] == 200:
                return
            time.sleep(probe["periodSeconds"])
        raise AssertionError(f"the {name} probe fails: {self.logs()}")

    def get(self, path, port="http", scheme="http", token=None, timeout=30):
        """(status, headers, bytes); status 0 without an answer. As Kubernetes does, no certificate is looked at."""
        context = ssl._create_unverified_context() if scheme == "https" else None
        request = urllib.request.Request(f"{scheme}://localhost:{self.outside[port]}{path}", headers={"Authorization": f"Bearer {token}"} if token else {})
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=context) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()
        except OSError:
            return 0, {}, b""

    def logs(self):
        done = subprocess.run(["docker", "logs", self.name], capture_output=True, text=True)
        return (done.stdout + done.stderr)[-3000:]

    def stop(self):
        run("docker", "stop", self.name)
        code = json.loads(run("docker", "inspect", self.name))[0]["State"]["ExitCode"]
        assert code == 0, f"it ended with {code}: {self.logs()}"

    def remove(self):
        subprocess.run(["docker", "rm", "-f", self.name], capture_output=True)


def attempt(name, values, options, secrets, folder, engines):
    secured = "upstreamAuthority" in values
    with open(f"{folder}/values.yaml", "w", encoding="utf-8") as file:
        file.write(json.dumps(values).replace("{upstream}", str(engines[secured])))
    text = run("helm", "template", "shop", f"{ROOT}/deploy/helm/twinbert", "--namespace", "search", "--values", f"{folder}/values.yaml")
    pod = Pod(options.image, [one for one in yaml.safe_load_all(text) if one], secrets, options.port, folder)
    Engine.heard.clear()
    try:
        pod.start()
        for probe in ("startup", "readiness", "liveness"):
            pod.probe(probe)
        scheme = pod.container["readinessProbe"]["httpGet"]["scheme"].lower()
        status, headers, _ = pod.get("/products/_search?q=drill", scheme=scheme)
        assert status == 200 and headers["X-TwinBert"], f"a search is answered with {status}"
        assert b'"reachable"' in pod.get("/_twinbert/health/ready", scheme=scheme)[2], "the cluster is not reached"
        if "admin" in pod.ports:
            answers = [pod.get("/_twinbert/metrics", "admin", token=token)[0] for token in (None, TOKEN)]
            assert answers == [401, 200], f"the operator's surface answers {answers}"
            assert pod.get("/_twinbert/status", scheme=scheme)[0] == 404, "status is beside the searches"
        wanted = {"password": "Basic " + base64.b64encode(b"twinbert:of-twinbert").decode(), "key and TLS": "ApiKey of-twinbert"}.get(name)
        assert wanted is None or wanted in Engine.heard, f"the cluster was asked as {Engine.heard}"
        pod.stop()
        print(f"{name}: ready, probed, searched, ended by itself", flush=True)
    finally:
        pod.remove()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("image")
    arguments.add_argument("--port", type=int, default=9507, help="the first of four that are free")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="twinbert-chart-") as folder:
        os.chmod(folder, 0o755)
        authority, tls = certificate(folder, "cluster"), certificate(folder, "sidecar")
        read = {path: open(path, encoding="utf-8").read() for path in (*authority, *tls)}
        secrets = {"account": {"user": "twinbert", "word": "of-twinbert", "key": "of-twinbert"}, "operators": {"token": TOKEN + "\n"},
                   "authority": {"ca.crt": read[authority[0]]}, "tls": {"tls.crt": read[tls[0]], "tls.key": read[tls[1]]}}
        engines = {}
        for secured in (False, True):
            server = http.server.ThreadingHTTPServer(("", options.port + 2 + secured), Engine)
            if secured:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*authority)
                server.socket = context.wrap_socket(server.socket, server_side=True)
            engines[secured] = server.server_address[1]
            threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, values in SETS.items():
            try:
                attempt(name, values, options, secrets, folder, engines)
            except (AssertionError, subprocess.CalledProcessError) as error:
                sys.exit(f"{name}: {error} {getattr(error, 'stderr', '')}")


if __name__ == "__main__":
    main()
