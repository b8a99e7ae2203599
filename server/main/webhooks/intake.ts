import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebhookResponse } from "@/nodes/sdk/services";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import type { Dispatcher } from "@/server/runs/dispatcher";
import type { Once } from "@/server/runs/intake-keys";
import type { Listener } from "@/server/runs/listener";
import { storedCall } from "@/server/runs/raw-call";
import type { Cipher } from "@/server/secrets/cipher";
import { AppError, type ErrorInfo } from "@/shared/errors";
import type { Item, Json } from "@/shared/item";
import type { RequestKind } from "@/shared/webhook-request";
import { commonHeaders, passOverRest, sendProblem } from "../answer";
import { type Limits, sendTooMany } from "../rate-limits";
import { acceptedAnswer, finishedAnswer } from "./answers";
import type { Guard } from "./guard";
import {
  type CallOptions,
  type CallSource,
  keptCall,
  type ReadCall,
  readBody,
  readCall,
  UnreadableCall,
} from "./read-call";
import { onceOf } from "./repeats";
import { originHeaders, reply, userContentHeaders } from "./reply";
import type { NotedCall, Refusal, RequestLog } from "./request-log";
import { askFirst, isMeant, isPerson, sayGoesOn } from "./resume-page";
import type { createWebhookTable, Found, Target } from "./table";

type Parts = {
  table: ReturnType<typeof createWebhookTable>;
  guard: Guard;
  limits: Limits;
  requests: RequestLog;
  dispatcher: Dispatcher;
  files: FileStore;
  cipher: Cipher;
  maxBodyBytes: number;
  baseUrl: string;
};

/** A call that is being answered. */
type Call = { req: IncomingMessage; res: ServerResponse; url: URL; noted?: NotedCall };
/** `source`: the call, where its body is here already. */
type ReadOptions = Pick<CallOptions, "rawBody" | "fileField" | "claims" | "params"> & { source?: CallSource };
type Refused = { status: number; message: string; hint?: string; headers?: { [name: string]: string } };

