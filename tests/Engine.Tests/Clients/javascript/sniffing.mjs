// A client that looks for the nodes of its cluster, and goes on with those that it is told.
import { caller, open } from "./clients.mjs";
import { recorder } from "./recorder.mjs";

const [url, flavour, index] = process.argv.slice(2);
const client = await open(flavour, { node: url, sniffOnStart: true, maxRetries: 0, requestTimeout: 5_000 });
const call = caller(client, flavour);
const step = recorder();

await new Promise((resolve) => (client.diagnostic ?? client).on("sniff", resolve));
await step("nodes", () => client.connectionPool.connections.map((connection) => connection.url.origin === new URL(url).origin));
await step("search", () => call("search", { index, ignore_unavailable: true }, { query: { match: { title: "new" } } }));
await client.close();
