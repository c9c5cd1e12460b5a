// What the engine does by itself with many documents: it is asked, and waited for by its tasks.
export async function inside({ index, call, step }) {
  const cheap = { query: { range: { price: { lt: 30 } } } };
  await step("update by query", () => call("updateByQuery", { index, refresh: true, conflicts: "proceed" }, { ...cheap, script: { source: "ctx._source.stock = 100" } }));
  await step("updated by query", () => call("search", { index }, { query: { term: { stock: 100 } }, sort: ["sku"] }));
  await step("reindex as a task", async () => {
    const { body } = await call("reindex", { wait_for_completion: false, refresh: true }, { source: { index, ...cheap }, dest: { index: `${index}-copy` } });
    return (await finished(body.task)).response;
  });
  await step("copies", () => call("search", { index: `${index}-copy` }, { query: { match_all: {} }, sort: ["price"], size: 20 }));
  await step("delete by query", () => call("deleteByQuery", { index: `${index}-copy`, refresh: true }, { query: { term: { "department.keyword": "home" } } }));
  await step("left over", () => call("count", { index: `${index}-copy` }));
  await step("task that is not there", () => call("tasks.get", { task_id: "nowhere:1" }));

  async function finished(task) {
    for (;;) {
      const { body } = await call("tasks.get", { task_id: task, wait_for_completion: true, timeout: "30s" });
      if (body.completed) {
        return body;
      }
    }
  }
}