/** Calls from outside become executions: a row on disk first, then the answer. */
export function createIntake(parts: Parts) {
  const { table, guard, limits, requests, dispatcher, files, cipher, maxBodyBytes, baseUrl } = parts;
  const log = logger("intake");

  return {
    published: (req: IncomingMessage, res: ServerResponse, url: URL) =>
      receive({ req, res, url }, "published", table.find(pathOf(url, "/webhook/"), wantedMethod(req)), {
        hint: "Check the path, and that the workflow is published",
      }),

    test: (req: IncomingMessage, res: ServerResponse, url: URL) =>
      receive({ req, res, url }, "test", table.findTest(pathOf(url, "/webhook-test/"), wantedMethod(req)), {
        hint: "Open the workflow in the editor and run its Webhook node: the address answers while it listens",
      }),

    /** `/webhook-waiting/<execution>/<signature>`: goes on with what was sent. */
    async resume(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      const [id = "", signature = ""] = pathOf(url, "/webhook-waiting/").split("/");
      if (!/^\d{1,15}$/.test(id) || !cipher.verify(`resume:${id}`, signature)) {
        const seconds = limits.takeOf("stranger", req);
        if (seconds > 0) return sendTooMany(req, res, seconds);
        return sendProblem(res, 404, "Nothing waits at this address", "The link may be incomplete");
      }
      if (!isMeant(req)) return askFirst(req, res);
      const read = await readOf({ req, res, url }, { rawBody: false, params: {} });
      if (!read) return;
      const { inputText } = storedCall(read.item, read.text, url.search.slice(1));
      if (await dispatcher.resume(Number(id), inputText)) {
        if (isPerson(req)) return sayGoesOn(req, res);
        return reply(req, res, { status: 200, body: json({ resumed: true, executionId: Number(id) }) }, files);
      }
      sendProblem(res, 409, "This execution does not wait any more", "It went on already, or was cancelled");
    },
  };

  async function receive({ req, res, url }: Call, kind: RequestKind, found: Found, unknown: { hint: string }) {
    const target = found && "target" in found ? found.target : undefined;
    const origins = target?.webhook.origins;
    if (isPreflight(req) || (req.method === "OPTIONS" && !origins)) return preflight(req, res, origins ?? ["*"]);
    const call = { req, res, url, noted: requests.begin(req, res, url, { kind }) };
    if (!found) {
      const seconds = limits.takeOf("stranger", req);
      if (seconds > 0) return refuseMany(call, seconds, "The address asks for too much that is not here");
      const message = `No webhook answers at ${url.pathname}`;
      return refuse(call, { result: "unknown", reason: message }, { status: 404, message, ...unknown });
    }
    if ("allowed" in found) {
      const allow = found.allowed.join(", ");
      const message = `This webhook does not take ${req.method}`;
      const refusal = { result: "method", reason: `${message}, but ${allow}`, target: found.place } as const;
      return refuse(call, refusal, { status: 405, message, hint: `Use ${allow}`, headers: { allow } });
    }
    try {
      await enter(call, found.target, found.params);
    } catch (thrown) {
      const isBusy = thrown instanceof AppError && thrown.code === "UNAVAILABLE";
      const reason = thrown instanceof AppError ? thrown.message : "Something went wrong on the server";
      call.noted.refused({ result: isBusy ? "busy" : "failed", reason, target: found.target.place });
      throw thrown;
    }
  }

  async function enter(call: Required<Call>, target: Target, params: { [name: string]: string }) {
    const { req, res, url, noted } = call;
    const { rawBody, fileField, repeats, authentication, credentialId } = target.webhook;
    const first = await guard(req, { ...target.webhook, workflowId: target.place.workflowId });
    const isOfPublished = target.published !== undefined;
    if (isOfPublished && (first.ok || first.check)) {
      const seconds = limits.take("webhook", `${target.place.workflowId} ${target.place.nodeId}`, target.webhook.rate);
      if (seconds > 0) return refuseMany(call, seconds, "More calls came than the webhook takes", target);
    }
    const needsBody = (!first.ok && first.check !== undefined) || (first.ok && repeats?.by === "body");
    const body = needsBody ? await whole(call, target) : undefined;
    if (needsBody && !body) return;
    const admission = (body && !first.ok && first.check?.(body)) || first;
    if (!admission.ok) {
      const { refusal, reason = admission.message } = admission;
      const isGuarded = authentication !== undefined || credentialId !== undefined;
      return refuse(call, { result: refusal, reason, target: target.place, isGuarded, body }, admission);
    }
    if (admission.isProbe) {
      noted.welcome("probe", target.place);
      return void reply(req, res, { status: 200, body: { type: "none" } }, files);
    }
    const source = body && keptCall(req, body);
    const read = await readOf(call, { rawBody, fileField, claims: admission.claims, params, source }, target);
    if (!read) return;
    const { nodeId } = target.place;
    const once = target.published && onceOf(target.webhook, { nodeId, path: url.pathname, item: read.item, body });
    await start(call, target, { ...storedCall(read.item, read.text, url.search.slice(1)), once });
  }

  function refuseMany(call: Call, seconds: number, reason: string, target?: Target) {
    call.noted?.refused({ result: "limit", reason, target: target?.place });
    sendTooMany(call.req, call.res, seconds);
  }

  function refuse({ req, res, noted }: Call, refusal: Refusal, { status, message, hint, headers }: Refused) {
    noted?.refused(refusal);
    passOverRest(req, res);
    sendProblem(res, status, message, hint, headers);
  }

  /** Answers by itself when the body cannot be taken. */
  async function whole(call: Call, target: Target): Promise<Buffer | undefined> {
    try {
      return await readBody(call.req, maxBodyBytes);
    } catch (thrown) {
      await refuseUnread(call, thrown, target, {});
      return undefined;
    }
  }

  async function readOf(
    call: Call,
    { source, ...options }: ReadOptions,
    target?: Target,
  ): Promise<ReadCall | undefined> {
    const { req, url } = call;
    try {
      return await readCall(source ?? req, url, {
        ...{ files, maxBytes: maxBodyBytes, ...options },
        webhookUrl: baseUrl + url.pathname,
        executionMode: target && !target.published ? "test" : "production",
      });
    } catch (thrown) {
      await refuseUnread(call, thrown, target, options.params);
      return undefined;
    }
  }

  async function refuseUnread(
    call: Call,
    thrown: unknown,
    target: Target | undefined,
    params: { [name: string]: string },
  ) {
    const { req, noted } = call;
    if (req.destroyed && !req.complete) {
      noted?.refused({ result: "gone", reason: "The caller broke off", target: target?.place, body: Buffer.alloc(0) });
      return;
    }
    if (!(thrown instanceof UnreadableCall)) throw thrown;
    const { status, message: reason, body: text } = thrown;
    const executionId = status === 400 && target ? await record(call, params, target, thrown) : undefined;
    const result = status === 413 ? "large" : "unreadable";
    const refusal = { result, reason, target: target?.place, executionId, body: Buffer.from(text) } as const;
    const headers: { [name: string]: string } = executionId ? { "x-execution-id": String(executionId) } : {};
    refuse(call, refusal, { status, message: reason, hint: thrown.hint, headers });
  }

  /** A call that came through but makes no sense is kept as a failed execution: somebody may have lost an order. */
  async function record(
    { req, url }: Call,
    params: { [name: string]: string },
    { published }: Target,
    { message, hint, body }: UnreadableCall,
  ): Promise<number | undefined> {
    if (!published) return undefined;
    const query = Object.fromEntries(url.searchParams) as { [name: string]: Json };
    const item: Item = { json: { method: methodOf(req), headers: {}, params, query, body } };
    const error: ErrorInfo = { code: "WEBHOOK_UNREADABLE", message, hint, nodeId: published.nodeId };
    return dispatcher.recordRefused({ ...published, mode: "webhook", inputText: JSON.stringify([item]) }, error);
  }

  async function start({ req, res, noted }: Required<Call>, target: Target, { inputText, raw, once }: Start) {
    const { webhook, place } = target;
    const answer = (response: WebhookResponse) =>
      void reply(req, res, response, files, webhook.origins).catch((err) =>
        log.error({ err }, "A webhook could not be answered"),
      );
    if (webhook.respond === "accepted") {
      const { id, isRepeated } = await target.start(inputText, { once, raw });
      noted.welcome(isRepeated ? "repeated" : "accepted", place, id);
      return answer(acceptedAnswer(webhook, id));
    }
    const started = target.start(inputText, {
      ...{ once, raw },
      listener: {
        onRespond: webhook.respond === "node" ? answer : undefined,
        onEnded: (...ended) => void started.then(({ id }) => answer(atTheEnd(target, id, ended))),
      },
    });
    const { id, isRepeated } = await started;
    noted.welcome(isRepeated ? "repeated" : "accepted", place, id);
    if (isRepeated) answer({ status: webhook.status, body: json({ executionId: id, status: "repeated" }) });
  }
}

