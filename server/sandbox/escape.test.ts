import { afterAll, describe, expect, it } from "vitest";
import type { Item } from "@/shared/item";
import { disguised, openSandbox } from "./testing";

const sandbox = openSandbox();
afterAll(() => sandbox.stop());

const value = (code: string, items?: Item[]) => sandbox.value(`={{ ${code} }}`, { items });
const returns = (code: string) => sandbox.result(`return { value: ${code} }`);

describe("user code finds nothing of the server", () => {
  const names = [
    ...["process", "require", "module", "exports", "global", "Buffer", "fetch", "XMLHttpRequest", "WebSocket", "Deno"],
    ...[
      "WebAssembly",
      "SharedArrayBuffer",
      "Atomics",
      "setTimeout",
      "setImmediate",
      "queueMicrotask",
      "ivm",
      "runtime",
    ],
    ...["own", "__dirname", "__filename", "structuredClone", "Worker", "navigator", "performance"],
  ];

  it.each(names)("no %s", async (name) => {
    expect(await value(`typeof ${name}`)).toBe("undefined");
    expect(await returns(`typeof ${name}`)).toEqual([{ value: "undefined" }]);
  });

  it.each([
    "(function () { return this })()",
    "({})['const' + 'ructor']['con\\u0073tructor']('return typeof process')()",
    "[].constructor.constructor('return typeof process')()",
    "(async () => {}).constructor('return typeof process').name && 'undefined'",
    "$input.all.constructor('return typeof process')()",
    "$jmespath.constructor('return typeof require')()",
    "$('x').constructor.constructor('return typeof process')()",
    "$now.constructor.constructor('return typeof process')()",
    "((a = typeof process) => a)()",
    "new (class { x = typeof process })().x",
    "(() => { try { null.x } catch (e) { return e.constructor.constructor('return typeof process')() } })()",
  ])("%s leads nowhere", async (code) => {
    expect([undefined, "undefined"]).toContain(await value(code).catch(() => undefined));
    const found = await value(disguised(code)).catch(() => undefined);
    expect([undefined, "undefined"]).toContain(found);
  });

  it("T008 its global object holds the language and nothing else", async () => {
    const known = ["globalThis", "Infinity", "NaN", "undefined", "eval", "console", "escape", "unescape"];
    const source = "return { names: Object.getOwnPropertyNames(globalThis) }";
    const [result] = (await sandbox.result(source)) as { names: string[] }[];
    const own = new Set([...Object.getOwnPropertyNames(globalThis), ...known]);
    const ofUs = ["items", "item", "DateTime", "Duration", "Interval", "getWorkflowStaticData"];
    const strange = result?.names.filter((name) => !own.has(name) && !name.startsWith("$") && !ofUs.includes(name));
    expect(strange).toEqual([]);
  });

  it("T014 modules cannot be imported", async () => {
    expect(await sandbox.result("return [await import('node:fs')]")).toMatch(/import|supported/i);
    expect(await sandbox.result("import fs from 'fs'; return []")).toMatch(/SyntaxError/);
  });

  it("T010 no error and no stack shows a path of the host", async () => {
    const probes = [
      "new Error('x').stack",
      "(() => { try { null.x } catch (e) { return e.stack } })()",
      "(() => { try { $('nobody') } catch (e) { return e.stack + e.cause } })()",
      "(() => { try { $jmespath({}, '][') } catch (e) { return e.stack } })()",
      "(() => { try { DateTime.fromISO(5n) } catch (e) { return e.stack } })()",
    ];
    const hostPath = new RegExp(`node_modules|\\.ts|${process.cwd()}|/home|node:|executor|dist`);
    for (const probe of probes) {
      expect(String(await value(probe))).not.toMatch(hostPath);
      expect(JSON.stringify(await returns(probe))).not.toMatch(hostPath);
    }
  });

  it("T009 call sites hold no functions of ours", async () => {
    const probe =
      "(() => { Error.prepareStackTrace = (e, s) => s.map((c) => typeof c.getThis() + c.getFunction()).join(); const t = new Error().stack; return t })()";
    expect(JSON.stringify(await returns(probe))).not.toMatch(/captureConsole|createNames|toItems/);
  });

  it("T018 code cannot leave the function it is wrapped in for anything but its own context", async () => {
    const outcome = await sandbox.code(
      "return [] }); globalThis.left = typeof process; (async function () { return [{ left }]",
    );
    expect(outcome).toMatchObject({ ok: true, items: [{ json: { left: "undefined" } }] });
    expect(await returns("typeof left")).toEqual([{ value: "undefined" }]);
  });
});

