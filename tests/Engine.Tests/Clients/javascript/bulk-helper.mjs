// The clients' own loader, with more documents than one request takes and some that are refused.
import { properties } from "./indices.mjs";

const count = 6000;

export async function bulkHelper({ index, client, call, step }) {
  const many = `${index}-many`;
  await step("create index for many", () => call("indices.create", { index: many }, { settings: { number_of_replicas: 0 }, mappings: { properties } }));
  await step("bulk helper", async () => {
    const dropped = [];
    const result = await client.helpers.bulk({
      datasource: documents(),
      onDocument: (document) => ({ index: { _index: many, _id: document.sku } }),
      onDrop: (drop) => dropped.push({ status: drop.status, type: drop.error.type, reason: drop.error.reason, document: drop.document }),
      flushBytes: 100_000,
      concurrency: 2,
      refreshOnCompletion: true,
    });
    const { total, successful, failed, retry, aborted } = result;
    return { total, successful, failed, retry, aborted, dropped: dropped.sort((a, b) => (a.document.sku < b.document.sku ? -1 : 1)) };
  });
  await step("count of many", () => call("count", { index: many }));
  await step("last of many", () => call("getSource", { index: many, id: `N-${count}` }));
}

async function* documents() {
  for (let i = 1; i <= count; i++) {
    yield { sku: `N-${i}`, title: `Product number ${i}`, price: i % 2500 === 0 ? "no price" : i / 4 };
  }
}
