import { readFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WatchedEvent } from "@/shared/api";
import { applyExecutionEvent, type ExecutionState, isFinal, newExecution } from "@/shared/execution";
import { draw, startServer, type TestServer } from "../testing";
import { pause } from "./random.testing";

/** Promise P14: who looks on and reads slowly, or not at all, costs a bounded amount and disturbs nobody. */

const turns = 1_500;
const errorBytes = 4_000;
const readers = 200;
let server: TestServer;
const open: IncomingMessage[] = [];

beforeAll(async () => {
  server = await startServer();
  await server.signUp();
});
afterAll(async () => {
  for (const response of open) response.destroy();
  await server.stop("SIGKILL");
});

const residentMb = () => (Number(readFileSync(`/proc/${server.child.pid}/statm`, "utf8").split(" ")[1]) * 4) / 1_024;

/** Nothing of it is read yet. */
function look(id: number): Promise<IncomingMessage> {
  const url = `${server.url}/api/trpc/executions.watch?input=${encodeURIComponent(JSON.stringify({ id }))}`;
  const headers = { cookie: server.cookie(), accept: "text/event-stream" };
  return new Promise((resolve, reject) => {
    get(url, { agent: false, headers }, (response) => {
      open.push(response);
      response.on("error", () => {});
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`The answer is ${response.statusCode}`));
    }).on("error", reject);
  });
}

/** What a page makes of the rest of it. */
async function follow(response: IncomingMessage): Promise<{ state: ExecutionState; snapshots: number }> {
  let state = newExecution();
  let snapshots = 0;
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines.filter((one) => one.startsWith("data: {"))) {
      const event = JSON.parse(line.slice(6)) as WatchedEvent;
      if (event.type === "snapshot") {
        snapshots++;
        state = { status: event.status, steps: [] };
      }
      if (event.type === "snapshot" || event.type === "steps")
        for (const step of event.steps) state.steps[step.index] = step;
      else if ("type" in event) state = applyExecutionEvent(state, event);
    }
  }
  return { state, snapshots };
}

it("Two hundred who look on at a long execution and read next to nothing: memory stays bounded, others are served, and who comes back gets the state at the end", {
  timeout: 240_000,
}, async () => {
  const document = draw(
    "Long",
    {
      start: { type: "manualTrigger" },
      wait: { type: "wait", params: { until: { is: "time", amount: 8, unit: "seconds" } } },
      many: {
        type: "code",
        params: { mode: "all", source: `return Array.from({ length: ${turns} }, (_, n) => ({ n }))` },
      },
      loop: { type: "loopOverItems", params: { batchSize: 1 } },
      turn: { type: "stopAndError", params: { message: "x".repeat(errorBytes) } },
      end: { type: "noOp" },
    },
    ...["start -> wait", "wait -> many", "many -> loop", "loop.loop -> turn", "turn -> loop", "loop.done -> end"],
  );
  // What is told of each try is long.
  for (const node of document.nodes.filter(({ type }) => type === "core.stopAndError"))
    Object.assign(node, { onError: "continue", retry: { tries: 5, waitMs: 0, backoff: "same" } });
  const answered = { path: "asked", methods: ["POST"], respond: { is: "finished", status: 200, answer: "first" } };
  await server.publish(draw("Asked", { hook: { type: "webhook", params: answered } }));

  const { id: workflowId } = await server.mutate<{ id: string }>("workflows.create", { document });
  const { id } = await server.mutate<{ id: number }>("executions.start", { workflowId, document });
  const quick = follow(await look(id));
  const slow = await Promise.all(Array.from({ length: readers }, () => look(id)));
  const before = residentMb();
  const trickle = setInterval(() => {
    for (const response of slow.slice(0, readers / 2)) response.read(1_024);
  }, 1_000);

  let most = before;
  let longest = 0;
  let found = await server.execution(id);
  while (!isFinal(found.status)) {
    const at = Date.now();
    expect((await server.post("asked", {})).status).toBe(200);
    longest = Math.max(longest, Date.now() - at);
    most = Math.max(most, residentMb());
    await pause(200);
    found = await server.execution(id);
  }
  expect(found.status).toBe("succeeded");
  const steps = found.steps.length;
  expect(steps).toBeGreaterThan(turns * 2);
  console.info(`${before.toFixed(0)} MB, then at most ${most.toFixed(0)} MB; the slowest call took ${longest} ms`);

  const seen = await quick;
  expect(seen.state.status).toBe("succeeded");
  clearInterval(trickle);
  // Of the first, the beginning was read already.
  for (const [response, least] of [[slow[0], 1] as const, [slow.at(-1), 2] as const]) {
    const { state, snapshots } = await follow(response ?? expect.fail());
    expect(snapshots).toBeGreaterThanOrEqual(least);
    expect(state.status).toBe("succeeded");
    expect(state.steps.filter(({ status }) => status === "succeeded")).toHaveLength(steps);
  }
  // All that they were not given would be 200 times 24 MB.
  expect(most - before).toBeLessThan(500);
  // However busy the machine is, nobody waits until the readers have read.
  expect(longest).toBeLessThan(60_000);
});
