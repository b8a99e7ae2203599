import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExecutionDetail, StepData } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";
import { draw, startServer, type TestServer, until } from "./testing";

/** What a workflow's paths name, looked for in all that is stored, shown, streamed and logged (T162, T163). */

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ env: { ISLEWIRE_LOG_LEVEL: "debug", ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" } });
  await server.signUp();
});
afterAll(() => server?.stop());

const canary = "canary-7f3a/ä-mail@example.org";
const forms = [
  canary,
  Buffer.from(canary).toString("base64"),
  Buffer.from(canary).toString("base64url"),
  encodeURIComponent(canary),
  Buffer.from(canary).toString("hex"),
  JSON.stringify(canary).slice(1, -1),
];
const holds = (text: string) => forms.filter((form) => text.includes(form));

function inFiles({ data }: TestServer, ...more: string[]): string[] {
  const found: string[] = [];
  for (const name of readdirSync(data).filter((each) => each.startsWith("islewire.db"))) {
    const bytes = readFileSync(join(data, name));
    for (const form of [...forms, ...more]) if (bytes.includes(form)) found.push(`${name}: ${form}`);
  }
  return found;
}

const redacting = (document: WorkflowDocument, ...redact: string[]): WorkflowDocument => ({
  ...document,
  settings: { ...document.settings, redact },
});

const code = (text: string) => ({ type: "code", params: { source: text, mode: "all" } });
const hook = (path: string) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: { is: "finished" } },
});

async function everythingShown(id: number): Promise<string> {
  const detail = await server.execution(id);
  const parts: unknown[] = [detail, await server.query("executions.list", {})];
  for (const { index } of detail.steps) {
    parts.push(await server.query<StepData>("executions.stepData", { id, step: index }));
    const lineage = { id, step: index, port: "main", item: 0 };
    parts.push(await server.query("executions.itemLineage", lineage).catch((err: Error) => err.message));
  }
  parts.push(await server.query("executions.logs", { id }));
  parts.push(await server.query("executions.compare", { a: id, b: id }));
  const { requests } = await server.query<{ requests: { id: number }[] }>("webhookRequests.list", {});
  parts.push(requests);
  for (const request of requests) parts.push(await server.query("webhookRequests.get", { id: request.id }));
  parts.push(await server.query("overview.get", {}).catch(() => null));
  return JSON.stringify(parts);
}

