// Requests that the engine refuses: an application sees the same class of error, the same status and the same body.
import { asynchronous } from "./searching.mjs";

export async function errors({ index, client, call, step }) {
  const raw = (request, options = {}) => client.transport.request(request, { meta: true, ...options });
  await step("no such index", () => call("search", { index: `${index}-no-such` }, { query: { match_all: {} } }));
  await step("no such query", () => call("search", { index }, { query: { no_such_query: {} } }));
  await step("text that is no number", () => call("search", { index }, { query: { term: { price: "cheap" } } }));
  await step("page too far", () => call("search", { index }, { query: { match: { title: "lamp" } }, from: 10_000, size: 10 }));
  await step("body cut off", () => raw({ method: "POST", path: `/${index}/_search`, body: '{"query":{"match":' }, { headers: { "content-type": "application/json" } }));
  await step("bulk line cut off", () => raw({ method: "POST", path: `/${index}/_bulk`, bulkBody: '{"index":{"_id":"x"}}\n{"title":"x"' }));
  await step("no such endpoint", () => raw({ method: "GET", path: `/${index}/_no_such_endpoint` }));
  await step("no such method", () => raw({ method: "PATCH", path: `/${index}/_search` }));
  await step("no such parameter", () => call("search", { index, no_such_parameter: 1 }, { query: { match: { title: "lamp" } } }));
  await step("unknown content type", () => raw({ method: "POST", path: `/${index}/_search`, body: "<query/>" }, { headers: { "content-type": "application/xml" } }));
  await step("media type of Elasticsearch 8", () =>
    raw({ method: "POST", path: `/${index}/_search`, body: { query: { match: { title: "lamp" } } } }, { headers: { "content-type": "application/vnd.elasticsearch+json; compatible-with=8", accept: "application/vnd.elasticsearch+json; compatible-with=8" } }));
  await step("alias without an index to write to", async () => {
    await call("indices.updateAliases", {}, { actions: [{ add: { indices: [`${index}-log-1`, `${index}-copy`], alias: `${index}-two` } }] });
    return call("index", { index: `${index}-two`, id: "1" }, { title: "Where to" }, "document");
  });
  await step("closed index", async () => {
    await call("indices.close", { index: `${index}-copy` });
    return call("search", { index: `${index}-copy` }, { query: { match: { title: "lamp" } } });
  });
  await step("asynchronous search", () => raw(asynchronous(index)));
}
