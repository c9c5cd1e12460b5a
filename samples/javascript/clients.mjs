// The three official clients behind one function, as their calls differ in where a body goes:
//   call(method, parameters, body, name of the body's parameter, statuses that are no error) → { body, statusCode, headers }
const packages = { elasticsearch9: "@elastic/elasticsearch", elasticsearch8: "elasticsearch8", opensearch: "@opensearch-project/opensearch" };

export async function connect(url, flavour) {
  const client = await open(flavour, { node: url });
  return caller(client, flavour);
}

/** A client of its own, with any of its options. */
export async function open(flavour, options) {
  if (!(flavour in packages)) {
    throw new Error(`'${flavour}' is not one of: ${Object.keys(packages).join(", ")}.`);
  }

  const { Client } = await import(packages[flavour]);
  return new Client(options);
}

/** The function that calls a client. */
export function caller(client, flavour) {
  const isOpenSearch = flavour === "opensearch";
  return async (method, parameters = {}, body, bodyName, ignore = [], options = {}) => {
    const [owner, name] = locate(client, method);
    const request = isOpenSearch ? withBody(parameters, body) : withFields(parameters, body, bodyName);
    return owner[name](request, { ignore, meta: true, ...options });
  };
}

function locate(client, method) {
  const [first, second] = method.split(".");
  return second ? [client[first], second] : [client, first];
}

const withBody = (parameters, body) => (body === undefined ? parameters : { ...parameters, body });

const withFields = (parameters, body, bodyName) => (bodyName ? { ...parameters, [bodyName]: body } : { ...parameters, ...body });
