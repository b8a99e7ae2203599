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
import type { Guard } from "../webhooks/guard";
import { reply } from "../webhooks/reply";
import { missing, redirect, refuseMethod, sendState } from "./answers";
import { type Checked, checkSubmission } from "./check-submission";
import { decided } from "./decide";
import type { FormState } from "./flow";
import { endingOf, inherited, inheritedEnding } from "./inherit";
import { keptFiles } from "./kept-files";
import { endingPage, formPage, notePage, waitingPage } from "./pages";
import { readSubmission, type Submission, UnreadableForm } from "./read-submission";
import { sendPage } from "./send-page";
import type { createFormTable, FormTarget } from "./table";
import { formTexts } from "./texts";

type Handle = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<void>;

type Parts = {
  table: ReturnType<typeof createFormTable>;
  guard: Guard;
  stateOf(executionId: number): FormState | undefined;
  dispatcher: Dispatcher;
  files: FileStore;
  cipher: Cipher;
  maxBodyBytes: number;
};

type Started = ReturnType<FormTarget["start"]>;

const tokenName = "islewire-token";
const pageName = "islewire-page";
/** How long an answer is held back for a workflow that is quick. */
const patienceMs = 1_500;
const keptTokens = 20_000;

/** Pages for people: forms that start executions, and the pages at which executions wait for somebody. */
export function createFormIntake({ table, guard, stateOf, dispatcher, files, cipher, maxBodyBytes }: Parts) {
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
      if (id === undefined || !state) return missing(req, res, "link");
      if (req.method === "POST") return resume(req, res, url, id, state);
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
    if (!target) return missing(req, res, hint);
    const { form, mode } = target;
    const t = formTexts(req);
    const admission = await guard(req, { ...form, callers: [] });
    if (!admission.ok) {
      req.resume();
      const { status, headers } = admission;
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
    if (req.method !== "POST") return refuseMethod(req, res);
    const place = `${mode} ${form.path}`;
    const read = await submission(req, res, form.page, mode, place);
    if (!read) return;
    const [token = ""] = read.given.values.get(tokenName) ?? [];
    if ("problems" in read.checked) {
      const { given, checked } = read;
      const marks = { [tokenName]: token || randomBytes(18).toString("base64url"), ...kept.marks(place, given) };
      const filled = { ...given, problems: checked.problems, query: url.searchParams };
      const page = await formPage(form.page, { ...filled, marks, isTest }, t);
      return sendPage(req, res, 422, page, form);
    }
    await begin(req, res, target, token, read.checked.item);
  }

  async function begin(req: IncomingMessage, res: ServerResponse, target: FormTarget, token: string, item: Item) {
    const { form, followed, start } = target;
    const isToken = /^[\w-]{16,64}$/.test(token);
    const key = isToken ? `${target.mode} ${form.path} ${token}` : undefined;
    const known = key === undefined ? undefined : started.get(key);
    const answers = form.respond === "node" && !followed;
    const executionId = known ?? begun();
    if (key !== undefined && !known) remember(key, executionId);
    const { id, isRepeated } = await executionId;
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

  async function resume(req: IncomingMessage, res: ServerResponse, url: URL, id: number, state: FormState) {
    const { view, trigger, mode } = state;
    const t = formTexts(req);
    if (view.is !== "page") {
      req.resume();
      return redirect(res, url.pathname);
    }
    const page = inherited(view.page, trigger);
    const place = `${id} ${view.step}`;
    const read = await submission(req, res, page, mode, place);
    if (!read) return;
    const { given, checked } = decided(page, read, mode, t);
    // An answer to an earlier page, sent once more: what comes now is shown instead.
    const [answered = String(view.step)] = given.values.get(pageName) ?? [];
    if (answered !== String(view.step)) return redirect(res, url.pathname);
    if ("problems" in checked) {
      const filled = { ...given, problems: checked.problems, query: url.searchParams };
      const marks = { [pageName]: answered, ...kept.marks(place, given) };
      const again = await formPage(page, { ...filled, marks, isTest: mode === "test" }, t);
      return sendPage(req, res, 422, again, trigger);
    }
    const resumed = await dispatcher.resume(id, JSON.stringify([checked.item]), view.step);
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
    req: IncomingMessage,
    res: ServerResponse,
    { fields }: FormPage,
    mode: "production" | "test",
    place: string,
  ): Promise<{ given: Submission; checked: Checked } | undefined> {
    const t = formTexts(req);
    try {
      const given = await readSubmission(req, { fields, files, maxBytes: maxBodyBytes, t });
      kept.restore(place, fields, given);
      return { given, checked: checkSubmission(fields, given, mode, t) };
    } catch (thrown) {
      if (req.destroyed && !req.complete) return undefined;
      if (!(thrown instanceof UnreadableForm)) throw thrown;
      passOverRest(req, res);
      const page = notePage(t("unreadable.title"), t("unreadable.hint", { problem: thrown.message }), "bad");
      sendPage(req, res, thrown.status, page);
      return undefined;
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
