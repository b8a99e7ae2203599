import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebhookResponse } from "@/nodes/sdk/services";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import type { Dispatcher, Listener } from "@/server/runs/dispatcher";
import type { Cipher } from "@/server/secrets/cipher";
import type { ErrorInfo } from "@/shared/errors";
import type { Item, Json } from "@/shared/item";
import { passOverRest, sendProblem } from "../answer";
import { acceptedAnswer, finishedAnswer } from "./answers";
import type { Guard } from "./guard";
import { type CallOptions, readCall, UnreadableCall } from "./read-call";
import { originHeaders, reply, userContentHeaders } from "./reply";
import type { createWebhookTable, Found, Target } from "./table";

type Parts = {
  table: ReturnType<typeof createWebhookTable>;
  guard: Guard;
  dispatcher: Dispatcher;
  files: FileStore;
  cipher: Cipher;
  maxBodyBytes: number;
  baseUrl: string;
};

/** Calls from outside become executions: a row on disk first, then the answer. */
export function createIntake({ table, guard, dispatcher, files, cipher, maxBodyBytes, baseUrl }: Parts) {
  const log = logger("intake");

  return {
    published: (req: IncomingMessage, res: ServerResponse, url: URL) =>
      receive(req, res, url, table.find(pathOf(url, "/webhook/"), wantedMethod(req)), {
        hint: "Check the path, and that the workflow is published",
      }),

    test: (req: IncomingMessage, res: ServerResponse, url: URL) =>
      receive(req, res, url, table.findTest(pathOf(url, "/webhook-test/"), wantedMethod(req)), {
        hint: "Open the workflow in the editor and run its Webhook node: the address answers while it listens",
      }),

    /** `/webhook-waiting/<execution>/<signature>`: goes on with what was sent. */
    async resume(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
      const [id = "", signature = ""] = pathOf(url, "/webhook-waiting/").split("/");
      if (!/^\d{1,15}$/.test(id) || !cipher.verify(`resume:${id}`, signature)) {
        return sendProblem(res, 404, "Nothing waits at this address", "The link may be incomplete");
      }
      const item = await read(req, res, url, { rawBody: false, params: {} });
      if (!item) return;
      if (await dispatcher.resume(Number(id), JSON.stringify([item]))) {
        return reply(req, res, { status: 200, body: json({ resumed: true, executionId: Number(id) }) }, files);
      }
      sendProblem(res, 409, "This execution does not wait any more", "It went on already, or was cancelled");
    },
  };

  async function receive(req: IncomingMessage, res: ServerResponse, url: URL, found: Found, unknown: { hint: string }) {
    const origins = found && "target" in found ? found.target.webhook.origins : undefined;
    if (isPreflight(req) || (req.method === "OPTIONS" && !origins)) return preflight(req, res, origins ?? ["*"]);
    if (!found) return sendProblem(res, 404, `No webhook answers at ${url.pathname}`, unknown.hint);
    if ("allowed" in found) {
      const allowed = found.allowed.join(", ");
      return sendProblem(res, 405, `This webhook does not take ${req.method}`, `Use ${allowed}`, { allow: allowed });
    }
    const { target, params } = found;
    const { rawBody, fileField } = target.webhook;
    const admission = await guard(req, target.webhook);
    if (!admission.ok) {
      const { status, message, hint, headers } = admission;
      passOverRest(req, res);
      return sendProblem(res, status, message, hint, headers);
    }
    const item = await read(req, res, url, { rawBody, fileField, claims: admission.claims, params }, target);
    if (item) await start(req, res, target, JSON.stringify([item]));
  }

  async function read(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    options: Pick<CallOptions, "rawBody" | "fileField" | "claims" | "params">,
    target?: Target,
  ): Promise<Item | undefined> {
    try {
      return await readCall(req, url, {
        ...{ files, maxBytes: maxBodyBytes, ...options },
        webhookUrl: baseUrl + url.pathname,
        executionMode: target && !target.published ? "test" : "production",
      });
    } catch (thrown) {
      if (req.destroyed && !req.complete) return undefined;
      if (!(thrown instanceof UnreadableCall)) throw thrown;
      const executionId =
        thrown.status === 400 && target ? await record(req, url, options.params, target, thrown) : undefined;
      passOverRest(req, res);
      const headers = executionId ? { "x-execution-id": executionId } : {};
      sendProblem(res, thrown.status, thrown.message, thrown.hint, headers);
      return undefined;
    }
  }

  /** A call that came through but makes no sense is kept as a failed execution: somebody may have lost an order. */
  async function record(
    req: IncomingMessage,
    url: URL,
    params: { [name: string]: string },
    { published }: Target,
    { message, hint, body }: UnreadableCall,
  ): Promise<number | undefined> {
    if (!published) return undefined;
    const query = Object.fromEntries(url.searchParams) as { [name: string]: Json };
    const item: Item = { json: { method: methodOf(req), headers: {}, params, query, body } };
    const error: ErrorInfo = { code: "WEBHOOK_UNREADABLE", message, hint, nodeId: published.nodeId };
    return dispatcher.recordRefused({ ...published, inputText: JSON.stringify([item]) }, error);
  }

  async function start(req: IncomingMessage, res: ServerResponse, target: Target, inputText: string): Promise<void> {
    const { webhook } = target;
    const answer = (response: WebhookResponse) =>
      void reply(req, res, response, files, webhook.origins).catch((err) =>
        log.error({ err }, "A webhook could not be answered"),
      );
    if (webhook.respond === "accepted") {
      const executionId = await target.start(inputText);
      return answer(acceptedAnswer(webhook, executionId));
    }
    const executionId: Promise<number> = target.start(inputText, {
      onRespond: webhook.respond === "node" ? answer : undefined,
      onEnded: (...ended) => void executionId.then((id) => answer(atTheEnd(target, id, ended))),
    });
    await executionId;
  }
}

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
