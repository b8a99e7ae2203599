import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { draw, end, startServer, type TestServer, until } from "./testing";

/** A service whose answers a specification holds back, at an address of its own, until it says so. */
const holding = new Map<string, (() => void)[]>();
const slow = createServer((req, res) => {
  const held = holding.get(req.url ?? "");
  if (held) held.push(() => res.end("{}"));
  else res.end("{}");
});
let slowUrl = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  slowUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
});
afterAll(() => {
  slow.closeAllConnections();
  slow.close();
});

const servers: TestServer[] = [];
const folders: { remove(): void }[] = [];
async function started(options: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer({ ...options, env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1", ...options.env } });
  servers.push(server);
  return server;
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop("SIGKILL");
  for (const folder of folders.splice(0)) folder.remove();
});
const sharedFolder = () => {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
};

/** An address of the service that gives no answer, and the answers it owes. */
function hold() {
  const path = `/held-${holding.size}`;
  const held: (() => void)[] = [];
  holding.set(path, held);
  return { url: slowUrl + path, held };
}

const hook = (path: string, is = "accepted") => ({
  type: "webhook",
  params: {
    path,
    methods: ["POST"],
    respond: is === "accepted" ? { is, status: 202, text: "" } : { is, status: 200, answer: "first" },
  },
});
const code = (source: string) => ({ type: "code", params: { mode: "all", source } });
const pidOf = (server: TestServer, role: string) =>
  until(() => server.children().find((child) => child.role === role)?.pid);

describe("the processes", () => {
  it("run user code only in the executor: main and the worker do not load the sandbox", async () => {
    const server = await started();
    await server.signUp();
    await server.publish(
      draw("Code", { hook: hook("code", "finished"), run: code("return [{ json: { sum: 1 + 1 } }]") }, "hook -> run"),
    );
    expect((await server.post("code", {})).json).toEqual({ sum: 2 });
    const loads = (pid: number) => readFileSync(`/proc/${pid}/maps`, "utf8").includes("isolated-vm");
    expect(loads(await pidOf(server, "executor"))).toBe(true);
    expect(loads(await pidOf(server, "worker"))).toBe(false);
    expect(loads(server.child.pid ?? 0)).toBe(false);
  });

  it("keep secrets from the executor: its environment is empty", async () => {
    const server = await started();
    await server.signUp();
    await server.publish(
      draw("Code", { hook: hook("code", "finished"), run: code("return $input.all()") }, "hook -> run"),
    );
    await server.post("code", {});
    expect(readFileSync(`/proc/${await pidOf(server, "executor")}/environ`, "utf8")).toBe("");
  });

  it("come back when the executor is killed in the middle", async () => {
    const server = await started();
    await server.signUp();
    await server.publish(
      draw(
        "Spin",
        { hook: hook("spin"), run: code("const end = Date.now() + 4000; while (Date.now() < end); return []") },
        "hook -> run",
      ),
    );
    await server.publish(
      draw("Code", { hook: hook("code", "finished"), run: code("return [{ json: { ok: true } }]") }, "hook -> run"),
    );
    expect((await server.post("code", {})).json).toEqual({ ok: true });
    const { executionId } = (await server.post("spin", {})).json as { executionId: number };
    await until(async () => (await server.execution(executionId)).status === "running" || undefined);
    process.kill(await pidOf(server, "executor"), "SIGKILL");
    expect((await server.post("code", {})).json).toEqual({ ok: true });
    const found = await server.finished(executionId);
    // Killed before it began it is tried again; killed in the middle it fails, and says so.
    if (found.status === "failed") expect(found.errorInfo?.code).toBe("CODE_CRASHED");
  });

  it("go on after the last finished step when the worker is killed", async () => {
    const server = await started();
    await server.signUp();
    const call = { type: "httpRequest", params: { method: "GET", url: `${slowUrl}/fast` } };
    const wait = { type: "wait", params: { until: { is: "time", amount: 1, unit: "seconds" } } };
    await server.publish(
      draw(
        "Steps",
        { hook: hook("steps"), call, wait, last: { type: "noOp" } },
        "hook -> call",
        "call -> wait",
        "wait -> last",
      ),
    );
    const { executionId } = (await server.post("steps", {})).json as { executionId: number };
    await until(async () => (await server.execution(executionId)).status === "waiting" || undefined);
    const before = await server.execution(executionId);
    const pid = await pidOf(server, "worker");
    process.kill(pid, "SIGKILL");
    await until(() => server.children().find((child) => child.role === "worker" && child.pid !== pid)?.pid);
    const found = await server.finished(executionId);
    expect(found.status).toBe("succeeded");
    expect(found.steps.map(({ nodeId }) => nodeId)).toEqual(["hook", "call", "wait", "last"]);
    expect(found.steps[1]?.startedAt).toBe(before.steps[1]?.startedAt);
    expect((await server.post("steps", {})).status).toBe(202);
  });

  it("say so when a step was cut off whose work may have been done, and do not do it twice", async () => {
    const server = await started();
    await server.signUp();
    const { url, held } = hold();
    const call = { type: "httpRequest", params: { method: "POST", url } };
    await server.publish(draw("Unsafe", { hook: hook("unsafe"), call }, "hook -> call"));
    const { executionId } = (await server.post("unsafe", {})).json as { executionId: number };
    await until(() => held.length === 1 || undefined);
    process.kill(await pidOf(server, "worker"), "SIGKILL");
    const found = await server.finished(executionId);
    expect(found).toMatchObject({ status: "failed", errorInfo: { code: "INTERRUPTED", nodeId: "call" } });
    expect(held).toHaveLength(1);
  });
});

describe("a step that only reads", () => {
  it("is run again when it was cut off", async () => {
    const server = await started();
    await server.signUp();
    const { url, held } = hold();
    const call = { type: "httpRequest", params: { method: "GET", url } };
    await server.publish(draw("Reads", { hook: hook("reads"), call }, "hook -> call"));
    const { executionId } = (await server.post("reads", {})).json as { executionId: number };
    await until(() => held.length === 1 || undefined);
    process.kill(await pidOf(server, "worker"), "SIGKILL");
    await until(() => held.length === 2 || undefined);
    for (const answer of held) answer();
    expect((await server.finished(executionId)).status).toBe("succeeded");
  });
});

describe("stopping", () => {
  it("lets running steps finish, refuses new calls, and ends with code 0", async () => {
    const data = sharedFolder();
    const server = await started({ dataFolder: data });
    await server.signUp();
    const { url, held } = hold();
    const call = { type: "httpRequest", params: { method: "POST", url } };
    await server.publish(draw("Slow", { hook: hook("slow"), call }, "hook -> call"));
    const { executionId } = (await server.post("slow", {})).json as { executionId: number };
    await until(() => held.length === 1 || undefined);
    const ended = end(server.child, "SIGTERM");
    await until(async () => ((await server.post("slow", {}).catch(() => undefined)) ? undefined : true));
    for (const answer of held) answer();
    expect(await ended).toBe(0);
    const again = await started({ dataFolder: data });
    await again.signIn();
    expect((await again.execution(executionId)).status).toBe("succeeded");
  });

  it("takes the signals of one moment as one, and ends with code 0", async () => {
    const server = await started();
    await server.signUp();
    const { url, held } = hold();
    const call = { type: "httpRequest", params: { method: "POST", url } };
    await server.publish(draw("Slow", { hook: hook("slow"), call }, "hook -> call"));
    await server.post("slow", {});
    await until(() => held.length === 1 || undefined);
    const ended = end(server.child, "SIGTERM");
    for (let again = 0; again < 3; again++) server.child.kill("SIGTERM");
    await until(async () => ((await server.post("slow", {}).catch(() => undefined)) ? undefined : true));
    for (const answer of held) answer();
    expect(await ended).toBe(0);
  });

  it("by a kill of everything loses nothing that was accepted", async () => {
    const data = sharedFolder();
    const server = await started({ dataFolder: data });
    await server.signUp();
    await server.publish(draw("Many", { hook: hook("many"), set: { type: "noOp" } }, "hook -> set"));
    const accepted: number[] = [];
    const calls = Array.from({ length: 300 }, async (_, id) => {
      const answer = await server.post("many", { id }).catch(() => undefined);
      if (answer?.status === 202) accepted.push((answer.json as { executionId: number }).executionId);
    });
    await until(() => accepted.length > 50 || undefined);
    await end(server.child, "SIGKILL");
    await Promise.all(calls);
    const again = await started({ dataFolder: data });
    await again.signIn();
    for (const id of accepted) expect((await again.finished(id)).status).toBe("succeeded");
  });

  it("a second server on the same data folder does not start, and says why", async () => {
    const data = sharedFolder();
    await started({ dataFolder: data });
    await expect(startServer({ dataFolder: data })).rejects.toThrow(/Another Islewire server is running/);
    expect(readFileSync(join(data, "secret.key"), "utf8")).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  });

  it("a setting that makes no sense is named", async () => {
    await expect(startServer({ env: { PORT: "99999" } })).rejects.toThrow(/PORT/);
    await expect(startServer({ env: { ISLEWIRE_WORKERS: "none" } })).rejects.toThrow(/ISLEWIRE_WORKERS/);
  });
});

describe("bad workflows", () => {
  it("leave the server quick: endless loops, hungry code and hanging targets end in clear errors", async () => {
    const server = await started();
    await server.signUp();
    const publish = (path: string, nodes: Parameters<typeof draw>[1], ...wires: string[]) =>
      server.publish(draw(path, { hook: hook(path), ...nodes }, ...wires));
    await publish(
      "hungry",
      { run: code("const all = []; for (;;) all.push(new Array(1e5).fill(all.length))") },
      "hook -> run",
    );
    await publish("loop", { a: { type: "noOp" }, b: { type: "noOp" } }, "hook -> a", "a -> b", "b -> a");
    await publish(
      "hangs",
      { call: { type: "httpRequest", params: { method: "GET", url: hold().url, timeoutSeconds: 1 } } },
      "hook -> call",
    );
    await publish(
      "private",
      { call: { type: "httpRequest", params: { method: "GET", url: "http://169.254.169.254/latest/meta-data" } } },
      "hook -> call",
    );
    await publish("quick", { a: { type: "noOp" } }, "hook -> a");

    const ids: { [path: string]: number } = {};
    for (const path of ["hungry", "loop", "hangs", "private"]) {
      ids[path] = ((await server.post(path, {})).json as { executionId: number }).executionId;
    }
    const { executionId } = (await server.post("quick", {})).json as { executionId: number };
    expect((await server.finished(executionId)).status).toBe("succeeded");
    const errors = Object.fromEntries(
      await Promise.all(
        Object.entries(ids).map(async ([path, id]) => [path, (await server.finished(id)).errorInfo] as const),
      ),
    );
    expect(errors.hungry).toMatchObject({
      code: "CODE_MEMORY",
      nodeId: "run",
      message: expect.stringContaining("memory"),
    });
    expect(errors.loop).toMatchObject({ code: "TOO_MANY_STEPS", message: expect.stringContaining("endless loop") });
    expect(errors.hangs).toMatchObject({ code: "HTTP_TIMEOUT", nodeId: "call" });
    expect(errors.private).toMatchObject({ code: "EGRESS_BLOCKED", nodeId: "call" });
  });
});
