import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import { createExecutor, SandboxFailure } from "./executor-client";
import { defaultLimits } from "./limits";
import { residentMb } from "./process-usage";
import { openSandbox } from "./testing";

const sandbox = openSandbox({ memoryMb: 64, processMb: 400, outputBytes: 1_000_000 });
afterAll(() => sandbox.stop());

const failureOf = async (work: Promise<unknown>): Promise<SandboxFailure["error"]> => {
  const failure: unknown = await work.then(
    (value) => new Error(`it gave ${JSON.stringify(value)?.slice(0, 200)}`),
    (thrown: unknown) => thrown,
  );
  if (!(failure instanceof SandboxFailure)) throw failure;
  return failure.error;
};
const works = async () => {
  expect(await sandbox.value("={{ 1 + 1 }}")).toBe(2);
  expect(await sandbox.result("return { a: 1 }")).toEqual([{ a: 1 }]);
};

describe("T030 T031 T035 code that does not end is stopped, and the next call works", () => {
  it.each([
    "while (true) {}",
    "for (;;) { try { while (true) {} } catch {} }",
    "for (;;) { try { (function f() { f() })() } catch {} }",
    "await Promise.resolve().then(() => { while (true) {} })",
    "for (;;) await null",
    "await new Promise(() => {})",
    "return { a: /^(a+)+$/.test('a'.repeat(40) + 'b') }",
    "return { then() {} }",
    "return { get json() { while (true) {} } }",
    "return { toJSON() { while (true) {} } }",
  ])("%s", async (source) => {
    const error = await failureOf(sandbox.code(source, { timeoutMs: 150 }));
    expect(error).toEqual({ code: "TIMEOUT", message: "It ran longer than the limit of 0.15 s" });
    await works();
  });

  it.each(["(() => { while (true) {} })()", "/^(a+)+$/.test('a'.repeat(40) + 'b')", "(function f() { return f() })()"])(
    "the expression %s",
    async (code) => {
      const outcome = await sandbox.value(`={{ ${code} }}`, { timeoutMs: 150 }).catch((failure) => failure);
      // Endless recursion is an error of its own soon.
      if (outcome !== undefined) expect((outcome as SandboxFailure).error).toMatchObject({ code: "TIMEOUT" });
      await works();
    },
  );

  it("a query", async () => {
    const endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";
    const error = await failureOf(sandbox.sql(endless, { timeoutMs: 1_500 }));
    expect(error).toEqual({ code: "TIMEOUT", message: "It ran longer than the limit of 1.5 s" });
    expect(await sandbox.sql("SELECT a + 1 AS b FROM input1")).toEqual({ ok: true, rows: [{ b: 2 }] });
    await works();
  });

  it("T034 not even when it cannot be interrupted: its process is replaced", async () => {
    const before = sandbox.executor.pid();
    const source = "const a = 3n ** (2n ** 24n); let b = a; for (let i = 0; i < 50; i++) b = b * a; return []";
    const error = await failureOf(sandbox.code(source, { timeoutMs: 100 }));
    expect(["TIMEOUT", "MEMORY", "CRASHED"]).toContain(error.code);
    await works();
    expect(before).toBeDefined();
  });
});

describe("T036 T037 code that takes too much memory fails with an error that says so", () => {
  it.each([
    "const a = []; for (;;) a.push({ n: a.length })",
    "let s = 'x'; const all = []; for (;;) { s += s.slice(0, 1e6) + Math.random(); all.push(s.split('')) }",
    "const m = new Map(); for (let i = 0; ; i++) m.set(i, 'value ' + i)",
    "const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))",
    "return { a: 'a'.repeat(2 ** 28).split('').length }",
    "return { a: [...'.'.repeat(3e8)].length }",
    "return { a: Array(1e8).fill(0).map((_, i) => ({ i })).length }",
    "return { a: new ArrayBuffer(2 ** 31).byteLength }",
  ])(
    "%s",
    async (source) => {
      const outcome = await sandbox.code(source, { timeoutMs: 8_000 }).catch((failure: SandboxFailure) => failure);
      // A refusal of the language itself, such as "Array buffer allocation failed", is as good.
      if (outcome instanceof SandboxFailure) {
        expect(["MEMORY", "CRASHED", "TIMEOUT"]).toContain(outcome.error.code);
        expect(outcome.error.message).toMatch(/memory|longer than/);
      } else expect(outcome).toMatchObject({ ok: false, error: { message: expect.stringMatching(/RangeError/) } });
      await works();
    },
    60_000,
  );

  it("T038 memory outside the counted heap cannot be had", async () => {
    const source =
      "const b = new ArrayBuffer(8, { maxByteLength: 2 ** 30 }); return { resize: typeof b.resize, wasm: typeof WebAssembly }";
    const result = await sandbox.result(source);
    expect(typeof result === "string" ? "refused" : result).toEqual(
      typeof result === "string" ? "refused" : [{ resize: "undefined", wasm: "undefined" }],
    );
    const pid = sandbox.executor.pid();
    expect(pid === undefined ? 0 : (residentMb(pid) ?? 0)).toBeLessThan(400);
  });
});

