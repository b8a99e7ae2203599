import { type HttpRequest, type HttpResponse, NodeError } from "@/nodes/sdk";
import type { Json, JsonObject } from "@/shared/item";
import { type Change, withChanges, withUrl } from "./change";
import { nextPage, type Steps } from "./pagination";
import { pause } from "./pause";

type Until = { is: "empty" } | { is: "status"; codes: string } | { is: "expression"; condition: string };
type ByExpression = { until: Until; maxPages: number; pauseMs: number } & (
  | { is: "update"; changes: Change[] }
  | { is: "nextUrl"; url: string }
);
export type Pagination = Steps | ByExpression;

type Tools = {
  http(request: HttpRequest): Promise<HttpResponse>;
  evaluate(value: Json, variables: JsonObject): Promise<unknown>;
  /** Throws for a status that is no success, unless every status is accepted. */
  check(request: HttpRequest, answer: HttpResponse): void;
  signal: AbortSignal;
};

/** The answers of one request, or page after page. */
export async function* pagesOf(first: HttpRequest, pagination: Pagination, tools: Tools): AsyncGenerator<HttpResponse> {
  if (pagination.is === "update" || pagination.is === "nextUrl") return yield* byExpression(first, pagination, tools);
  let next: HttpRequest | undefined = first;
  for (let page = 1; next; page++) {
    tools.signal.throwIfAborted();
    const answer: HttpResponse = await tools.http(next);
    tools.check(next, answer);
    const found = nextPage(next, answer, pagination, page);
    if (!found.empty) yield answer;
    next = found.next;
  }
}

async function* byExpression(first: HttpRequest, pagination: ByExpression, tools: Tools): AsyncGenerator<HttpResponse> {
  let before: HttpResponse | undefined;
  let repeats = 0;
  for (let page = 0; page < pagination.maxPages; page++) {
    tools.signal.throwIfAborted();
    const request = await requestOf(first, pagination, before, page, tools);
    if (!request) return;
    const answer = await tools.http(request);
    const isLast = await isComplete(pagination.until, variables(request, answer, page + 1), answer, tools);
    if (pagination.until.is !== "status" || !isLast) tools.check(request, answer);
    yield answer;
    if (isLast) return;
    repeats = isSame(before, answer) ? repeats + 1 : 0;
    if (repeats + 1 >= maxRepeats) throw endless(first);
    before = answer;
    if (pagination.pauseMs > 0 && page + 1 < pagination.maxPages) await pause(pagination.pauseMs, tools.signal);
  }
}

/** A service that does not understand the changed parameter gives the first page again and again. */
const maxRepeats = 5;

async function requestOf(
  first: HttpRequest,
  pagination: ByExpression,
  before: HttpResponse | undefined,
  page: number,
  { evaluate }: Tools,
): Promise<HttpRequest | undefined> {
  const known = variables(first, before, page);
  if (pagination.is === "update") {
    const values = (await evaluate(
      pagination.changes.map(({ value }) => value),
      known,
    )) as Json[];
    return withChanges(
      first,
      pagination.changes.map((change, index) => ({ ...change, value: values[index] ?? null })),
    );
  }
  const url = await evaluate(pagination.url, known);
  if (typeof url === "string" && url !== "") return withUrl(first, url, before?.url ?? first.url);
  return page === 0 ? first : undefined;
}

async function isComplete(
  until: Until,
  known: JsonObject,
  answer: HttpResponse,
  { evaluate }: Tools,
): Promise<boolean> {
  switch (until.is) {
    case "empty":
      if (answer.file) return answer.file.size === 0;
      return Array.isArray(answer.body) ? answer.body.length === 0 : !answer.body;
    case "status":
      return until.codes.split(",").some((code) => Number(code.trim()) === answer.status);
    case "expression":
      if (!until.condition.startsWith("=")) {
        throw new NodeError("The end of the pages is not an expression", {
          code: "HTTP_PAGES",
          hint: "Write one such as {{ $response.body.hasMore === false }}",
          param: "pagination.until.condition",
        });
      }
      return isTrue(await evaluate(until.condition, known));
  }
}

const isTrue = (value: unknown) => Boolean(value) && value !== "false";

function variables(request: HttpRequest, answer: HttpResponse | undefined, pageCount: number): JsonObject {
  const { method, url, query = [], headers = [], body } = request;
  const object = (pairs: { name: string; value: string }[]) =>
    Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
  return {
    $pageCount: pageCount,
    $request: {
      ...{ method, url, uri: url, qs: object(query), headers: object(headers) },
      ...(body?.type === "text" && { body: jsonOr(body.text) }),
      ...(body?.type === "form" && { body: object(body.fields) }),
    },
    $response: answer
      ? {
          ...{ body: answer.body, headers: answer.headers },
          ...{ statusCode: answer.status, statusMessage: answer.statusText },
        }
      : {},
  };
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const isSame = (one: HttpResponse | undefined, other: HttpResponse) =>
  one?.status === other.status &&
  one.file?.id === other.file?.id &&
  JSON.stringify(one.body) === JSON.stringify(other.body);

const endless = ({ method, url }: HttpRequest) =>
  new NodeError(`${method} ${url.split(/[?#]/)[0]} gave the same answer ${maxRepeats} times, page after page`, {
    code: "HTTP_PAGES",
    hint: "Check what changes from page to page, and when the pages end",
    param: "pagination",
  });
