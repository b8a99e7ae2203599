import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFileStore } from "@/server/http/files";
import { deleteExecutions } from "@/server/services/executions";
import { retryExecution } from "@/server/services/retry-execution";
import { documentOf, hook } from "@/server/services/testing";
import { createWorkflow } from "@/server/services/workflows";
import { openTestServer, type TestServer } from "@/server/worker/testing";
import { sweepFiles } from "./file-sweep";

let server: TestServer;
let sweep: ReturnType<typeof sweepFiles>;
beforeEach(() => {
  server = openTestServer();
  sweep = sweepFiles(server.store, server.ctx.dataFolder);
});
afterEach(async () => {
  await sweep.close();
  await server.close();
});

const dayMs = 86_400_000;
const folder = () => join(server.ctx.dataFolder, "files");
const stored = () =>
  readdirSync(folder())
    .filter((part) => part.length === 2)
    .flatMap((part) => readdirSync(join(folder(), part)));
/** As if they had been written two days ago. */
function age() {
  const then = (Date.now() - 2 * dayMs) / 1_000;
  for (const id of stored()) utimesSync(join(folder(), id.slice(0, 2), id), then, then);
}
const toFile = { type: "core.convertToFile", params: { to: { is: "json" } } };

async function run(...nodes: object[]): Promise<number> {
  server.startWorker();
  const named = Object.fromEntries(nodes.map((node, index) => [`n${index}`, node as { type: string }]));
  const wires = nodes.map((_, index) => `${index === 0 ? "hook" : `n${index - 1}`} -> n${index}`);
  const id = await server.start(await server.add(documentOf({ hook: hook("a"), ...named }, ...wires)), "hook");
  expect((await server.until(id)).status).toBe("succeeded");
  return id;
}

describe("a file of an execution", () => {
  it("stays as long as the execution, or another that was made of it, and goes after the last of them", async () => {
    const id = await run(toFile, { type: "core.noOp" });
    age();
    expect(await sweep.sweepNow()).toBe(0);
    const again = await retryExecution(server.ctx, { id });
    await server.until(again.id);
    age();
    await deleteExecutions(server.ctx, { ids: [id] });
    expect(await sweep.sweepNow()).toBe(0);
    expect(stored()).toHaveLength(1);
    await deleteExecutions(server.ctx, { ids: [again.id] });
    expect(await sweep.sweepNow()).toBe(1);
    expect(stored()).toEqual([]);
  });

  it("that came with the event, or to one that waits, stays as well", async () => {
    server.startWorker();
    const files = openFileStore(server.ctx.dataFolder);
    const write = (text: string) => files.write({ name: "a.txt", mimeType: "text/plain" }, text);
    const wait = { type: "core.wait", params: { until: { is: "call" } } };
    const workflow = await server.add(
      documentOf({ hook: hook("a"), wait, end: { type: "core.noOp" } }, "hook -> wait", "wait -> end"),
    );
    const id = await server.start(workflow, "hook", [{ json: {}, binary: { data: await write("one") } }]);
    await server.until(id, "waiting");
    await server.dispatcher.resume(id, JSON.stringify([{ json: {}, binary: { data: await write("two") } }]));
    await server.until(id);
    age();
    expect(await sweep.sweepNow()).toBe(0);
    await deleteExecutions(server.ctx, { ids: [id] });
    expect(await sweep.sweepNow()).toBe(2);
  });
});

describe("a file that no execution has", () => {
  const write = (text: string) =>
    openFileStore(server.ctx.dataFolder).write({ name: "a.txt", mimeType: "text/plain" }, text);

  it("stays while a workflow has it pinned", async () => {
    const data = await write("pinned");
    const pinned = { main: [{ json: {}, binary: { data } }] };
    await createWorkflow(server.ctx, { document: documentOf({ start: { type: "core.manualTrigger", pinned } }) });
    await write("not pinned");
    age();
    expect(await sweep.sweepNow()).toBe(1);
    expect(stored()).toEqual([data.id]);
  });

  it("stays for a day: a step that runs may have it", async () => {
    await write("young");
    expect(await sweep.sweepNow()).toBe(0);
    expect(await sweep.sweepNow(Date.now() + 2 * dayMs)).toBe(1);
  });

  it("stays while there are executions of which it is not known what files they have", async () => {
    const id = await run();
    await write("old");
    age();
    const mark = server.store.prepareWrite("INSERT INTO file_references (execution_id, file_id) VALUES (?, '?')");
    await server.store.commit(() => mark.run(id));
    expect(await sweep.sweepNow()).toBe(0);
    await deleteExecutions(server.ctx, { ids: [id] });
    expect(await sweep.sweepNow()).toBe(1);
  });
});