describe("What a path names", () => {
  it("is known to the workflow and its caller, and hidden in all that is stored, shown and logged, also encoded (T162)", async () => {
    const id = await server.publish(
      redacting(
        draw(
          "Redacting",
          {
            hook: hook("redact-1"),
            encode: code(`
              const { email } = $json.body.customer;
              console.log("mail is", email, $json);
              return [{ json: { copy: "to " + email, url: encodeURIComponent(email), ok: email.length } }];`),
            set: {
              type: "editFields",
              params: {
                values: {
                  is: "fields",
                  fields: [{ name: "base64", value: "={{ $json.copy.slice(3).base64Encode() }}" }],
                },
              },
            },
            last: code('return [{ json: { text: $json.copy, before: $("hook").first().json.body.customer.email } }];'),
          },
          "hook -> encode",
          "encode -> set",
          "set -> last",
        ),
        "body.customer.email",
        "headers.x-token",
      ),
    );
    const body = `{"customer": {"email": "${canary}", "email": "${canary}", "name": "Ann"}}`;
    const answer = await server.post("redact-1", body, { headers: { "x-token": "token-of-the-caller" } });
    expect(answer.text).toContain(canary);
    // The caller gets what the workflow made.
    expect(answer.status).toBe(200);
    const [execution] = await server.executions();
    expect(execution).toMatchObject({ workflowId: id, status: "succeeded" });
    const shown = await everythingShown(execution?.id ?? 0);
    expect(holds(shown)).toEqual([]);
    expect(shown).not.toContain("token-of-the-caller");
    expect(shown).toContain("***");
    expect(shown).toContain("Ann");
    expect(inFiles(server)).toEqual([]);
    expect(holds(server.lines.join("\n"))).toEqual([]);
    const detail = await server.execution(execution?.id ?? 0);
    expect(detail.redacted?.toSorted()).toEqual(["body.customer.email", "headers.x-token"]);
  });

  it("is hidden in errors, and in what the error workflow, the notice and a retry get to know", async () => {
    const told: string[] = [];
    const chat = createServer((req, res) => {
      req.on("data", (chunk: Buffer) => told.push(chunk.toString()));
      req.on("end", () => res.end("ok"));
    });
    await new Promise<void>((resolve) => chat.listen(0, "127.0.0.1", resolve));
    const { port } = chat.address() as AddressInfo;
    const values = { url: `http://127.0.0.1:${port}/hook` };
    const { id: credentialId } = await server.mutate<{ id: string }>("credentials.create", {
      ...{ name: "Chat", type: "chat.webhook", values },
    });
    const settings = { by: "slack", credentialId };
    await server.mutate("notices.save", { name: "Chat", everyMinutes: 5, isDefault: true, settings });
    const errorWorkflow = await server.publish(
      draw("Told", { start: { type: "errorTrigger" }, log: code("console.log($json); return [];") }, "start -> log"),
    );
    const fail = code("throw new Error('no mailbox for ' + $json.body.email);");
    const drawn = draw("Failing", { hook: hook("redact-2"), fail }, "hook -> fail");
    await server.publish(redacting({ ...drawn, settings: { errorWorkflow } }, "**.email"));
    const answer = await server.post("redact-2", { email: canary });
    expect(answer.status).toBe(500);
    const execution = (await server.executions()).find(({ status }) => status === "failed");
    const id = execution?.id ?? 0;
    expect(execution?.error?.message).toContain("no mailbox for ***");
    expect(holds(await everythingShown(id))).toEqual([]);
    const other = await until(async () => (await server.executions()).find(({ mode }) => mode === "error"));
    await server.finished(other.id);
    const shown = await everythingShown(other.id);
    expect([...holds(shown), shown.includes("no mailbox for ***")]).toEqual([true]);
    await until(() => told.length > 0 || undefined);
    expect([...holds(told.join()), told.join().includes("no mailbox for ***")]).toEqual([true]);
    await expect(server.mutate("executions.retry", { id })).rejects.toThrow(/not there any more: \*\*\.email/);
    await expect(server.mutate("executions.continue", { ids: [id], how: "again" })).rejects.toThrow(/\*\*\.email/);
    expect(inFiles(server)).toEqual([]);
    await server.mutate("notices.delete", {
      id: (await server.query<{ id: string }[]>("notices.list"))[0]?.id,
    });
    chat.close();
  });

  it("is there again after a kill of everything, while the execution goes on, and hidden afterwards", async () => {
    const own = await startServer();
    await own.signUp();
    await own.publish(
      redacting(
        draw(
          "Waiting",
          {
            hook: { type: "webhook", params: { path: "redact-3", methods: ["POST"] } },
            wait: { type: "wait", params: { until: { is: "time", amount: 4, unit: "seconds" } } },
            last: code("return [{ json: { length: $json.body.email.length, copy: $json.body.email } }];"),
          },
          "hook -> wait",
          "wait -> last",
        ),
        "body.email",
      ),
    );
    await own.post("redact-3", { email: canary });
    await until(async () => (await own.executions()).find(({ status }) => status === "waiting"));
    expect(inFiles(own)).toEqual([]);
    const children = await own.children();
    own.child.kill("SIGKILL");
    for (const pid of Object.values(children).flat()) {
      try {
        process.kill(Number(pid), "SIGKILL");
      } catch {}
    }
    await until(() => own.child.signalCode !== null);
    const again = await startServer({ dataFolder: own.data });
    await again.signIn();
    const [execution] = await again.executions();
    const detail: ExecutionDetail = await again.finished(execution?.id ?? 0);
    expect(detail.status).toBe("succeeded");
    const step = detail.steps.at(-1)?.index ?? 0;
    const { outputs } = await again.query<StepData>("executions.stepData", { id: detail.id, step });
    expect(outputs.main?.[0]?.json).toEqual({ length: canary.length, copy: "***" });
    await until(() => inFiles(again).length === 0 || undefined);
    expect(inFiles(again)).toEqual([]);
    await again.stop();
    await own.stop();
  }, 60_000);
});

