// A small shop on the official clients, doing what applications do. Nothing in it knows of TwinBert but the last line of a search's report:
// run it with the cluster's URL, then with the sidecar's.
//
//   node shop.mjs http://127.0.0.1:9210 [elasticsearch9 | elasticsearch8 | opensearch] [INDEX]
//
// Each step prints one line of JSON; a step that fails ends the program with exit code 1.
import { connect } from "./clients.mjs";
import { products } from "./products.mjs";

const [url, flavour = "elasticsearch9", index = "products-javascript"] = process.argv.slice(2);
if (!url) {
  console.error("usage: node shop.mjs URL [elasticsearch9 | elasticsearch8 | opensearch] [INDEX]");
  process.exit(2);
}

const call = await connect(url, flavour);
const report = (step, result) => console.log(JSON.stringify({ step, ...result }));
const ids = (answer) => answer.body.hits.hits.map((hit) => hit._id);
const match = (query) => ({ query: { multi_match: { query, fields: ["title^2", "description"] } } });

async function run() {
  report("info", { tagline: (await call("info")).body.tagline });
  report("ping", { status: (await call("ping")).statusCode });

  await call("indices.delete", { index }, undefined, undefined, [404]);
  const mappings = { properties: { title: { type: "text" }, description: { type: "text" }, department: { type: "keyword" }, price: { type: "double" } } };
  report("create index", { acknowledged: (await call("indices.create", { index }, { settings: { number_of_shards: 1, number_of_replicas: 0 }, mappings })).body.acknowledged });
  report("index exists", { status: (await call("indices.exists", { index })).statusCode });

  await write();
  await read();
  await search();
  await change();
  report("delete index", { acknowledged: (await call("indices.delete", { index })).body.acknowledged });
}

async function write() {
  const [first, second, ...rest] = products;
  report("index", pick((await call("index", { index, id: first.sku }, first, "document")).body));
  report("create", pick((await call("create", { index, id: second.sku }, second, "document")).body));
  report("create again", { status: (await call("create", { index, id: second.sku }, second, "document", [409])).statusCode });
  const bulk = await call("bulk", { index, refresh: true }, rest.flatMap((product) => [{ index: { _id: product.sku } }, product]), "operations");
  report("bulk", { errors: bulk.body.errors, items: bulk.body.items.map((item) => `${item.index._id} ${item.index.status}`) });
}

async function read() {
  report("count", { count: (await call("count", { index })).body.count });
  report("get", (await call("get", { index, id: products[0].sku })).body);
  report("get source", { source: (await call("getSource", { index, id: products[1].sku })).body });
  report("get nothing", { status: (await call("get", { index, id: "no-such" }, undefined, undefined, [404])).statusCode });
  report("exists", { status: (await call("exists", { index, id: products[0].sku })).statusCode });
  const several = await call("mget", { index }, { ids: [products[2].sku, "no-such", products[3].sku] });
  report("mget", { found: several.body.docs.map((doc) => [doc._id, doc.found, doc._source]) });
}

async function search() {
  const page = await call("search", { index }, { ...match("warm jacket for winter"), size: 5 });
  report("search", { total: page.body.hits.total, ids: ids(page), sources: page.body.hits.hits.map((hit) => hit._source), verdict: page.headers["x-twinbert"] });
  const next = await call("search", { index }, { ...match("warm jacket for winter"), from: 2, size: 2, _source: ["title"], highlight: { fields: { title: {} } } });
  report("search page", { ids: ids(next), keys: next.body.hits.hits.map((hit) => Object.keys(hit).sort()), verdict: next.headers["x-twinbert"] });

  const sorted = await call("search", { index }, { query: { match_all: {} }, sort: [{ price: "desc" }], size: 4, aggs: { departments: { terms: { field: "department" } } } });
  report("search sorted", { ids: ids(sorted), departments: sorted.body.aggregations.departments.buckets, verdict: sorted.headers["x-twinbert"] });
  const wrong = await call("search", { index }, { query: { no_such_query: {} } }, undefined, [400]);
  report("search wrong", { status: wrong.statusCode, type: wrong.body.error.type });
  report("msearch", await multiSearch());
  report("scroll", await scroll());
}

async function multiSearch() {
  const answer = await call("msearch", { index }, [{}, { ...match("lamp"), size: 3 }, {}, { query: { term: { department: "outdoor" } }, size: 2 }], "searches");
  return { statuses: answer.body.responses.map((response) => response.status), ids: answer.body.responses.map((response) => response.hits.hits.map((hit) => hit._id)) };
}

async function scroll() {
  const seen = [];
  let page = await call("search", { index, scroll: "30s", size: 5 }, { query: { match_all: {} }, sort: ["_doc"] });
  while (page.body.hits.hits.length > 0) {
    seen.push(...page.body.hits.hits.map((hit) => [hit._id, Object.keys(hit._source)]));
    page = await call("scroll", {}, { scroll_id: page.body._scroll_id, scroll: "30s" });
  }

  await call("clearScroll", {}, { scroll_id: page.body._scroll_id });
  return { seen };
}

async function change() {
  const id = products[0].sku;
  report("update", pick((await call("update", { index, id, refresh: true }, { doc: { price: 99.5, description: "Now with a hood that rolls away." } })).body));
  report("get updated", { source: (await call("get", { index, id })).body._source });
  report("update nothing", { status: (await call("update", { index, id: "no-such" }, { doc: { price: 1 } }, undefined, [404])).statusCode });
  report("upsert", pick((await call("update", { index, id: "new-1" }, { doc: { title: "Gift card", price: 25 }, doc_as_upsert: true })).body));
  report("delete", pick((await call("delete", { index, id, refresh: true })).body));
  report("count after", { count: (await call("count", { index }, match("jacket"))).body.count });
}

const pick = ({ _id, _version, result }) => ({ _id, _version, result });

try {
  await run();
} catch (error) {
  console.error(error.meta?.body ? JSON.stringify(error.meta.body) : error);
  process.exit(1);
}
