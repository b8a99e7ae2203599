import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FormPage } from "@/nodes/sdk/form";
import type { FileStore } from "@/server/http/files";
import { logger } from "@/server/processes/logger";
import type { Dispatcher } from "@/server/runs/dispatcher";
import type { Listener } from "@/server/runs/listener";
import type { Cipher } from "@/server/secrets/cipher";
import { AppError } from "@/shared/errors";
import type { Item } from "@/shared/item";
import { passOverRest } from "../answer";
import type { Limits } from "../rate-limits";
import type { Guard } from "../webhooks/guard";
import { reply } from "../webhooks/reply";
import type { NotedCall, NotedTarget, RequestLog } from "../webhooks/request-log";
import { missing, redirect, refuseMethod, sendState, tooMany } from "./answers";
import { type Checked, checkSubmission } from "./check-submission";
import { decided } from "./decide";
import type { FormState } from "./flow";
import { endingOf, inherited, inheritedEnding } from "./inherit";
import { keptFiles } from "./kept-files";
import { keptSubmission, notAsAsked } from "./kept-submissions";
import { endingPage, formPage, notePage, waitingPage } from "./pages";
import { readSubmission, type Submission, UnreadableForm } from "./read-submission";
import { sendPage } from "./send-page";
import type { createFormTable, FormTarget } from "./table";
import { englishTexts, formTexts } from "./texts";

type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;

type Parts = {
  table: ReturnType<typeof createFormTable>;
  guard: Guard;
  limits: Limits;
  requests: RequestLog;
  stateOf(executionId: number): FormState | undefined;
  dispatcher: Dispatcher;
  files: FileStore;
  cipher: Cipher;
  maxBodyBytes: number;
};

/** A page that is being sent. */
type Call = { req: IncomingMessage; res: ServerResponse; url: URL; noted: NotedCall; entered?: Buffer };
type Started = ReturnType<FormTarget["start"]>;

const tokenName = "islewire-token";
const pageName = "islewire-page";
/** How long an answer is held back for a workflow that is quick. */
const patienceMs = 1_500;
const keptTokens = 20_000;

