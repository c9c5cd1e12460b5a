// What clients do with their connections: compress, reuse, give up, try again, look for other nodes.
import http from "node:http";
import { caller, open } from "./clients.mjs";

const endless = { wait_for_nodes: ">9", timeout: "60s" };

export async function connections(application) {
  const { url, flavour, index, call, step, isOpenSearch } = application;
  const connect = async (options) => {
    const client = await open(flavour, { node: url, ...options });
    return { client, call: caller(client, flavour) };
  };

  await step("compression", async () => {
    const { client, call } = await connect(isOpenSearch ? { compression: "gzip", suggestCompression: true } : { compression: true });
    const written = await call("index", { index, id: "large", refresh: true }, { title: "Large", description: "lorem ipsum ".repeat(20_000) }, "document");
    const bulk = await call("bulk", { index, refresh: true }, [{ index: { _id: "larger" } }, { title: "Larger", description: "dolor sit amet ".repeat(20_000) }], "operations");
    const read = await call("get", { index, id: "large" });
    const found = await call("search", { index }, { query: { match: { title: "large" } } });
    await client.close();
    return { written: written.body, bulk: bulk.body, read: read.body, found: found.body.hits.hits.map((hit) => hit._source), encoding: [read, found].map((answer) => answer.headers["content-encoding"]) };
  });

  await step("one connection for many requests", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    let opened = 0;
    const createConnection = agent.createConnection;
    agent.createConnection = function (...all) {
      opened++;
      return createConnection.apply(this, all);
    };
    const { client, call } = await connect({ agent: () => agent, ...(await plainConnection(flavour)) });
    for (let i = 0; i < 20; i++) {
      await call("count", { index });
      await call("search", { index }, { query: { match: { title: "lamp" } } });
      await call("get", { index, id: "no-such" }, undefined, undefined, [404]);
    }

    await client.close();
    return { opened };
  });

  await step("request that takes too long", () => call("cluster.health", endless, undefined, undefined, [], { requestTimeout: 300, maxRetries: 0 }));
  await step("request that takes too long, tried again", async () => {
    const { client, call } = await connect({ requestTimeout: 200, maxRetries: 2, retryOnTimeout: true });
    return call("cluster.health", endless).finally(() => client.close());
  });
  await step("request that is given up", () => giveUp(application));
  await step("request after that", () => call("count", { index }));

  await step("first node is down", async () => {
    const { client, call } = await connect({ node: undefined, nodes: ["http://127.0.0.1:1", url], maxRetries: 3, requestTimeout: 5_000 });
    const counts = [];
    for (let i = 0; i < 4; i++) {
      counts.push((await call("count", { index })).body.count);
    }

    await client.close();
    return counts;
  });
  await step("sniff", () => sniff(connect, index));
}

async function plainConnection(flavour) {
  const { HttpConnection } = await import(flavour === "elasticsearch8" ? "elasticsearch8" : flavour === "elasticsearch9" ? "@elastic/elasticsearch" : "@opensearch-project/opensearch");
  return HttpConnection ? { Connection: HttpConnection } : {};
}

async function giveUp({ client, isOpenSearch }) {
  if (isOpenSearch) {
    const request = client.cluster.health(endless);
    setTimeout(() => request.abort(), 200);
    return request;
  }

  const controller = new AbortController();
  setTimeout(() => controller.abort(), 200);
  return client.cluster.health(endless, { signal: controller.signal });
}

// The engine tells its own addresses: what a client finds by them does not come through the sidecar.
async function sniff(connect, index) {
  const { client, call } = await connect({ sniffOnStart: true, maxRetries: 0, requestTimeout: 5_000 });
  const sniffed = await new Promise((resolve) => (client.diagnostic ?? client).on("sniff", (error, result) => resolve({ error: error?.name, hosts: (result?.meta?.sniff?.hosts ?? []).length })));
  const { body } = await call("nodes.info", { metric: "http" });
  await client.close();
  return { sniffed, nodes: Object.keys(body.nodes).length };
}
