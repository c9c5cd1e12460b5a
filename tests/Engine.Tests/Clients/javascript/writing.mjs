// Documents one by one and several in a request, with what goes wrong in everyday life.
import { Readable } from "node:stream";
import { products } from "./products.mjs";

export async function writing({ index, client, call, step }) {
  const [first, second, third, ...rest] = products.map((product, i) => ({ ...product, stock: i, added: `2025-01-${String(i + 10)}` }));
  await step("index", () => call("index", { index, id: first.sku }, first, "document"));
  await step("index through an alias", () => call("index", { index: `${index}-more`, id: second.sku }, second, "document"));
  await step("index without an id", async () => (({ body: { result, _version, forced_refresh }, headers, statusCode }) => ({ body: { result, _version, forced_refresh }, headers: { ...headers, location: "#" }, statusCode }))(await call("index", { index: `${index}-log-1`, refresh: "wait_for" }, { title: "No name" }, "document")));
  await step("create", () => call("create", { index, id: third.sku }, third, "document"));
  await step("create again", () => call("create", { index, id: third.sku }, third, "document"));
  await step("index at a sequence number that has passed", () => call("index", { index, id: first.sku, if_seq_no: 99, if_primary_term: 1 }, first, "document"));
  await step("external version", () => call("index", { index, id: "external", version: 7, version_type: "external" }, { title: "Seventh" }, "document"));
  await step("external version again", () => call("index", { index, id: "external", version: 7, version_type: "external" }, { title: "Seventh" }, "document"));
  await step("number where a date belongs", () => call("index", { index, id: "wrong", refresh: false }, { added: "yesterday" }, "document"));

  await step("bulk", () => call("bulk", { index, refresh: true }, rest.flatMap((product) => [{ index: { _id: product.sku } }, product]), "operations"));
  await step("bulk with failures", () =>
    call("bulk", { index }, [{ create: { _id: first.sku } }, first, { index: { _id: "wrong" } }, { price: "cheap" }, { update: { _id: "no-such" } }, { doc: { stock: 1 } }, { delete: { _id: "no-such" } }], "operations"));
  await step("bulk that gives documents back", () =>
    call("bulk", { index, refresh: true }, [{ update: { _id: second.sku, _source: true } }, { doc: { stock: 11 } }, { update: { _id: third.sku } }, { doc: { title: "Winter jacket stand" }, _source: ["title", "stock"] }], "operations"));
  await step("bulk as a stream", () => client.transport.request({ method: "POST", path: `/${index}/_bulk`, bulkBody: Readable.from(lines(products)) }, { meta: true }));

  await step("get", () => call("get", { index, id: first.sku }));
  await step("get some", () => call("get", { index, id: first.sku, _source_includes: ["title", "price"] }));
  await step("get nothing", () => call("get", { index, id: "no-such" }));
  await step("get source", () => call("getSource", { index, id: second.sku }));
  await step("exists", () => call("exists", { index, id: second.sku }));
  await step("exists source", () => call("existsSource", { index, id: "no-such" }, undefined, undefined, [404]));
  await step("mget", () => call("mget", { index }, { docs: [{ _id: first.sku }, { _id: "no-such" }, { _id: third.sku, _source: ["sku"] }] }));

  await step("update", () => call("update", { index, id: first.sku }, { doc: { price: 99.5, description: "A warm jacket whose hood rolls away." } }));
  await step("update that changes nothing", () => call("update", { index, id: first.sku, _source: true }, { doc: { price: 99.5 } }));
  await step("update by a script", () => call("update", { index, id: first.sku, retry_on_conflict: 3 }, { script: { source: "ctx._source.stock += params.more", params: { more: 5 } } }));
  await step("update nothing", () => call("update", { index, id: "no-such" }, { doc: { price: 1 } }));
  await step("upsert", () => call("update", { index, id: "card", _source: true }, { doc: { title: "Gift card", price: 25 }, doc_as_upsert: true }));
  await step("delete", () => call("delete", { index, id: "card", refresh: "true" }));
  await step("delete nothing", () => call("delete", { index, id: "card" }));
  await step("refresh", () => call("indices.refresh", { index }));
}

function* lines(documents) {
  for (const product of documents) {
    yield `{"update":{"_id":"${product.sku}"}}\n{"doc":{"department":"${product.department}"}}\n`;
  }
}
