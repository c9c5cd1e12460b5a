// A client that is too new for its engine: each call is refused, and the application sees why.
import { open, caller } from "./clients.mjs";
import { recorder } from "./recorder.mjs";

const [url, flavour, index] = process.argv.slice(2);
const client = await open(flavour, { node: url });
const call = caller(client, flavour);
const step = recorder();

await step("info", () => call("info"));
await step("index", () => call("index", { index, id: "1" }, { title: "Too new" }, "document"));
await step("bulk", () => call("bulk", { index }, [{ index: { _id: "1" } }, { title: "Too new" }], "operations"));
await step("search", () => call("search", { index }, { query: { match: { title: "new" } } }));
await step("bulk helper", () => client.helpers.bulk({ datasource: [{ title: "Too new" }], onDocument: () => ({ index: { _index: index } }) }));
await client.close();
