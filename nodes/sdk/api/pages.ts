import { isJsonObject, type Json } from "@/shared/item";
import { requireItemCount } from "../item-limit";
import { NodeError } from "../node-error";
import { getPath, withPath } from "../paths";
import type { HttpRequest, HttpResponse } from "../services";
import { type Answering, entriesOf } from "./answer";
import type { ApiDraft, ApiList, Paging } from "./api-node";
import { textOf } from "./draft";

type Answer = { request: HttpRequest; answer: HttpResponse; body: Json };
type Ask = (draft: ApiDraft) => Promise<Answer>;

/** The entries of all pages, at most `limit`. A page is asked for only when the ones before were not enough. */
export async function entriesOfPages(
  first: ApiDraft,
  list: ApiList,
  limit: number,
  { ask, service }: { ask: Ask; service: Answering },
): Promise<Json[]> {
  const { paging } = list;
  const size = paging?.size && Math.max(1, Math.min(paging.size.max, limit));
  const given: Json[] = [];
  const seen = new Set<string>();
  let next: ApiDraft | undefined = paging ? firstPage(first, paging, size) : first;
  for (let page = 1; next; page++) {
    const draft: ApiDraft = next;
    const { answer, body } = await pageOf(page);
    const entries = entriesOf(body, list, service);
    given.push(...entries.slice(0, limit - given.length));
    requireItemCount(given.length);
    if (!paging || given.length >= limit || page >= maxPages) break;
    const place = nextPlace(paging, { entries, body, answer, page, size, count: given.length });
    if (place === undefined) break;
    if (seen.has(place)) throw endless(service);
    seen.add(place);
    next = atPlace(draft, paging, place, answer.url);

    async function pageOf(number: number) {
      try {
        return await ask(draft);
      } catch (thrown) {
        if (number === 1 || !(thrown instanceof NodeError)) throw thrown;
        const { code, hint, param } = thrown;
        const message = `${thrown.message} (page ${number}, after ${given.length} items)`;
        throw new NodeError(message, { code, hint, param, cause: thrown });
      }
    }
  }
  return given;
}

const maxPages = 10_000;

function firstPage(draft: ApiDraft, paging: Paging, size: number | undefined): ApiDraft {
  const sized = paging.size && size ? withValue(draft, paging, paging.size.to, size) : draft;
  if (paging.by === "page") return withValue(sized, paging, paging.to, paging.start ?? 1);
  return sized;
}

type Page = {
  entries: Json[];
  body: Json;
  answer: HttpResponse;
  page: number;
  size: number | undefined;
  count: number;
};

/** What says where the next page is; nothing at the end. */
function nextPlace(paging: Paging, { entries, body, answer, page, size, count }: Page): string | undefined {
  const isShort = entries.length === 0 || (size !== undefined && entries.length < size);
  switch (paging.by) {
    case "cursor":
      return said(getPath(body, paging.from));
    case "url":
      return said(getPath(body, paging.from));
    case "linkHeader":
      return nextLink(answer.headers.link);
    case "page":
      return isShort ? undefined : String((paging.start ?? 1) + page);
    case "offset":
      return isShort ? undefined : String(count);
    case "last":
      return isShort ? undefined : said(getPath(entries.at(-1) ?? null, paging.from));
  }
}

const said = (value: Json | undefined) =>
  value === undefined || value === null || value === "" || value === false ? undefined : textOf(value);

function atPlace(draft: ApiDraft, paging: Paging, place: string, from: string): ApiDraft {
  if (paging.by !== "linkHeader" && paging.by !== "url") {
    const isCount = paging.by === "page" || paging.by === "offset";
    return withValue(draft, paging, paging.to, isCount ? Number(place) : place);
  }
  if (!URL.canParse(place, from)) {
    throw new NodeError(`The next page is at "${place.slice(0, 200)}", which is not a URL`, { code: "API_ANSWER" });
  }
  return { ...draft, path: new URL(place, from).href, query: [] };
}

function withValue(draft: ApiDraft, { in: place }: Paging, name: string, value: number | string): ApiDraft {
  if (place === "body") return { ...draft, body: withPath(isJsonObject(draft.body) ? draft.body : {}, name, value) };
  const others = draft.query.filter((row) => row.name !== name);
  return { ...draft, query: [...others, { name, value: String(value) }] };
}

function nextLink(header: string | undefined): string | undefined {
  for (const part of header?.split(/,\s*(?=<)/) ?? []) {
    const [, url, attributes] = /^\s*<([^>]*)>(.*)$/.exec(part) ?? [];
    if (url && /;\s*rel="?[^"]*\bnext\b/.test(attributes ?? "")) return url;
  }
  return undefined;
}

const endless = ({ label }: Answering) =>
  new NodeError(`${label} names a page as the next one that was read already`, {
    code: "API_PAGES",
    hint: "Set a limit, or tell the makers of the service",
  });
