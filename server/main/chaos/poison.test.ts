import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WorkflowSummary } from "@/shared/api";
import { draw, startServer, type TestServer, until } from "../testing";

/** Promise P13: what ends its process is found out, and others do not notice. */

/** Each call at /poison ends the process that runs what made it. */
let server: TestServer;
const killed: string[] = [];
const service = createServer((req, res) => {
  if (req.url !== "/poison") return void res.end("{}");
  const processes = server.children();
  const culprit = processes.find(({ role }) => role === "apart") ?? processes.find(({ role }) => role === "worker");
  killed.push(culprit?.role ?? "none");
  if (culprit) process.kill(culprit.pid, "SIGKILL");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  server = await startServer({ env: { ISLEWIRE_EGRESS_ALLOW: "127.0.0.1" } });
  await server.signUp();
});
afterAll(async () => {
  await server.stop("SIGKILL");
  service.closeAllConnections();
  service.close();
});

const hook = (path: string, respond: object) => ({ type: "webhook", params: { path, methods: ["POST"], respond } });
const accepted = { is: "accepted", status: 202, text: "" };
const get = (path: string) => ({
  type: "httpRequest",
  params: { method: "GET", url: `http://127.0.0.1:${(service.address() as AddressInfo).port}${path}` },
});

it("A workflow that ends its worker is put into quarantine; executions that were beside it succeed, later ones do not notice", async () => {
  await server.publish(draw("Poison", { hook: hook("poison", accepted), call: get("/poison") }, "hook -> call"));
  const first = { is: "finished", status: 200, answer: "first" };
  await server.publish(draw("Bystander", { hook: hook("beside", first), call: get("/fine") }, "hook -> call"));
  const summary = async () =>
    (await server.query<WorkflowSummary[]>("workflows.list", {})).find(({ name }) => name === "Poison");

  let over = false;
  const answers: number[] = [];
  const beside = async () => {
    while (!over) answers.push((await server.post("beside", {})).status);
  };
  const callers = [beside(), beside(), beside()];
  await until(() => answers.length > 20 || undefined);
  const { executionId } = (await server.post("poison", {})).json as { executionId: number };
  const failed = await server.finished(executionId);
  expect(failed).toMatchObject({ status: "failed", errorInfo: { code: "WORKER_ENDED" } });
  // Once among the others, who were tried again beside it, and at last alone.
  expect(killed[0]).toBe("worker");
  expect(killed.slice(1)).toEqual(killed.slice(1).map(() => "apart"));
  expect(killed.length).toBeGreaterThanOrEqual(2);
  expect((await summary())?.quarantine).toMatchObject({ executionId });

  const again = (await server.post("poison", {})).json as { executionId: number };
  expect((await server.finished(again.executionId)).errorInfo?.code).toBe("WORKER_ENDED");
  expect(killed.filter((role) => role === "worker")).toHaveLength(1);
  over = true;
  await Promise.all(callers);
  expect(new Set(answers)).toEqual(new Set([200]));

  const { id = "" } = (await summary()) ?? {};
  await server.mutate("workflows.release", { id });
  expect((await summary())?.quarantine).toBeNull();
});
