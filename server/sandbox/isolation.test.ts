import { chmodSync, copyFileSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { type Isolation, noIsolation, probeIsolation } from "./isolation";
import { executorEntry, nodeModules, openSandbox, type Sandbox } from "./testing";

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.executor.stop());

const place = () => ({ entry: executorEntry(), nodeModules });

/** Facts of the process that evaluates, as the system tells them. */
async function processUnder(isolation: Isolation) {
  sandbox = openSandbox({}, isolation);
  expect(await sandbox.value("={{ 6 * 7 }}")).toBe(42);
  const pid = sandbox.executor.pid();
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
  return {
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]),
    hasNoNewRights: /^NoNewPrivs:\s+1$/m.test(status),
    capabilities: /^CapBnd:\s+(\w+)/m.exec(status)?.[1],
    ownNetwork: readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync("/proc/self/ns/net"),
    openFiles: Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]),
  };
}

describe.skipIf(process.platform !== "linux")("the process that runs user code", () => {
  it("T070 is kept from the machine as far as this one allows, and works", async () => {
    const isolation = await probeIsolation(place());
    expect(isolation.level).toBeGreaterThan(0);
    const facts = await processUnder(isolation);
    expect(facts.openFiles).toBe(64);
    expect(facts.ownNetwork).toBe(isolation.level >= 2);
    expect(facts.hasNoNewRights).toBe(isolation.level >= 2);
    if (isolation.level >= 2) expect(facts.capabilities).toMatch(/^0+$/);
    expect(facts.uid === 65_534).toBe(isolation.level === 3);
  });

  it("works without any help of the system", async () => {
    expect((await processUnder(noIsolation)).ownNetwork).toBe(false);
  });

  it("gets what it can start with: nobody cannot read a folder that is closed", async () => {
    const folder = temporaryFolder();
    const entry = join(folder.path, "main.js");
    copyFileSync(executorEntry(), entry);
    chmodSync(folder.path, 0o700);
    expect((await probeIsolation({ entry, nodeModules })).level).toBeLessThan(3);
    expect(await probeIsolation({ entry: join(folder.path, "missing.js"), nodeModules })).toEqual(noIsolation);
    folder.remove();
  });
});