type Start = ReturnType<typeof storedCall> & { once: Once | undefined };

type EndedArguments = Parameters<NonNullable<Listener["onEnded"]>>;

function atTheEnd(
  { webhook }: Target,
  executionId: number,
  [status, error, resultText]: EndedArguments,
): WebhookResponse {
  switch (status) {
    case "succeeded": {
      if (webhook.respond === "node") return { status: webhook.status, body: { type: "none" } };
      return finishedAnswer(webhook, JSON.parse(resultText ?? "[]") as Item[], executionId);
    }
    case "failed":
      // What went wrong inside is for the history, not for the caller.
      return {
        status: 500,
        body: json({ error: { message: "The workflow failed", code: error?.code ?? null, executionId } }),
      };
    case "cancelled":
      if (error?.code === "SKIPPED_BUSY") {
        return {
          status: 409,
          body: json({ error: { message: error.message, hint: error.hint ?? null, executionId } }),
        };
      }
      return { status: 500, body: json({ error: { message: "The workflow was cancelled", executionId } }) };
    case "waiting":
    case "lost":
      return { status: 202, body: json({ executionId, status: "waiting" }) };
  }
}

const json = (value: Json): WebhookResponse["body"] => ({ type: "json", value });

const isPreflight = ({ method, headers }: IncomingMessage) =>
  method === "OPTIONS" && headers["access-control-request-method"] !== undefined;

/** A browser asks beforehand about the method it wants to call with. */
const wantedMethod = (req: IncomingMessage) =>
  isPreflight(req) ? String(req.headers["access-control-request-method"]) : methodOf(req);

function preflight(req: IncomingMessage, res: ServerResponse, origins: readonly string[]) {
  const asked = req.headers["access-control-request-headers"];
  res.writeHead(204, {
    ...commonHeaders,
    ...userContentHeaders,
    ...originHeaders(req, origins),
    "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": asked ?? "content-type",
    "access-control-max-age": "600",
  });
  res.end();
}

const methodOf = (req: IncomingMessage) => req.method ?? "GET";

function pathOf(url: URL, prefix: string): string {
  const path = url.pathname.slice(prefix.length).replace(/\/+$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
