import { type HttpBody, type HttpRequest, NodeError } from "@/nodes/sdk";
import { isJsonObject, type Json } from "@/shared/item";
import { flatRows, textOf } from "./fields";

export type Change = { where: "query" | "header" | "body"; name: string; value: Json };

/** The request with parameters set to other values. */
export function withChanges(request: HttpRequest, changes: readonly Change[]): HttpRequest {
  let { query = [], headers = [], body } = request;
  for (const { where, name, value } of changes) {
    switch (where) {
      case "query":
        query = [...query.filter((row) => row.name !== name), ...flatRows([{ name, value }], "brackets")];
        break;
      case "header":
        headers = [
          ...headers.filter((row) => row.name.toLowerCase() !== name.toLowerCase()),
          { name, value: textOf(value) },
        ];
        break;
      case "body":
        body = withField(body, name, value);
    }
  }
  return { ...request, query, headers, body };
}

function withField(body: HttpBody | undefined, name: string, value: Json): HttpBody {
  switch (body?.type) {
    case "form":
      return { ...body, fields: [...body.fields.filter((row) => row.name !== name), { name, value: textOf(value) }] };
    case "multipart":
      return { ...body, parts: [...body.parts.filter((row) => row.name !== name), { name, value: textOf(value) }] };
    case "text": {
      const known = /json/i.test(body.contentType) ? parsed(body.text) : undefined;
      if (isJsonObject(known)) return { ...body, text: JSON.stringify({ ...known, [name]: value }) };
      break;
    }
    case undefined:
      return { type: "text", text: JSON.stringify({ [name]: value }), contentType: "application/json" };
  }
  throw new NodeError(`The body has no fields, so that "${name}" cannot be changed in it`, {
    code: "HTTP_PAGES",
    hint: "Send a JSON object or a form",
    param: "pagination.changes",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The request at another address. Query parameters that the address has already are not sent twice. */
export function withUrl(request: HttpRequest, link: string, base: string): HttpRequest {
  if (!URL.canParse(link, base)) {
    throw new NodeError(`The next page is at "${link.slice(0, 200)}", which is not a URL`, {
      code: "HTTP_PAGES",
      hint: "Check the expression that reads it",
      param: "pagination.url",
    });
  }
  const url = new URL(link, base);
  const query = request.query?.filter(({ name }) => !url.searchParams.has(name));
  return { ...atOrigin(request, url), query };
}

/** The service chooses the link: what is secret goes to the origin the user chose only. */
export function atOrigin({ auth, headers, ...request }: HttpRequest, url: URL): HttpRequest {
  if (URL.canParse(request.url) && new URL(request.url).origin === url.origin) {
    return { ...request, auth, headers, url: url.href };
  }
  const others = headers?.filter(({ name }) => !/^(authorization|cookie|proxy-authorization)$/i.test(name));
  return { ...request, headers: others, url: url.href };
}
