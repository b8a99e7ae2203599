import { NodeError } from "@/nodes/sdk";
import type { NameValue, Services } from "@/nodes/sdk/services";
import type { JsonObject } from "@/shared/item";
import { readFeed } from "./feed";

const accept =
  "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4";

/** What makes the server answer that nothing has changed. */
export type Mark = { etag?: string; modified?: string };

/** The entries of a feed, as it has them, up to `max`; none when nothing has changed since `known`. */
export async function fetchFeed(
  http: Services["http"],
  { url, custom, known = {}, max = mostEntries }: { url: string; custom: string[]; known?: Mark; max?: number },
): Promise<{ entries: JsonObject[]; mark: Mark }> {
  const headers: NameValue[] = [{ name: "accept", value: accept }];
  if (known.etag) headers.push({ name: "if-none-match", value: known.etag });
  if (known.modified) headers.push({ name: "if-modified-since", value: known.modified });
  let entries: JsonObject[] = [];
  const read = async (body: AsyncIterable<Uint8Array>) => {
    entries = await readFeed(body, custom, max);
  };
  const answer = await http({ method: "GET", url, headers, response: "text", read });
  if (answer.status === 304) return { entries: [], mark: known };
  if (!answer.ok) {
    throw new NodeError(`${url.split(/[?#]/)[0]} answered ${answer.status} ${answer.statusText}`, {
      code: `HTTP_${answer.status}`,
      hint: "Check the URL",
      param: "url",
    });
  }
  const { etag, "last-modified": modified } = answer.headers;
  return {
    entries,
    mark: { ...(etag && { etag }), ...(modified && { modified }) },
  };
}

const mostEntries = 10_000;
