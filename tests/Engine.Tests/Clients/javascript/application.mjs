// What an ordinary application does with its cluster, on an official client. Every step prints one line of JSON with all that the application sees of it.
//
//   node application.mjs URL elasticsearch9|elasticsearch8|opensearch INDEX
import { open, caller } from "./clients.mjs";
import { recorder } from "./recorder.mjs";
import { cleanUp, indices } from "./indices.mjs";
import { writing } from "./writing.mjs";
import { bulkHelper } from "./bulk-helper.mjs";
import { searching } from "./searching.mjs";
import { paging } from "./paging.mjs";
import { inside } from "./inside.mjs";
import { errors } from "./errors.mjs";
import { connections } from "./connections.mjs";

const [url, flavour, index] = process.argv.slice(2);
const client = await open(flavour, { node: url });
const application = { url, flavour, index, client, call: caller(client, flavour), step: recorder(), isOpenSearch: flavour === "opensearch" };

for (const part of [indices, writing, searching, paging, bulkHelper, inside, errors, connections]) {
  await part(application);
}

await cleanUp(application);
await client.close();