describe("What a path names, on its other ways", () => {
  it("is hidden in the called workflow as well, and in its error, also while both wait", async () => {
    const child = await server.publish(
      draw(
        "Called",
        {
          start: { type: "workflowTrigger" },
          last: code("console.log($json); return [{ json: { got: $json.body.email + '!' } }];"),
        },
        "start -> last",
      ),
    );
    await server.publish(
      redacting(
        draw(
          "Caller",
          {
            hook: hook("redact-4"),
            call: { type: "executeWorkflow", params: { workflowId: child } },
            last: code("return [{ json: { length: $json.got.length } }];"),
          },
          "hook -> call",
          "call -> last",
        ),
        "body.email",
      ),
    );
    const answer = await server.post("redact-4", { email: canary });
    expect(answer.json).toEqual([{ length: canary.length + 1 }]);
    const [own, other] = await server.executions();
    expect(own?.mode === "workflow" || other?.mode === "workflow").toBe(true);
    for (const one of [own, other]) expect(holds(await everythingShown(one?.id ?? 0))).toEqual([]);
    expect(inFiles(server)).toEqual([]);
  });

  it("is hidden in what comes for an execution that waits, and in the page that asks for it, but not from who is asked", async () => {
    const title = "=Is it {{ $json.body.email }}?";
    await server.publish(
      redacting(
        draw(
          "Asking",
          {
            hook: { type: "webhook", params: { path: "redact-9", methods: ["POST"], respond: { is: "node" } } },
            answer: {
              type: "respondToWebhook",
              params: {
                answer: { is: "json", value: "={{ [$execution.resumeUrl, $execution.resumeFormUrl] }}" },
              },
            },
            ask: {
              type: "wait",
              params: {
                until: { is: "form", title, content: { is: "json", json: [{ label: "answer", type: "text" }] } },
              },
            },
            call: { type: "wait", params: { until: { is: "call" } } },
            last: code("return [{ json: { length: $json.body.email.length } }];"),
          },
          "hook -> answer",
          "answer -> ask",
          "ask -> call",
          "call -> last",
        ),
        "body.email",
      ),
    );
    const { json } = await server.post("redact-9", { email: canary });
    const [resumeUrl = "", formUrl = ""] = json as string[];
    const here = (url: string) => `${server.url}${new URL(url).pathname}`;
    const [execution] = await server.executions();
    const id = execution?.id ?? 0;
    await until(async () => (await server.execution(id)).status === "waiting" || undefined);
    expect(await server.query("executions.waitReason", { id })).toMatchObject({ is: "form" });
    const asked = await (await fetch(here(formUrl))).text();
    expect(asked).toContain("canary-7f3a/");
    expect(holds(await everythingShown(id))).toEqual([]);
    expect(inFiles(server)).toEqual([]);
    const form = new FormData();
    form.set("answer", "yes");
    await fetch(here(formUrl), { method: "POST", body: form, headers: { origin: server.url } });
    await until(async () => (await server.execution(id)).steps.some(({ nodeId }) => nodeId === "call") || undefined);
    await until(async () => (await server.execution(id)).status === "waiting" || undefined);
    const headers = { "content-type": "application/json" };
    await fetch(here(resumeUrl), { method: "POST", headers, body: JSON.stringify({ email: canary }) });
    const detail = await server.finished(id);
    expect(detail.status).toBe("succeeded");
    const step = detail.steps.at(-1)?.index;
    const { outputs } = await server.query<StepData>("executions.stepData", { id, step });
    expect(outputs.main?.[0]?.json).toEqual({ length: canary.length });
    expect(holds(await everythingShown(id))).toEqual([]);
    expect(inFiles(server)).toEqual([]);
  });

  it("is hidden in calls that were refused, whatever part of them it is in", async () => {
    const params = { path: "redact-5/:who", methods: ["POST"] };
    await server.publish(
      redacting(
        draw("Refusing", { hook: { type: "webhook", params } }),
        ...["**.email", "query.who", "headers.x-who", "params.who"],
      ),
    );
    // A slash would make it another path.
    const place = "canary-in-the-path-51";
    const who = encodeURIComponent(canary);
    const init = { headers: { "x-who": encodeURIComponent(canary) } };
    await server.post(`redact-5/${place}?who=${who}`, `{"email": "${canary}",}`, init);
    await server.post(`redact-5/${place}?who=${who}`, { email: canary, name: "Ann" }, init);
    await fetch(`${server.url}/webhook/redact-5/${place}?who=${who}`, { method: "PUT", body: `{"email":"${canary}"}` });
    const { requests } = await server.query<{ requests: { id: number; path: string }[] }>("webhookRequests.list", {});
    expect(requests.slice(0, 3).map(({ path }) => path)).toEqual(Array(3).fill("/webhook/***"));
    for (const { id } of await server.executions()) {
      const shown = await everythingShown(id);
      expect([...holds(shown), shown.includes(place)]).toEqual([false]);
    }
    expect(inFiles(server, place)).toEqual([]);
  });

  it("is hidden in the live view, in notes that find an execution, and in the key of its line", async () => {
    const drawn = draw(
      "Live",
      {
        hook: { type: "webhook", params: { path: "redact-6", methods: ["POST"] } },
        busy: code("const end = Date.now() + 1500; while (Date.now() < end); return $input.all();"),
        note: code("$execution.customData.set('mail', $json.body.email); throw new Error('No ' + $json.body.email);"),
      },
      "hook -> busy",
      "busy -> note",
    );
    const settings = { laneKey: "body.email", concurrency: { limit: 1, whenBusy: "queue" as const } };
    await server.publish(redacting({ ...drawn, settings }, "body.email"));
    await server.post("redact-6", { email: canary });
    await server.post("redact-6", { email: canary });
    const [second, first] = await server.executions();
    expect(await server.query("executions.waitReason", { id: second?.id })).toMatchObject({ is: "lane", key: "…" });
    const input = encodeURIComponent(JSON.stringify({ id: first?.id }));
    const stream = await server.request(`/api/trpc/executions.watch?input=${input}`);
    const reader = stream.body?.getReader();
    let text = "";
    while (reader && !text.includes("execution.finished")) {
      const { done, value } = await reader.read();
      if (done) break;
      text += Buffer.from(value).toString();
    }
    await reader?.cancel();
    expect(text).toContain("No ***");
    expect(holds(text)).toEqual([]);
    const { executions } = await server.query<{ executions: unknown[] }>("executions.list", { key: canary });
    expect(executions).toEqual([]);
    await server.finished(second?.id ?? 0);
    expect(inFiles(server)).toEqual([]);
  });
});

