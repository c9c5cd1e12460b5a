// Indices with their settings, mappings, aliases and templates.
// Refreshed when asked, so that segments, and with them scores, are the same in every run.
const settings = { number_of_shards: 1, number_of_replicas: 0, refresh_interval: -1 };

export const properties = {
  sku: { type: "keyword" },
  title: { type: "text", fields: { raw: { type: "keyword" } } },
  description: { type: "text" },
  department: { type: "keyword" },
  price: { type: "double" },
  stock: { type: "integer" },
  added: { type: "date" },
};

/** Leaves nothing behind. Engines refuse to delete by a pattern. */
export const cleanUp = ({ index, call }) => call("indices.delete", { index: ["", "-log-1", "-many", "-copy"].map((ending) => index + ending), ignore_unavailable: true });

export async function indices({ index, call, step }) {
  await step("ping", () => call("ping"));
  await step("info", async () => (({ statusCode, headers, body: { tagline, version } }) => ({ statusCode, headers, body: { tagline, version: version.number } }))(await call("info")));
  await cleanUp({ index, call });

  await step("put index template", () =>
    call("indices.putIndexTemplate", { name: `${index}-template` }, { index_patterns: [`${index}-log-*`], template: { settings: { ...settings, refresh_interval: "100ms" }, mappings: { dynamic: "strict", properties }, aliases: { [`${index}-logs`]: {} } } }));
  await step("get index template", () => call("indices.getIndexTemplate", { name: `${index}-template` }));
  await step("index made by a template", () => call("index", { index: `${index}-log-1`, id: "1", refresh: true }, { title: "Made by a template", price: 1 }, "document"));
  await step("search its alias", () => call("search", { index: `${index}-logs` }, { query: { match: { title: "template" } } }));
  await step("strict mapping", () => call("index", { index: `${index}-log-1`, id: "2" }, { colour: "red" }, "document"));
  await step("delete index template", () => call("indices.deleteIndexTemplate", { name: `${index}-template` }));

  await step("create index", () => call("indices.create", { index }, { settings, mappings: { properties }, aliases: { [`${index}-all`]: {}, [`${index}-cheap`]: { filter: { range: { price: { lt: 50 } } } } } }));
  await step("create it again", () => call("indices.create", { index }, { settings }));
  await step("index exists", () => call("indices.exists", { index }));
  await step("index does not exist", () => call("indices.exists", { index: `${index}-no-such` }, undefined, undefined, [404]));
  await step("get alias", () => call("indices.getAlias", { index, name: "*" }));
  await step("update aliases", () => call("indices.updateAliases", {}, { actions: [{ add: { index, alias: `${index}-more`, is_write_index: true } }] }));
  await step("get mapping", () => call("indices.getMapping", { index }));
  await step("put mapping", () => call("indices.putMapping", { index }, { properties: { brand: { type: "keyword" } } }));
  await step("put settings", () => call("indices.putSettings", { index }, { index: { max_result_window: 10_000 } }, "settings"));
  await step("analyze", () => call("indices.analyze", { index }, { field: "title", text: "Warm jackets" }));
}
