import type { HttpRequest, HttpResponse } from "@/nodes/sdk";
import { getPath } from "@/nodes/sdk/paths";
import type { Json } from "@/shared/item";
import { atOrigin } from "./change";

export type Steps =
  | { is: "off" }
  | { is: "link"; path: string; maxPages: number }
  | { is: "number"; parameter: string; start: number; step: number; listPath: string; maxPages: number }
  | { is: "cursor"; path: string; parameter: string; maxPages: number };

/** The request for the page after this one. `empty`: this page held nothing and only marked the end. */
export function nextPage(
  request: HttpRequest,
  answer: HttpResponse,
  pagination: Steps,
  page: number,
): { next?: HttpRequest; empty: boolean } {
  if (pagination.is === "off") return { empty: false };
  const last = page >= pagination.maxPages;
  switch (pagination.is) {
    case "link": {
      const url = pagination.path ? getPath(answer.body, pagination.path) : linkHeader(answer.headers.link);
      if (last || typeof url !== "string" || !url) return { empty: false };
      return { empty: false, next: { ...atOrigin(request, new URL(url, answer.url)), query: [] } };
    }
    case "number": {
      const list = pagination.listPath ? getPath(answer.body, pagination.listPath) : answer.body;
      if (isEmpty(list)) return { empty: page > 1 };
      if (last) return { empty: false };
      const value = String(pagination.start + page * pagination.step);
      const query = (request.query ?? []).map((entry) =>
        entry.name === pagination.parameter ? { ...entry, value } : entry,
      );
      return { empty: false, next: { ...request, query } };
    }
    case "cursor": {
      const cursor = getPath(answer.body, pagination.path);
      if (last || cursor === undefined || cursor === null || cursor === "" || cursor === false) return { empty: false };
      const others = (request.query ?? []).filter(({ name }) => name !== pagination.parameter);
      return {
        empty: false,
        next: { ...request, query: [...others, { name: pagination.parameter, value: String(cursor) }] },
      };
    }
  }
}

function linkHeader(header: string | undefined): string | undefined {
  for (const part of header?.split(/,\s*(?=<)/) ?? []) {
    const [, url, attributes] = /^\s*<([^>]*)>(.*)$/.exec(part) ?? [];
    if (url && /;\s*rel="?[^"]*\bnext\b/.test(attributes ?? "")) return url;
  }
  return undefined;
}

function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