/** Pages for people: forms that start executions, and the pages at which executions wait for somebody. */
export function createFormIntake(parts: Parts) {
  const { table, guard, limits, requests, stateOf, dispatcher, files, cipher, maxBodyBytes } = parts;
  const log = logger("forms");
  const kept = keptFiles(cipher, files);
  /** What each rendered page has started: sending it twice starts nothing more. */
  const started = new Map<string, Started>();

  return {
    published: shown((req, res, url) => receive(req, res, url, table.find(pathOf(url, "/form/")), "published")),

    test: shown((req, res, url) =>
      receive(...([req, res, url, table.findTest(pathOf(url, "/form-test/"))] as const), "test"),
    ),

    /** `/form-waiting/<execution>/<signature>`: whatever there is to see of an execution. */
    waiting: shown(async (req, res, url) => {
      const [text = "", signature = ""] = pathOf(url, "/form-waiting/").split("/");
      const id = /^\d{1,15}$/.test(text) && cipher.verify(`form:${text}`, signature) ? Number(text) : undefined;
      const state = id === undefined ? undefined : stateOf(id);
      if (id === undefined || !state) {
        const seconds = limits.takeOf("stranger", req);
        if (seconds > 0) return tooMany(req, res, seconds);
      }
      if (req.method === "POST") {
        const noted = requests.begin(req, res, url, { kind: "published", path: `/form-waiting/${text}` });
        const call: Call = { req, res, url, noted };
        if (id !== undefined && state) return caught(call, state.place, () => resume(call, id, state));
        noted.refused({ result: "unknown", reason: "No page of an execution has this link", body: null });
      }
      if (id === undefined || !state) return missing(req, res, "link");
      if (!isRead(req)) return refuseMethod(req, res);
      if (url.searchParams.has("state")) return sendState(res, keyOf(state));
      if (url.searchParams.has("file")) return sendFile(req, res, state);
      return show(req, res, url, await settled(id, state));
    }),
  };

  /** Whatever fails is told to people as a page. */
  function shown(handle: Handle): Handle {
    return async (req, res, url) => {
      try {
        await handle(req, res, url);
      } catch (thrown) {
        const isClosing = thrown instanceof AppError && thrown.code === "UNAVAILABLE";
        if (!isClosing) log.error({ err: thrown, path: url.pathname.split("/", 3).join("/") }, "A form failed");
        req.resume();
        const t = formTexts(req);
        sendPage(req, res, isClosing ? 503 : 500, notePage(t("notNow"), t("notNowHint"), "bad"));
      }
    };
  }

  async function receive(
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
    target: FormTarget | undefined,
    hint: "published" | "test",
  ) {
    const noted = requests.begin(req, res, url, { kind: hint });
    if (!target) {
      const reason = `No form is shown at ${url.pathname}`;
      const seconds = limits.takeOf("stranger", req);
      if (seconds > 0) {
        noted.refused({ result: "limit", reason, body: null });
        return tooMany(req, res, seconds);
      }
      const entered = req.method === "POST" ? await enteredAtNone(req) : undefined;
      noted.refused({ result: "unknown", reason, body: null, entered });
      return missing(req, res, hint);
    }
    const call: Call = { req, res, url, noted };
    await caught(call, target.place, () => serve(call, target));
  }

  /** What fails on the way is in the list of requests, with what was entered. */
  async function caught(call: Call, target: NotedTarget, handle: () => Promise<unknown>): Promise<void> {
    try {
      await handle();
    } catch (thrown) {
      const isBusy = thrown instanceof AppError && thrown.code === "UNAVAILABLE";
      const reason = thrown instanceof AppError ? thrown.message : "Something went wrong on the server";
      call.noted.refused({ result: isBusy ? "busy" : "failed", reason, target, body: null, entered: call.entered });
      throw thrown;
    }
  }

  async function serve(call: Call, target: FormTarget) {
    const { req, res, url, noted } = call;
    const { form, mode, place } = target;
    const t = formTexts(req);
    const admission = await guard(req, { ...form, workflowId: place.workflowId });
    if (!admission.ok) {
      req.resume();
      const { status, headers, refusal, message, reason = message } = admission;
      // A browser that is asked for a password was refused once before, which tells nothing.
      if (!isRead(req)) noted.refused({ result: refusal, reason, target: place, isGuarded: true, body: null });
      return sendPage(req, res, status, notePage(t("refused.title"), t(`refused.${refusals[status]}`), "bad"), {
        headers,
      });
    }
    const isTest = mode === "test";
    if (isRead(req)) {
      const marks = { [tokenName]: randomBytes(18).toString("base64url") };
      const page = await formPage(form.page, { query: url.searchParams, marks, isTest }, t);
      return sendPage(req, res, 200, page, form);
    }
    if (req.method !== "POST") {
      noted.refused({ result: "method", reason: `A form does not take ${req.method}, but POST`, target: place });
      return refuseMethod(req, res);
    }
    const seconds = mode === "production" ? limits.take("webhook", `form ${form.path}`, form.rate) : 0;
    if (seconds > 0) {
      noted.refused({ result: "limit", reason: "More answers came than the form takes", target: place, body: null });
      return tooMany(req, res, seconds);
    }
    const formKey = `${mode} ${form.path}`;
    const read = await submission(call, form.page, { mode, formKey, place });
    if (!read) return;
    const [token = ""] = read.given.values.get(tokenName) ?? [];
    if ("problems" in read.checked) {
      const { given, checked } = read;
      const marks = { [tokenName]: token || randomBytes(18).toString("base64url"), ...kept.marks(formKey, given) };
      const filled = { ...given, problems: checked.problems, query: url.searchParams };
      noted.refused(notAsAsked(given, form.page, checked.problems, { target: place }));
      const page = await formPage(form.page, { ...filled, marks, isTest }, t);
      return sendPage(req, res, 422, page, form);
    }
    call.entered = keptSubmission(read.given, form.page);
    await begin(call, target, token, read.checked.item);
  }

  async function begin({ req, res, noted }: Call, target: FormTarget, token: string, item: Item) {
    const { form, followed, start } = target;
    const isToken = /^[\w-]{16,64}$/.test(token);
    const key = isToken ? `${target.mode} ${form.path} ${token}` : undefined;
    const known = key === undefined ? undefined : started.get(key);
    const answers = form.respond === "node" && !followed;
    const executionId = known ?? begun();
    if (key !== undefined && !known) remember(key, executionId);
    const { id, isRepeated } = await executionId;
    noted.welcome(known || isRepeated ? "repeated" : "accepted", target.place, id);
    if (followed || form.respond === "finished" || (answers && (known || isRepeated)))
      return redirect(res, addressOf(id));
    if (!answers) sendPage(req, res, 200, await endingPage(form.ending, addressOf(id), formTexts(req)), form);

    function begun(): Started {
      const inputText = JSON.stringify([item]);
      const once = isToken ? { token } : {};
      if (!answers) return start(inputText, once);
      const listener: Listener = {
        onRespond: (response) =>
          void reply(req, res, response, files).catch((err) => log.error({ err }, "A form could not be answered")),
        onEnded: () => void begins.then((ended) => redirect(res, addressOf(ended.id))),
      };
      const begins = start(inputText, { ...once, listener });
      return begins;
    }
  }

  function remember(key: string, executionId: Started) {
    if (started.size >= keptTokens) started.delete(started.keys().next().value ?? key);
    started.set(key, executionId);
    executionId.catch(() => started.delete(key));
  }

  async function resume(call: Call, id: number, state: FormState) {
    const { req, res, url, noted } = call;
    const { view, trigger, mode, place } = state;
    const t = formTexts(req);
    if (view.is !== "page") {
      req.resume();
      noted.welcome("repeated", place, id);
      return redirect(res, url.pathname);
    }
    const page = inherited(view.page, trigger);
    const formKey = `${id} ${view.step}`;
    const read = await submission(call, page, { mode, formKey, place });
    if (!read) return;
    const { given, checked } = decided(page, read, mode, t);
    // An answer to an earlier page, sent once more: what comes now is shown instead.
    const [answered = String(view.step)] = given.values.get(pageName) ?? [];
    if (answered !== String(view.step)) {
      noted.welcome("repeated", place, id);
      return redirect(res, url.pathname);
    }
    if ("problems" in checked) {
      const filled = { ...given, problems: checked.problems, query: url.searchParams };
      const marks = { [pageName]: answered, ...kept.marks(formKey, given) };
      noted.refused(notAsAsked(given, page, checked.problems, { target: place, executionId: id }));
      const again = await formPage(page, { ...filled, marks, isTest: mode === "test" }, t);
      return sendPage(req, res, 422, again, trigger);
    }
    const resumed = await dispatcher.resume(id, JSON.stringify([checked.item]), view.step);
    noted.welcome(resumed ? "accepted" : "repeated", place, id);
    if (!resumed || view.followed || (trigger && trigger.respond !== "accepted")) return redirect(res, url.pathname);
    sendPage(req, res, 200, await endingPage(endingOf(trigger, t), url.pathname, t), trigger);
  }

  async function show(req: IncomingMessage, res: ServerResponse, url: URL, { view, trigger, mode }: FormState) {
    const t = formTexts(req);
    switch (view.is) {
      case "page": {
        const marks = { [pageName]: String(view.step) };
        const page = inherited(view.page, trigger);
        const options = { query: url.searchParams, marks, isTest: mode === "test" };
        return sendPage(req, res, 200, await formPage(page, options, t), trigger);
      }
      case "ending": {
        const ending = inheritedEnding(view.ending, trigger);
        return sendPage(req, res, 200, await endingPage(ending, url.pathname, t), trigger);
      }
      case "succeeded":
        // Somebody who came by a link may find it answered already, or its time over.
        if (!trigger) return sendPage(req, res, 200, notePage(t("done"), t("doneHint"), "good"));
        return sendPage(req, res, 200, await endingPage(endingOf(trigger, t), url.pathname, t), trigger);
      case "failed":
        return sendPage(req, res, 200, notePage(t("failed"), t("failedHint"), "bad"), trigger);
      case "cancelled":
        return sendPage(req, res, 200, notePage(t("stopped"), t("stoppedHint"), "bad"), trigger);
      case "working":
      case "waiting":
        return sendPage(req, res, 200, waitingPage(view.is, trigger?.page.css ?? "", t), trigger);
    }
  }

  /** The answers as an item, or what is wrong with them. Answers by itself when they cannot be read. */
  async function submission(
    { req, res, noted }: Call,
    { fields }: FormPage,
    { mode, formKey, place }: { mode: "production" | "test"; formKey: string; place: NotedTarget },
  ): Promise<{ given: Submission; checked: Checked } | undefined> {
    const t = formTexts(req);
    try {
      const given = await readSubmission(req, { fields, files, maxBytes: maxBodyBytes, t });
      kept.restore(formKey, fields, given);
      return { given, checked: checkSubmission(fields, given, mode, t) };
    } catch (thrown) {
      if (req.destroyed && !req.complete) {
        noted.refused({ result: "gone", reason: "The caller broke off", target: place, body: null });
        return undefined;
      }
      if (!(thrown instanceof UnreadableForm)) throw thrown;
      const result = thrown.status === 413 ? "large" : "unreadable";
      noted.refused({ result, reason: thrown.message, target: place, body: null });
      passOverRest(req, res);
      const page = notePage(t("unreadable.title"), t("unreadable.hint", { problem: thrown.message }), "bad");
      sendPage(req, res, thrown.status, page);
      return undefined;
    }
  }

  /** What was sent to an address that has no form (any more). */
  async function enteredAtNone(req: IncomingMessage): Promise<Buffer | undefined> {
    try {
      const given = await readSubmission(req, { fields: [], files, maxBytes: maxBodyBytes, t: englishTexts });
      return keptSubmission(given, { fields: [] });
    } catch (thrown) {
      if (thrown instanceof UnreadableForm) return undefined;
      throw thrown;
    }
  }

  /** A workflow that is quick needs no page in between. */
  async function settled(id: number, first: FormState): Promise<FormState> {
    let state = first;
    for (const end = Date.now() + patienceMs; state.view.is === "working" && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      state = stateOf(id) ?? state;
    }
    return state;
  }

  async function sendFile(req: IncomingMessage, res: ServerResponse, { view }: FormState) {
    if (view.is !== "ending" || view.ending.is !== "file" || !files.exists(view.ending.file))
      return missing(req, res, "file");
    await reply(req, res, { status: 200, body: { type: "file", file: view.ending.file } }, files);
  }

  /** Without a host: whoever came by another name stays there. */
  function addressOf(id: number): string {
    return `/form-waiting/${id}/${cipher.sign(`form:${id}`)}`;
  }
}

const isRead = ({ method }: IncomingMessage) => method === "GET" || method === "HEAD";

const keyOf = ({ view }: FormState): string => (view.is === "page" ? `page ${view.step}` : view.is);

const refusals = { 401: "password", 403: "wrong", 500: "unchecked" } as const;

function pathOf(url: URL, prefix: string): string {
  const path = url.pathname.slice(prefix.length).replace(/\/+$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