describe("T039 what comes out is bounded", () => {
  it.each([
    "return { a: 'x'.repeat(2e6) }",
    "return Array(1e5).fill({ a: 'xxxxxxxxxx' })",
    "return { a: 'x'.repeat(2 ** 29 - 24) }",
  ])("%s is too large", async (source) => {
    const outcome = await sandbox.code(source).catch((failure: SandboxFailure) => failure);
    const error = outcome instanceof SandboxFailure ? outcome.error : !outcome.ok && outcome.error;
    expect(error).toMatchObject({ message: expect.stringMatching(/limit of (1000000 bytes|64 MB|400 MB)/) });
    await works();
  });

  it("an expression's value is bounded, too", async () => {
    const error = await failureOf(sandbox.value("={{ 'x'.repeat(2e6) }}"));
    expect(error).toEqual({ code: "OUTPUT", message: "The result is larger than the limit of 1000000 bytes" });
    await works();
  });

  it("T040 so are the lines of console.log, and their length", async () => {
    const outcome = await sandbox.code("for (let i = 0; i < 1e4; i++) console.log('x'.repeat(1e4)); return []");
    expect(outcome.ok).toBe(true);
    expect(outcome.logs).toHaveLength(201);
    expect(outcome.logs.at(-1)).toBe("More than 200 lines: the rest is left out");
    expect(outcome.logs[0]).toHaveLength(4_000);
  });

  it("T040 a flood of lines costs no memory", async () => {
    const error = await failureOf(sandbox.code("for (;;) console.log('x'.repeat(1e5))", { timeoutMs: 300 }));
    expect(error.code).toBe("TIMEOUT");
    const pid = sandbox.executor.pid();
    expect(pid === undefined ? 0 : (residentMb(pid) ?? 0)).toBeLessThan(400);
  });
});

describe("neighbours", () => {
  const slow = (n: number) => `const end = Date.now() + 300; while (Date.now() < end) {} return { n: ${n} }`;
  const dies = "return { a: 'a'.repeat(2 ** 28).split('').length }";

  it("of code that ends the process get their results, and the culprit its error", async () => {
    const calls = [
      sandbox.result(slow(1)),
      failureOf(sandbox.code(dies)),
      sandbox.result(slow(2)),
      sandbox.value("={{ 3 }}"),
    ];
    const [one, error, two, three] = await Promise.all(calls);
    expect([one, two, three]).toEqual([[{ n: 1 }], [{ n: 2 }], 3]);
    expect(["CRASHED", "MEMORY"]).toContain((error as SandboxFailure["error"]).code);
  }, 60_000);

  it("of several culprits at once, too", async () => {
    const calls = [failureOf(sandbox.code(dies)), sandbox.result(slow(1)), failureOf(sandbox.code(dies))];
    const [first, one, second] = await Promise.all(calls);
    expect(one).toEqual([{ n: 1 }]);
    for (const error of [first, second]) expect(["CRASHED", "MEMORY"]).toContain((error as { code: string }).code);
  }, 60_000);

  it("of code that never ends are not held up by more than a place in the queue", async () => {
    const stuck = Array.from({ length: 3 }, () => failureOf(sandbox.code("while (true) {}", { timeoutMs: 400 })));
    const items: Item[] = [{ json: { n: 1 } }];
    expect(await sandbox.value("={{ $json.n + 1 }}", { items })).toBe(2);
    expect((await Promise.all(stuck)).map(({ code }) => code)).toEqual(["TIMEOUT", "TIMEOUT", "TIMEOUT"]);
  });

  it("T058 of one workflow's code that never ends have a place of their own, however often that runs", async () => {
    const giveUp = new AbortController();
    const caller = { workflowId: "stuck", signal: giveUp.signal };
    const stuck = Array.from({ length: 20 }, () =>
      failureOf(sandbox.code("while (true) {}", { timeoutMs: 6_000, caller })),
    );
    const begun = performance.now();
    expect(await sandbox.value("={{ 1 + 1 }}", { caller: { workflowId: "other" } })).toBe(2);
    expect(await sandbox.result("return { a: 1 }", { caller: { workflowId: "other" } })).toEqual([{ a: 1 }]);
    expect(performance.now() - begun).toBeLessThan(5_500);
    expect((await stuck[0])?.code).toBe("TIMEOUT");
    giveUp.abort();
    const codes = (await Promise.all(stuck)).map(({ code }) => code);
    expect(codes.filter((code) => code === "CANCELLED").length).toBeGreaterThan(10);
    await works();
  });

  it("a killed process is replaced, and its call made again by the next", async () => {
    const call = sandbox.result(slow(5));
    await sandbox.value("={{ 1 + 1 }}");
    const pid = sandbox.executor.pid();
    if (pid) process.kill(pid, "SIGKILL");
    // Alone in the process it looks like the culprit; with a neighbour it is made again.
    const result = await call.catch((failure: SandboxFailure) => failure.error.code);
    expect([[{ n: 5 }], "CRASHED"]).toContainEqual(result);
    await works();
    expect(sandbox.executor.pid()).not.toBe(pid);
  });
});

