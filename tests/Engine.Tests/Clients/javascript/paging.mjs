// All documents, page by page: points in time, scrolls, and the clients' own loops.
export async function paging({ index, client, call, step, isOpenSearch }) {
  const sorted = { query: { match_all: {} }, sort: [{ price: "asc" }, { sku: "asc" }], size: 5 };
  await step("search after", async () => {
    const pages = [];
    for (let after; ;) {
      const page = await call("search", { index }, { ...sorted, ...(after && { search_after: after }) });
      if (page.body.hits.hits.length === 0) {
        return pages;
      }

      pages.push(page.body.hits.hits);
      after = page.body.hits.hits.at(-1).sort;
    }
  });

  await step("point in time", async () => {
    const pit = isOpenSearch ? (await call("createPit", { index, keep_alive: "1m" })).body.pit_id : (await call("openPointInTime", { index, keep_alive: "1m" })).body.id;
    const inTime = { ...sorted, pit: { id: pit, keep_alive: "1m" } };
    const page = await call("search", {}, inTime);
    await call("delete", { index, id: "external", refresh: true });
    const next = await call("search", {}, { ...inTime, search_after: page.body.hits.hits.at(-1).sort });
    const closed = isOpenSearch ? await call("deletePit", {}, { pit_id: [pit] }) : await call("closePointInTime", {}, { id: pit });
    return { first: page.body, second: next.body, closed: closed.statusCode };
  });

  await step("scroll", async () => {
    const pages = [];
    let page = await call("search", { index, scroll: "30s" }, { query: { match_all: {} }, sort: ["sku"], size: 5 });
    while (page.body.hits.hits.length > 0) {
      pages.push(page.body);
      page = await call("scroll", {}, { scroll_id: page.body._scroll_id, scroll: "30s" });
    }

    const cleared = await call("clearScroll", {}, { scroll_id: page.body._scroll_id });
    return { pages, cleared: cleared.body };
  });
  await step("scroll that has ended", () => call("scroll", {}, { scroll_id: "FGluY2x1ZGVfY29udGV4dF91dWlkDXF1ZXJ5QW5kRmV0Y2gB", scroll: "30s" }));

  const all = { index, scroll: "30s", ...(isOpenSearch ? { body: { query: { match_all: {} }, sort: ["sku"], size: 5 } } : { query: { match_all: {} }, sort: ["sku"], size: 5 }) };
  await step("scroll helper", async () => gather(client.helpers.scrollSearch(all), (page) => page.documents));
  await step("scroll documents helper", async () => gather(client.helpers.scrollDocuments(all), (document) => document));
}

async function gather(pages, map) {
  const seen = [];
  for await (const page of pages) {
    seen.push(map(page));
  }

  return seen;
}
