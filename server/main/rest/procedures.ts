import type { IncomingMessage, ServerResponse } from "node:http";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { z } from "zod";
import { appRouter } from "@/server/api/root";
import { createCaller, messageOf } from "@/server/api/trpc";
import { keyActor, keyOwner } from "@/server/services/access";
import type { ServiceContext } from "@/server/services/context";
import { AppError } from "@/shared/errors";
import { sendJson, sendProblem } from "../answer";
import { clientAddress } from "../sender";
import type { Bearer } from "./bearer";
import { fieldsOf, inputSchema, openApiDocument } from "./openapi";
import { readJson } from "./read-json";
import { type RestRoute, restRoutes } from "./routes";

type Match = { route: RestRoute; inPath: { [name: string]: string } };
type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;

const patterns = restRoutes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
  // `/workflows/import` goes before `/workflows/{id}`.
  holes: route.path.split("{").length,
}));
patterns.sort((one, other) => one.holes - other.holes);

const anObject = z.record(z.string(), z.unknown());

/**
 * `/api/v1`: the procedures of our own pages for other programs, by a key. What they take and who may call them is checked
 * where it is checked for pages.
 */
export function createRestApi(services: ServiceContext, bearer: Bearer, tables: Handle): Handle {
  const call = createCaller(appRouter);
  let document: object | undefined;

  return async (req, res, url) => {
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/openapi.json") return sendDocument(req, res);
    const matches = patterns.flatMap(({ route, pattern }): Match[] => {
      const found = pattern.exec(path);
      return found ? [{ route, inPath: { ...found.groups } }] : [];
    });
    const match = matches.find(({ route }) => route.method === req.method);
    // Rows have addresses of their own.
    if (!match && /^\/tables(\/|$)/.test(path)) return tables(req, res, url);
    if (matches.length === 0)
      return sendProblem(res, 404, "There is no such address", "GET /api/v1/openapi.json lists them");
    const checked = bearer.check(req, res, (match ?? (matches[0] as Match)).route.scope);
    if ("refusal" in checked) {
      const { status, message, hint, headers } = checked.refusal;
      return sendProblem(res, status, message, hint, headers);
    }
    if (!match) {
      const allow = matches.map(({ route }) => route.method).join(", ");
      return sendProblem(res, 405, `This address takes ${allow}`, undefined, { allow });
    }
    const owner = keyOwner(services.store, checked.key);
    if (!owner) return sendProblem(res, 403, "Whose rights this would have has no account any more");
    const own = { ...services, actor: keyActor(services.store, checked.key, clientAddress(req)) };
    // Whoever made the key, or allowed the client something, proved then who it is.
    const proved = { confirmedAt: Date.now(), owesTwoFactor: false };
    const caller = call({
      services: own,
      user: owner,
      sessionId: "",
      ...proved,
      locale: "en",
      needsSetup: () => false,
    });
    try {
      const answer = await procedureOf(caller, match.route.procedure)(await inputOf(req, url, match));
      sendJson(res, 200, answer ?? { ok: true });
    } catch (thrown) {
      if (!(thrown instanceof TRPCError)) throw thrown;
      if (thrown.code === "INTERNAL_SERVER_ERROR") throw thrown.cause ?? thrown;
      const hint = thrown.cause instanceof AppError ? thrown.cause.hint : undefined;
      sendProblem(res, getHTTPStatusCodeFromError(thrown), messageOf(thrown, thrown.message), hint);
    }
  };

  function sendDocument(req: IncomingMessage, res: ServerResponse) {
    if (req.method !== "GET") return sendProblem(res, 405, "This address takes GET", undefined, { allow: "GET" });
    // Made once: whoever asks needs no key.
    document ??= openApiDocument(services);
    sendJson(res, 200, document);
  }
}

function procedureOf(caller: unknown, path: string): (input: unknown) => Promise<unknown> {
  let found = caller;
  for (const part of path.split(".")) found = (found as { [name: string]: unknown })[part];
  return found as (input: unknown) => Promise<unknown>;
}

/** Fields of the address as the types that the procedure takes, and those of the body. What is in the address counts. */
async function inputOf(req: IncomingMessage, url: URL, { route, inPath }: Match): Promise<unknown> {
  const fields = fieldsOf(inputSchema(route.procedure));
  if (Object.keys(fields).length === 0) return undefined;
  const given: { [name: string]: unknown } = {};
  if (route.method === "GET") for (const [name, text] of url.searchParams) given[name] = typed(text, fields[name]);
  else if (Number(req.headers["content-length"] ?? 0) > 0 || req.headers["transfer-encoding"])
    Object.assign(given, await readJson(req, anObject));
  for (const [name, text] of Object.entries(inPath)) given[name] = typed(decoded(text), fields[name]);
  return given;
}

function typed(text: string, schema: { type?: string | string[] } | undefined): unknown {
  switch (schema?.type) {
    case "integer":
    case "number":
      // What is no number stays text, which the procedure refuses by its name.
      return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "object":
    case "array":
      return parsed(text);
    default:
      return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError("INVALID", `"${text}" is no valid part of an address`);
  }
}
