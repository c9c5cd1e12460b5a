// Searches in the forms that shops use.
const match = (query) => ({ multi_match: { query, fields: ["title^2", "description"] } });

export async function searching({ index, client, call, step, isOpenSearch }) {
  const search = (body, parameters = {}) => call("search", { index, ...parameters }, body);
  await step("search", () => search({ query: match("warm jacket for winter"), size: 20 }));
  await step("search an alias with a filter", () => search({ query: match("warm winter jacket") }, { index: `${index}-cheap` }));
  await step("search several indices", () => search({ query: match("winter") }, { index: [index, `${index}-log-1`], ignore_unavailable: true }));
  await step("search by the address", () => search(undefined, { q: "title:jacket", size: 3 }));
  await step("search second page", () => search({ query: match("warm winter"), from: 2, size: 2, _source: ["title"] }));
  await step("aggregations", () => search({ query: match("winter warm"), aggs: { departments: { terms: { field: "department" }, aggs: { price: { avg: { field: "price" } }, best: { top_hits: { size: 1, sort: ["sku"] } } } } }, size: 3 }, { typed_keys: true }));
  await step("highlight", () => search({ query: match("lamp"), highlight: { fields: { title: {}, description: { pre_tags: ["<b>"], post_tags: ["</b>"] } } } }));
  await step("suggest", () => search({ query: match("jackt"), suggest: { spelling: { text: "jackt wram", term: { field: "description" } } } }));
  await step("collapse", () => search({ query: match("warm winter jacket"), collapse: { field: "department", inner_hits: { name: "cheapest", size: 1, sort: ["price"] } }, sort: ["sku"] }));
  await step("post filter", () => search({ query: match("warm winter jacket"), post_filter: { term: { department: "outdoor" } }, aggs: { all: { terms: { field: "department" } } } }));
  await step("sort", () => search({ query: { match_all: {} }, sort: [{ price: { order: "desc" } }, "sku"], size: 4, track_total_hits: false }));
  await step("fields", () => search({ query: match("lamp"), fields: ["title", "added"], docvalue_fields: ["price"], _source: false, version: true, seq_no_primary_term: true }));
  await step("bool and function score", () =>
    search({ query: { function_score: { query: { bool: { must: match("winter"), filter: { range: { price: { gt: 20 } } }, should: { term: { department: "outdoor" } } } }, field_value_factor: { field: "price", modifier: "log1p" } } } }));
  await step("nothing found", () => search({ query: match("zeppelin") }));
  await step("filter path", () => search({ query: match("lamp"), size: 2, sort: ["sku"] }, { filter_path: "hits.hits._id,hits.total" }));
  await step("hits without total object", () => search({ query: match("lamp") }, { rest_total_hits_as_int: true }));

  await step("msearch", () => call("msearch", { index }, [{}, { query: match("lamp"), size: 3 }, { index: `${index}-no-such` }, { query: { match_all: {} } }, {}, { query: { term: { department: "outdoor" } }, size: 2, sort: ["sku"] }], "searches"));
  await step("msearch helper", async () => {
    const helper = client.helpers.msearch({ operations: 2, concurrency: 1 });
    const answers = await Promise.all([helper.search({ index }, { query: { term: { department: "home" } }, sort: ["sku"] }), helper.search({ index }, { query: { ids: { values: ["LMP-400"] } } })]);
    await helper.stop();
    return answers.map((answer) => ({ status: answer.status, documents: answer.documents }));
  });
  await step("documents helper", async () => (await client.helpers.search({ index, ...withBody({ query: { ids: { values: ["LMP-400", "LMP-410"] } }, sort: ["sku"] }) })));

  await step("count", () => call("count", { index }, { query: match("jacket") }));
  await step("explain", () => call("explain", { index, id: "LMP-400", _source: true }, { query: match("lamp") }));
  await step("validate query", () => call("indices.validateQuery", { index, explain: true }, { query: match("lamp") }));
  await step("term vectors", () => call("termvectors", { index, id: "LMP-400", fields: ["title"] }));

  await step("put a stored script", () => call("putScript", { id: `${index}-script` }, { script: { lang: "mustache", source: { query: { match: { title: "{{text}}" } } } } }));
  await step("search template", () => call("searchTemplate", { index }, { id: `${index}-script`, params: { text: "jacket" } }));
  await step("multi search template", () => call("msearchTemplate", { index }, [{}, { id: `${index}-script`, params: { text: "lamp" } }], "search_templates"));
  await step("delete a stored script", () => call("deleteScript", { id: `${index}-script` }));

  function withBody(body) {
    return isOpenSearch ? { body } : body;
  }
}

export const asynchronous = (index) => ({ method: "POST", path: `/${index}/_async_search`, querystring: { wait_for_completion_timeout: "5s" }, body: { query: match("lamp") } });