describe("T016 what one expression does, no other sees", () => {
  it.each([
    ["Object.prototype.polluted = 1", "({}).polluted"],
    ["Array.prototype.map = () => 'mine'", "[1].map((n) => n)[0]"],
    ["Array.prototype.push = null", "typeof [].push"],
    ["globalThis.left = 1", "typeof left"],
    ["JSON.stringify = () => 'mine'", "JSON.stringify({})"],
    ["Math.max = () => 99", "$max(1, 2)"],
    ["Promise.prototype.then = null", "typeof Promise.prototype.then"],
    ["(() => {}).constructor.prototype.call = null", "typeof (() => {}).call"],
    ["Object.getPrototypeOf(new Map().entries()).next = null", "[...new Map([[1, 2]])].length"],
    ["Object.getPrototypeOf(''[Symbol.iterator]()).next = null", "[...'ab'].length"],
    ["Object.getPrototypeOf(function* () {}.prototype).next = null", "[...(function* () { yield 1 })()].length"],
    ["(DateTime.prototype.toISO = () => 'mine')", "$now.toISO()"],
    ["(Object.getPrototypeOf($now.zone).offset = () => 0)", "$now.offset"],
    ["($now.zone.offset = () => 0)", "$now.offset"],
    ["(Object.getPrototypeOf($now.loc).dtFormatter = null)", "$now.toLocaleString()"],
    ["($jmespath.call = null)", "typeof $jmespath.call"],
    ["($('x').all = () => 'mine')", "typeof $('x').all"],
    ["(Object.getPrototypeOf($('x')).all = () => 'mine')", "typeof $('x').all"],
    ["($$call.left = 1)", "[$$call.left].first()"],
    ["(Object.getPrototypeOf($input).first = () => 'mine')", "[1].first()"],
    ["'a'.hash('sha256') && (Object.prototype.outputLen = 1)", "'a'.hash('sha256')"],
    ["(DateTime.fromMillis(0).toDateTime().zone.offset = () => 0)", "(0).toDateTime().offset"],
    ["/secret/.test('secret')", "RegExp.lastMatch + RegExp['$&'] + RegExp.input"],
  ])("%s leaves %s as it was", async (attack, probe) => {
    const fresh = openSandbox();
    const before = await fresh.value(`={{ ${disguised(probe)} }}`);
    fresh.stop();
    await value(attack).catch(() => {});
    await value(disguised(attack)).catch(() => {});
    await value(`(() => { ${disguised(attack.replace(/^\(|\)$/g, ""))} })()`).catch(() => {});
    await value(disguised(`(() => {}).constructor(${JSON.stringify(attack)})()`)).catch(() => {});
    expect(await value(disguised(probe))).toEqual(before);
  });

  it("T016 also within one call: items do not see each other", async () => {
    const items: Item[] = [{ json: { n: 0 } }, { json: { n: 1 } }];
    const code = "(() => { if ($json.n === 0) { try { Object.prototype.seen = 1 } catch {} } return ({}).seen })()";
    expect(await sandbox.value(`={{ ${disguised(code)} }}`, { items, item: 1 })).toBeUndefined();
  });
});

describe("T016 what one Code node does, no other sees", () => {
  it.each([
    ["Object.prototype.polluted = 1", "({}).polluted === undefined"],
    ["globalThis.left = 1", "typeof left === 'undefined'"],
    ["Array.prototype.map = null", "typeof [].map === 'function'"],
  ])("%s", async (attack, probe) => {
    await sandbox.result(`${attack}; return []`);
    expect(await returns(probe)).toEqual([{ value: true }]);
    expect(await value(probe)).toBe(true);
  });
});

describe("a result that is not plain data", () => {
  it.each([
    ['return { a: JSON.parse(\'{"__proto__": { "isAdmin": true }}\') }', /"__proto__"/],
    ["return [{ json: JSON.parse('{\"__proto__\": 1}') }]", /"__proto__"/],
    ["let deep = {}; for (let i = 0; i < 1000; i++) deep = { deep }; return deep", /nested more than/],
    ["let deep = []; for (let i = 0; i < 200000; i++) deep = [deep]; return { deep }", /RangeError|nested/],
    ["const o = {}; o.o = o; return o", /circular/],
    ["return { big: 1n }", /BigInt/],
    ["return new Proxy({}, { ownKeys() { throw new Error('trap') } })", /trap/],
    ["return { toJSON() { throw new Error('no') } }", /no/],
    ['JSON.stringify = () => \'{"ok":true,"items":[5]}\'; return []', /not what the sandbox/],
    ["JSON.stringify = () => 'nonsense'; return []", /JSON|not what the sandbox/],
  ])("%s is refused", async (source, message) => {
    await expect(sandbox.result(source).catch((failure) => failure.message)).resolves.toMatch(message);
  });

  it("T012 T013 thenables and symbols do no harm", async () => {
    expect(await sandbox.result("return { then: undefined, [Symbol('x')]: 1, f() {}, u: undefined }")).toEqual([{}]);
    expect(await sandbox.result("return { then(done) { done([{ a: 1 }]); done([]) } }")).toEqual([{ a: 1 }]);
  });

  it("log lines stay bounded even when code forges the answer", async () => {
    const lines = "Array(1e4).fill('x'.repeat(1e3))";
    const source = `const make = JSON.stringify; JSON.stringify = () => make({ ok: true, items: [], logs: ${lines} }); return []`;
    const outcome = await sandbox.code(source);
    expect(outcome.logs.length).toBeLessThanOrEqual(201);
  });

  it("T022 a hostile value of an expression is refused, too", async () => {
    await expect(value("JSON.parse('{\"__proto__\": 1}')")).rejects.toThrow(/"__proto__"/);
  });
});
