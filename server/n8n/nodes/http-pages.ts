import type { Json, JsonObject } from "@/shared/item";
import { list, object, stored, text, unless } from "../params";
import { whole, within } from "./http-values";

const places: { [type: string]: string } = { qs: "query", headers: "header", body: "body" };
const types: { [where: string]: string } = { query: "qs", header: "headers", body: "body" };
/** The most pages there can be: n8n knows no limit when none is set. */
const unlimited = 10_000;

export function readPagination(option: JsonObject): JsonObject {
  const given = object(option.pagination);
  if (option.pagination === undefined) return { is: "off" };
  const limits = {
    until: readUntil(given),
    maxPages: given.limitPagesFetched === true ? whole(within(given.maxRequests, 100, 1, unlimited)) : unlimited,
    pauseMs: within(given.requestInterval, 0, 0, 600_000),
  };
  const ownWay = readOwnWay(given);
  if (ownWay) return { ...ownWay, maxPages: limits.maxPages };
  switch (text(given.paginationMode, "updateAParameterInEachRequest")) {
    case "updateAParameterInEachRequest": {
      const changes = list(object(given.parameters).parameters).map(({ type, name, value }) => ({
        where: (Object.hasOwn(places, text(type)) && places[text(type)]) || "query",
        name: text(name),
        value: String(value ?? ""),
      }));
      return { is: "update", changes, ...limits };
    }
    case "responseContainsNextURL":
      return { is: "nextUrl", url: text(given.nextURL), ...limits };
    default:
      return { is: "off" };
  }
}

function readUntil(given: JsonObject): JsonObject {
  switch (given.paginationCompleteWhen) {
    case "receiveSpecificStatusCodes":
      return { is: "status", codes: String(given.statusCodesWhenComplete ?? "") };
    case "other":
      return { is: "expression", condition: text(given.completeExpression) };
    default:
      return { is: "empty" };
  }
}

/** n8n's option, or undefined for a single request. Ways that n8n does not have become expressions. */
export function writePagination(pagination: JsonObject): JsonObject | undefined {
  const isUnlimited = pagination.maxPages === unlimited;
  const limits = {
    limitPagesFetched: isUnlimited ? undefined : true,
    maxRequests: isUnlimited ? undefined : pagination.maxPages,
    requestInterval: unless(pagination.pauseMs, 0),
  };
  const update = (changes: JsonObject[], until: Until): JsonObject => ({
    pagination: stored({
      paginationMode: "updateAParameterInEachRequest",
      parameters: { parameters: changes },
      ...until,
      ...limits,
    }),
  });
  const nextUrl = (url: Json, until: Until): JsonObject => ({
    pagination: stored({ paginationMode: "responseContainsNextURL", nextURL: url, ...until, ...limits }),
  });
  const query = (name: Json, code: string) => [{ name: name ?? "", value: `={{ ${code} }}` }];
  switch (pagination.is) {
    case "update":
      return update(
        list(pagination.changes).map(({ where, name, value }) =>
          stored({ type: unless(types[text(where)], "qs"), name, value }),
        ),
        writeUntil(object(pagination.until)),
      );
    case "nextUrl":
      return nextUrl(pagination.url ?? "", writeUntil(object(pagination.until)));
    case "link": {
      const next = pagination.path ? field(pagination.path) : linkHeader;
      return nextUrl(`={{ ${next} }}`, ends(`!(${next})`));
    }
    case "cursor": {
      const cursor = field(pagination.path);
      return update(query(pagination.parameter ?? "cursor", cursor), ends(`!(${cursor})`));
    }
    case "number": {
      const entries = pagination.listPath ? field(pagination.listPath) : "$response.body";
      const count = `${operand(pagination.start)} + $pageCount * ${operand(pagination.step)}`;
      return update(query(pagination.parameter ?? "page", count), ends(`!(${entries})?.length`));
    }
    default:
      return undefined;
  }
}

type Until = { [name: string]: Json | undefined };
const ends = (code: string): Until => ({ paginationCompleteWhen: "other", completeExpression: `={{ ${code} }}` });

function writeUntil(until: JsonObject): Until {
  switch (until.is) {
    case "status":
      return { paginationCompleteWhen: "receiveSpecificStatusCodes", statusCodesWhenComplete: until.codes };
    case "expression":
      return { paginationCompleteWhen: "other", completeExpression: until.condition };
    default:
      return {};
  }
}

/** What `writePagination` made of the ways that n8n does not have, as what it was. */
function readOwnWay(given: JsonObject): JsonObject | undefined {
  const end = codeIn(given.completeExpression);
  if (given.paginationCompleteWhen !== "other" || !end || given.requestInterval !== undefined) return undefined;
  if (given.paginationMode === "responseContainsNextURL") {
    const next = codeIn(given.nextURL);
    if (end !== `!(${next})`) return undefined;
    const path = next === linkHeader ? "" : pathOf(next);
    return path === undefined ? undefined : { is: "link", path };
  }
  const [change, ...others] = list(object(given.parameters).parameters);
  const code = codeIn(change?.value);
  if (!change || !code || others.length > 0 || change.type !== undefined) return undefined;
  const parameter = text(change.name);
  const [, start, step] = /^(-?\d+|\(.*\)) \+ \$pageCount \* (-?\d+|\(.*\))$/.exec(code) ?? [];
  if (start !== undefined) {
    const listPath = pathOf(/^!\((.*)\)\?\.length$/.exec(end)?.[1]);
    return listPath === undefined
      ? undefined
      : { is: "number", parameter, start: numberOf(start), step: numberOf(step), listPath };
  }
  const path = end === `!(${code})` ? pathOf(code) : undefined;
  return path === undefined ? undefined : { is: "cursor", path, parameter };
}

const codeIn = (value: Json | undefined): string | undefined => /^=\{\{ (.*) \}\}$/.exec(text(value))?.[1];

const operand = (value: Json | undefined): string => {
  const code = codeIn(value);
  return code === undefined ? String(Number(value)) : `(${code})`;
};
const numberOf = (code = ""): Json => (code.startsWith("(") ? `={{ ${code.slice(1, -1)} }}` : Number(code));

function field(path: Json | undefined): string {
  const code = codeIn(path);
  if (code !== undefined) return `$response.body?.[(${code})]`;
  const keys = String(path ?? "").split(".");
  return `$response.body${keys.filter(Boolean).map(keyCode).join("")}`;
}

/** `tags[0]` as two steps. */
const keyCode = (key: string): string =>
  key
    .split(/(?=\[\d+\]$)/)
    .map((part) => (/^\[\d+\]$/.test(part) ? `?.${part}` : `?.[${JSON.stringify(part)}]`))
    .join("");

function pathOf(code: string | undefined): string | undefined {
  const [, dynamic] = /^\$response\.body\?\.\[\((.*)\)\]$/.exec(code ?? "") ?? [];
  if (dynamic !== undefined) return `={{ ${dynamic} }}`;
  const [, steps] = /^\$response\.body((?:\?\.\[(?:\d+|"(?:[^"\\]|\\.)*")\])*)$/.exec(code ?? "") ?? [];
  if (steps === undefined) return undefined;
  const keys = [...steps.matchAll(/\?\.\[(\d+|"(?:[^"\\]|\\.)*")\]/g)].map(([, key = ""]) => JSON.parse(key) as Json);
  return keys
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}

const linkHeader = '($response.headers?.link ?? "").match(/<([^>]*)>;[^,]*rel="?next/)?.[1]';
