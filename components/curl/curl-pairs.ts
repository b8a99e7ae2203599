import type { CurlList } from "./curl-lists";
import { formPairs, splitUrl } from "./http-params";
import { type CurlRequest, type Pair, parseCurl } from "./parse-curl";

/** What a command has for a list. Throws an error in plain words for what is no curl command. */
export function curlPairs(text: string, list: CurlList): Pair[] {
  const { headers, url, body } = parseCurl(text);
  switch (list) {
    case "headers":
      return headers;
    case "query":
      return splitUrl(url).query;
    case "fields":
      return fieldsOf(body);
  }
}

function fieldsOf(body: CurlRequest["body"]): Pair[] {
  if (body.is === "parts") return body.parts.flatMap((part) => ("value" in part ? [part] : []));
  const isForm = body.is === "text" && !/^\s*[[{]/.test(body.text);
  return isForm ? formPairs(body.text) : [];
}