const aCall = { project: "main", timeoutMs: 100, outputBytes: 10 };

/** An executor that answers each call, and then does something that nobody asked for. */
const restless = `
import { Socket } from "node:net";
const pipe = new Socket({ fd: 3 });
const send = (header, text) => {
  const head = Buffer.from(JSON.stringify(header));
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32LE(4 + head.length + text.length, 0);
  sizes.writeUInt32LE(head.length, 4);
  pipe.write(Buffer.concat([sizes, head, Buffer.from(text)]));
};
pipe.on("data", (bytes) => {
  const { id } = JSON.parse(bytes.toString("utf8", 8, 8 + bytes.readUInt32LE(4)));
  send({ id, started: true, sizes: [] }, "");
  send({ id, ok: true, sizes: [2] }, "[]");
  setInterval(() => { for (const end = Date.now() + 90; Date.now() < end; ); }, 100);
});`;

describe("the executor process", () => {
  it("has an empty environment and may read nothing but itself", async () => {
    const pid = sandbox.executor.pid();
    if (pid === undefined) throw new Error("It does not run");
    if (!existsSync("/proc/self/environ")) return;
    expect(readFileSync(`/proc/${pid}/environ`, "utf8")).toBe("");
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    expect(command).toEqual(expect.arrayContaining(["--permission", "--disable-proto=delete", "--no-node-snapshot"]));
    expect(command).toContain("--disallow-code-generation-from-strings");
  });

  it("that cannot start at all is an error, not an endless wait", async () => {
    const broken = createExecutor({ entry: "/nowhere/main.js", nodeModules: "/nowhere", limits: defaultLimits });
    const call = { ...aCall, kind: "evaluate" as const, codes: [], scope: {} as never };
    const error = await failureOf(broken.call(call, ["[]"]));
    expect(error.message).toMatch(/does not start/);
    broken.stop();
  });

  it("that goes on working after its last answer is replaced", async () => {
    const folder = mkdtempSync(join(tmpdir(), "islewire-executor-"));
    const entry = join(folder, "main.mjs");
    writeFileSync(entry, restless);
    const executor = createExecutor({ entry, nodeModules: folder, limits: defaultLimits });
    try {
      const ask = () => executor.call({ ...aCall, kind: "sql", query: "", maxRows: 1 }, []);
      expect(await ask()).toBe("[]");
      const pid = Number(executor.pid());
      await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 20_000 }).toBe(false);
      expect(await ask()).toBe("[]");
      expect(executor.pid()).not.toBe(pid);
    } finally {
      executor.stop();
      rmSync(folder, { recursive: true });
    }
  });

  it("that is stopped refuses calls", async () => {
    const own = openSandbox();
    own.stop();
    expect((await failureOf(own.value("={{ 1 + 1 }}"))).message).toBe("The server is stopping");
  });
});