describe("Secrets that are in no credential", () => {
  it("of a variable are never shown again, and hidden where it was used, while the workflow has them (T162)", async () => {
    await server.mutate("variables.set", { name: "DOOR_TOKEN", value: canary, isSecret: true });
    expect(await server.query("variables.list")).toEqual([{ name: "DOOR_TOKEN", value: "", isSecret: true }]);
    await server.publish(
      draw(
        "Variable",
        {
          hook: hook("redact-7"),
          code: code("console.log($vars.DOOR_TOKEN); return [{ json: { token: $vars.DOOR_TOKEN, at: 1 } }];"),
          last: code("return [{ json: { length: $json.token.length } }];"),
        },
        "hook -> code",
        "code -> last",
      ),
    );
    const answer = await server.post("redact-7", {});
    expect(answer.json).toEqual([{ length: canary.length }]);
    const [execution] = await server.executions();
    expect(execution?.redacted).toEqual(["$vars"]);
    expect(holds(await everythingShown(execution?.id ?? 0))).toEqual([]);
    expect(inFiles(server)).toEqual([]);
    const document = draw("Preview", { start: { type: "manualTrigger" } });
    const preview = { document, nodeId: "start", item: 0, templates: ["={{ $vars.DOOR_TOKEN }}"] };
    expect(JSON.stringify(await server.mutate("expressions.preview", preview))).toContain("***");
  });

  it("that are entered in a field or a header of a node are hidden in its outputs and errors, also encoded (T163)", async () => {
    const token = "typed-token/4711";
    const echo = createServer((req, res) => {
      const given = String(req.headers.authorization);
      const all = [given, Buffer.from(given).toString("base64"), encodeURIComponent(given)];
      res.setHeader("content-type", "application/json");
      res.end(JSON.stringify({ all, is: given === `Bearer ${token}` }));
    });
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    const { port } = echo.address() as AddressInfo;
    const headers = [{ name: "Authorization", value: `Bearer ${token}` }];
    const call = { type: "httpRequest", params: { url: `http://127.0.0.1:${port}/`, headers } };
    await server.publish(draw("Typed", { hook: hook("redact-8"), call }, "hook -> call"));
    await server.post("redact-8", {});
    const [execution] = await server.executions();
    const step = await server.query<StepData>("executions.stepData", { id: execution?.id, step: 1 });
    expect(step.outputs.main?.[0]?.json).toMatchObject({ is: true });
    const shown = JSON.stringify(step);
    for (const form of [token, Buffer.from(`Bearer ${token}`).toString("base64"), encodeURIComponent(token)])
      expect(shown).not.toContain(form);
    echo.close();
  });
});

describe("Paths that are none", () => {
  const wrong: [string, unknown][] = [
    ["__proto__.x", "__proto__"],
    ["a".repeat(1_000_000), "200"],
    [`a${"[".repeat(150)}`, "not understood"],
    ["**.a.**", "ends with"],
  ];
  it.each(wrong)("are refused at their place (%#)", async (path, message) => {
    const document = redacting(draw("Wrong", { start: { type: "manualTrigger" } }), "fine", String(path));
    const refused = server.mutate("workflows.create", { document });
    await expect(refused).rejects.toThrow(new RegExp(`settings\\.redact\\.1".*${String(message)}`));
  });

  it("are refused when they are ten thousand", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `a${index}`);
    const document = redacting(draw("Wrong", { start: { type: "manualTrigger" } }), ...many);
    await expect(server.mutate("workflows.create", { document })).rejects.toThrow(/settings\.redact/);
  });
});
