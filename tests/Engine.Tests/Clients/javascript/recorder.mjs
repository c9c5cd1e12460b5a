// Prints steps. What differs from one answer of an engine to the next is blotted out: times, and names that the engine makes up.
const volatile = new Set(["took", "_scroll_id", "pit_id", "id", "uuid", "index_uuid", "created_date_millis", "modified_date_millis", "node"]);
const connection = new Set(["connection", "content-length", "date", "keep-alive", "task_resource_usage", "transfer-encoding"]);

export const recorder = () => async (name, action) => {
  try {
    print(name, outcome(await action()));
  } catch (error) {
    print(name, { error: failure(error) });
  }
};

const print = (step, result) => console.log(JSON.stringify({ step, ...result }));

function outcome(result) {
  if (result?.statusCode === undefined) {
    return { value: blot(result) };
  }

  const { body, statusCode, headers } = result;
  return { statusCode, body: blot(body), headers: seen(headers), verdict: headers["x-twinbert"] };
}

const failure = (error) => ({ name: error.name, message: text(error.message), statusCode: error.statusCode, attempts: error.meta?.meta?.attempts, body: blot(error.body ?? error.meta?.body) });

const seen = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !connection.has(name) && !name.startsWith("x-twinbert")).sort(([a], [b]) => (a < b ? -1 : 1)));

function blot(value) {
  if (Array.isArray(value)) {
    return value.map(blot);
  }

  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, volatile.has(key) && !(member && typeof member === "object") ? "#" : blot(member)]));
  }

  return typeof value === "string" ? text(value) : value;
}

// Shards are called by the identity of their index, failures by the address that they were for, documents by their place in the index.
const text = (message) => message?.replace(/\/[\w-]{20,22}\]/g, "/#]").replace(/127\.0\.0\.1:\d+/g, "ADDRESS").replace(/ in \d+\) \[/g, " in #) [");
