import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "@/server/db/testing";
import { disguised } from "@/server/sandbox/testing";
import { openTestHttp, type TestHttp } from "@/server/worker/testing";
import type { ExecutionDetail, PreviewResult, StepData } from "@/shared/api";
import { watchOracles } from "./hostile-oracles.testing";
import { draw, startServer, type TestServer } from "./testing";

/**
 * Section A of the catalogue of attacks, by its numbers: what user code tries in order to get out. Each enters by the
 * product's own doors: a workflow is saved, published and called, or previewed in the editor. None of it may find one of
 * the canaries below, and afterwards the server still works as before.
 *
 * T005 and T026 are forms of T004 (names written in another way). T012 and T015 have more cases in
 * `server/sandbox/escape.test.ts`, T023 and T024 in `nodes/hostile-data.test.ts`, T088 in
 * `server/services/workflow-import.test.ts`.
 */
const canaries = {
  environment: "canary-of-the-environment",
  file: "canary-of-a-file",
  credential: "canary-of-a-credential",
  neighbour: "canary-of-another-workflow",
};

let server: TestServer;
let http: TestHttp;
let canaryFile = "";
const folder = temporaryFolder();
const hook = (path: string) => ({
  type: "webhook",
  params: { path, methods: ["POST"], respond: { is: "finished", status: 200, answer: "all" } },
});
const set = (...fields: [name: string, value: unknown][]) => ({
  type: "editFields",
  params: { values: { is: "fields", fields: fields.map(([name, value]) => ({ name, value })) }, keepOthers: false },
});
const code = (source: string) => ({ type: "code", params: { mode: "all", source } });
const condition = (left: string) => ({
  type: "if",
  params: { conditions: { conditions: [{ left, type: "string", operation: "equals", right: "" }] } },
});

beforeAll(async () => {
  http = await openTestHttp((call, response) => void response.end(call.body || "{}"));
  mkdirSync(join(folder.path, "files"), { recursive: true });
  canaryFile = join(folder.path, "canary.txt");
  writeFileSync(canaryFile, canaries.file);
  server = await startServer({
    dataFolder: folder.path,
    env: { ISLEWIRE_CANARY: canaries.environment, ISLEWIRE_EGRESS_ALLOW: `127.0.0.1:${http.port}` },
  });
  await server.signUp();
  const values = { token: canaries.credential };
  const { id: auth } = await server.mutate<{ id: string }>("credentials.create", {
    ...{ name: "Canary", type: "http.bearer", values },
  });
  await server.publish(draw("Neighbour", { hook: { ...hook("neighbour") } }));
  await server.publish(
    draw(
      "Calls out",
      {
        hook: hook("calls-out"),
        call: { type: "httpRequest", params: { method: "GET", url: http.url }, credentials: { auth } },
      },
      "hook -> call",
    ),
  );
  expect((await server.post("neighbour", { secret: canaries.neighbour })).status).toBe(200);
  expect((await server.post("calls-out", {})).status).toBe(200);
  expect(http.calls.at(-1)?.headers.authorization).toBe(`Bearer ${canaries.credential}`);
});
afterAll(async () => {
  await server.stop();
  await http.close();
  folder.remove();
});

watchOracles(() => server);
afterEach(() => {
  expect(leaked(server.lines.join("\n"))).toEqual([]);
});

const leaked = (text: string) => [...Object.values(canaries), "ESCAPED"].filter((canary) => text.includes(canary));

type Outcome = { detail: ExecutionDetail; answer: string; all: string; steps: { [nodeId: string]: StepData } };
let count = 0;

/** Saves, publishes and calls a workflow of these nodes, one after the other; each goes on when the one before fails. */
async function attack(nodes: Parameters<typeof draw>[1], body: unknown = {}): Promise<Outcome> {
  const path = `attack-${++count}`;
  const failing = Object.entries(nodes).map(([id, node]) => [id, { onError: "continue" as const, ...node }] as const);
  const ids = ["hook", ...Object.keys(nodes)];
  const wires = ids.slice(1).map((id, index) => `${ids[index]} -> ${id}`);
  const all = { hook: hook(path), ...Object.fromEntries(failing) };
  await server.publish(
    draw(`Attack ${count}`, all, ...wires.map((wire) => wire.replace("check ->", "check.false ->"))),
  );
  const answer = await server.post(path, body);
  const [latest] = await server.executions();
  const detail = await server.finished(latest?.id ?? 0);
  const steps: Outcome["steps"] = {};
  for (const { index, nodeId } of detail.steps)
    steps[nodeId] = await server.query<StepData>("executions.stepData", { id: detail.id, step: index });
  // Its document holds the attack itself.
  const { document: _, ...rest } = detail;
  return { detail, answer: answer.text, steps, all: answer.text + JSON.stringify(rest) + JSON.stringify(steps) };
}

const resultOf = ({ steps }: Outcome, nodeId: string) => steps[nodeId]?.outputs.main?.[0]?.json;

/** `loot(process)` shows that somebody found the server's own; the word alone is proof enough. */
const armed = (source: string) =>
  source
    .replaceAll("loot(", "((p) => p && p.pid ? 'ESC' + 'APED ' + JSON.stringify(p.env) : typeof p)(")
    .replaceAll("CANARY_FILE", canaryFile);

it("the canaries are seen where they are given away", async () => {
  const { all } = await attack({ set: set(["told", "={{ $json.body.told }}"]) }, { told: canaries.neighbour });
  expect(leaked(all)).toEqual([canaries.neighbour]);
});

/** Each is the value of an expression. */
const attacks: [id: string, code: string][] = [
  ["T001", "(function () { return this.process.mainModule.require('child_process').execSync('cat CANARY_FILE') })()"],
  ["T001", "this.process.mainModule.require('fs').readFileSync('CANARY_FILE', 'utf8')"],
  ["T001", "process.mainModule.require('child_process').execSync('id').toString()"],
  ["T001", "process.binding('fs')"],
  [
    "T002",
    "(function () { var constructor = 123; with (function () {}) { return constructor('return process.env')() } })()",
  ],
  ["T002", "(function () { with ({}.constructor) { return constructor('return process')() } })()"],
  ["T003", "loot(({})['const' + 'ructor']['con\\u0073tructor']('return process')())"],
  [
    "T003",
    "loot(((n) => ({})[{ toString: () => n++ ? 'constructor' : 'a' }] ?? ({})[{ toString: () => 'constructor' }].constructor('return process')())(0))",
  ],
  [
    "T003",
    "loot((() => { let n = 0; const k = { toString() { return n++ % 2 ? 'constructor' : 'x' } }; const o = {}; o[k]; return o[k][{ toString: () => 'constructor' }]('return process')() })())",
  ],
  ["T004", "loot(process)"],
  ["T004", "JSON.stringify(process.env)"],
  ["T004", "`$\u007bprocess} $\u007bJSON.stringify(process.env ?? '')}`"],
  ["T004", "loot((({ a = process } = {}) => a)())"],
  ["T004", "loot(((strings, ...values) => values[0])`$\u007bprocess}`)"],
  ["T004", "loot(globalThis?.process)"],
  ["T004", "loot(global.process)"],
  ["T004", "loot(new (class { found = process })().found)"],
  ["T004", "loot((function () { x: { break x } return process })())"],
  ["T004", "[typeof require, typeof module.require, typeof Buffer.from, typeof Deno].join()"],
  ["T004", "require('fs').readFileSync('CANARY_FILE', 'utf8')"],
  ["T005", "loot((() => process)())"],
  ["T005", "loot((function* () { yield process })().next().value)"],
  ["T005", "loot(((a, b = process) => b)())"],
  ["T005", "loot([...(function* () { yield* [process] })()][0])"],
  ["T006", "loot(({ ...Object, [Symbol('x')]: 1 }).constructor.constructor('return process')())"],
  [
    "T006",
    "(() => { switch (1) { case Array: } class Own extends Array {} ; Array.prototype.map = () => ['polluted']; return [1].map(String) })()",
  ],
  [
    "T006",
    "(() => { Array.prototype.concat = null; Object.prototype.polluted = 1; Function.prototype.call = null; return 1 })()",
  ],
  ["T008", "loot([].constructor.constructor('return this')().process)"],
  [
    "T008",
    "Object.getOwnPropertyNames([].constructor.constructor('return this')()).filter((n) => /process|require|module|ivm|fs/.test(n)).join()",
  ],
  [
    "T009",
    "(() => { Error.prepareStackTrace = (e, s) => s.map((c) => String(c.getThis()) + c.getFunction() + c.getFileName()).join(); return new Error().stack })()",
  ],
  ["T009", "(() => { try { null.x } catch (e) { return e.stack } })()"],
  [
    "T010",
    "[() => $jmespath({}, ']['), () => $('nobody').all(), () => $items('nobody'), () => $fromAI(''), () => DateTime.fromISO(5n), () => $env.PATH].map((f) => { try { return f() } catch (e) { return [e.stack, e.cause, e.constructor.constructor('return typeof process')()].join() } }).join()",
  ],
  [
    "T011",
    "loot((function f() { return [f.caller, f.arguments, arguments.callee.caller].map((x) => x && x.constructor('return process')())[0] })())",
  ],
  ["T011", "(function () { return arguments.callee.caller.caller.arguments[0] })()"],
  [
    "T016",
    "(() => { Object.defineProperty(Array.prototype, '0', { set() { throw new Error('polluted') }, configurable: true }); return 1 })()",
  ],
  [
    "T016",
    "(() => { Object.defineProperty(Object.prototype, 'polluted', { get: () => 'polluted', configurable: true }); return ({}).polluted })()",
  ],
  ["T016", "(() => { globalThis.left = 1; return 1 })()"],
  ["T026", "loot(pr\\u006fcess)"],
  ["T026", "loot(({})['\\x63onstructor']['c\\u{6f}nstructor']('return pr\\\\u006fcess')())"],
  ["T026", "loot(𝓹rocess)"],
  ["T168", "$env.ISLEWIRE_CANARY"],
  ["T168", "JSON.stringify($env) + Object.keys($env).join()"],
  ["T168", "loot($env.constructor.constructor('return process')())"],
  ["T168", "JSON.stringify([$vars, typeof process === 'undefined' ? 0 : process.env, $workflow, $execution])"],
  ["T028", "[typeof Atomics, typeof SharedArrayBuffer, typeof WebAssembly].join()"],
  [
    "T028",
    "(() => { const r = new WeakRef({}); new FinalizationRegistry(() => {}).register({}, 1); return typeof r.deref() + typeof Date.now() })()",
  ],
  ["T022", 'JSON.parse(\'{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"polluted":1} } }\')'],
  [
    "T025",
    "(() => { const o = {}; o.__proto__.NODE_OPTIONS = '--require ' + 'CANARY_FILE'; o.__proto__.env = { polluted: 1 }; return ({}).env })()",
  ],
];

describe("as an expression, code, a condition, a template, a field's name, a node's name", () => {
  it.each(
    attacks.flatMap(([id, source]) =>
      disguised(source) === source
        ? [[id, source]]
        : [
            [id, source],
            [id, disguised(source)],
          ],
    ),
  )("%s %s", async (_, written) => {
    const source = armed(written ?? "");
    const nodeName = `{{ ${source} }}`.slice(0, 100);
    const outcome = await attack({
      expression: set(["value", `={{ ${source} }}`]),
      object: { type: "editFields", params: { values: { is: "object", object: `={ "value": "{{ ${source} }}" }` } } },
      template: set(["value", `=It is {{ ${source} }}, and ${source}`]),
      key: set([`={{ ${source} }}`, 1]),
      code: code(`return [{ json: { value: ${source} } }]`),
      check: condition(`={{ ${source} }}`),
      named: { ...set(["value", "={{ $prevNode.name }}"]), name: nodeName },
      reads: set(["value", `={{ $node[${JSON.stringify(nodeName)}].json.value }}`]),
    });
    expect(leaked(outcome.all)).toEqual([]);
    expect(outcome.detail.steps.length).toBeGreaterThanOrEqual(6);
    expect(outcome.all).not.toContain(process.cwd());
    expect(outcome.all).not.toMatch(/node:internal|node_modules|executor\/main\.js/);
    // A name is a name.
    expect(outcome.detail.document.nodes.at(-2)?.name).toBe(nodeName);
  });
});

describe("as code", () => {
  it.each<[id: string, source: string, shown: RegExp]>([
    ["T012", "return [{ json: new Proxy({ a: 1 }, { get: () => 'x', ownKeys: () => ['a'] }) }]", /"json":|error/],
    ["T012", "return new Proxy([], { get(t, k) { return k === 'length' ? 2 : t[k] } })", /limit|error|output/i],
    [
      "T012",
      "return [{ json: { get a() { return this.constructor.constructor('return typeof process')() } } }]",
      /undefined/,
    ],
    [
      "T012",
      "return [{ json: { a: { [Symbol.toPrimitive]() { throw 1 }, [Symbol.for('nodejs.util.inspect.custom')]: () => 'ESC' + 'APED' } } }]",
      /"a":\{\}/,
    ],
    [
      "T013",
      "return { then(done) { done([{ json: { n: 1 } }]); done([{ json: { n: 2 } }]); throw new Error('late') } }",
      /"n":1/,
    ],
    ["T013", "Promise.prototype.then = function () { return 5 }; return [{ json: { n: 1 } }]", /"n":1|error|stopped/],
    ["T013", "Promise.reject(new Error('nobody waits')); return [{ json: { n: 1 } }]", /"n":1|nobody waits/],
    [
      "T013",
      "class S extends Error {}; try { await Array.fromAsync({ async *[Symbol.asyncIterator]() { throw new S('x') } }) } catch (e) { return [{ json: { n: e.constructor.constructor('return typeof process')() } }] }",
      /undefined/,
    ],
    ["T014", "return [{ json: { ...(await import('fs')) } }]", /import|supported/i],
    ["T014", "return [{ json: { url: import.meta.url } }]", /SyntaxError|import/],
    ["T014", "import fs from 'fs'; return [{ json: { a: fs.readFileSync('CANARY_FILE', 'utf8') } }]", /SyntaxError/],
    [
      "T015",
      'JSON.stringify = () => \'{"ok":true,"items":[{"json":5}]}\'; return [{ json: { n: 1 } }]',
      /"n":1|not what the sandbox/,
    ],
    [
      "T015",
      "JSON.parse = () => ({ ok: 1 }); Array.prototype.push = () => 0; return [{ json: { n: 1 } }]",
      /"n":1|error/,
    ],
    [
      "T015",
      "Object.prototype.toJSON = () => ({ ok: true, items: [{ json: { n: 2 } }] }); return [{ json: { n: 1 } }]",
      /"n":|not what the sandbox|error/,
    ],
    [
      "T015",
      "Array.prototype[Symbol.iterator] = function* () { yield { json: { n: 3 } } }; return [{ json: { n: 1 } }]",
      /"n":|error/,
    ],
    [
      "T018",
      "return [] }); globalThis.left = 1; (async function () { return [{ json: { n: typeof process } }]",
      /undefined/,
    ],
    ["T018", "*/ return [{ json: { n: '</script>$\u007b1}\u2028' } }]", /SyntaxError/],
    ["T018", "#!/usr/bin/env node\nreturn [{ json: { n: 1 } }]", /SyntaxError/],
    ["T018", "'use strict'; return [{ json: { n: typeof this } }]", /"n":"(undefined|object)"/],
    ["T022", 'return [{ json: JSON.parse(\'{"__proto__": {"isAdmin": true}}\') }]', /__proto__/],
    [
      "T022",
      "return [{ json: { a: 1 }, __proto__: { isAdmin: true }, pairedItem: JSON.parse('{\"__proto__\": 1}') }]",
      /"a":1|__proto__/,
    ],
  ])("%s %s", async (_, source, shown) => {
    const { all } = await attack({ code: code(armed(source)) });
    expect(leaked(all)).toEqual([]);
    expect(all).toMatch(shown);
    expect(all).not.toContain(process.cwd());
  });
});

it("T007 every helper takes hostile arguments, and gives nothing to go on from", async () => {
  const helpers =
    "[$jmespath, $fromAI, $items, $max, $min, $average, $ifEmpty, $if, $not, $('hook').all, $('hook').itemMatching, DateTime.fromISO, DateTime.fromFormat, Duration.fromObject, Interval.fromISO, $input.first, $now.plus, $now.toFormat, $now.setLocale]";
  const hostile =
    "['__proto__', 'constructor', 'prototype', Symbol.iterator, { toString: () => 'constructor' }, { resultOf() { throw 1 } }, 'x'.repeat(1e6), null, -0, 1e308, [], () => 1]";
  const tries = `${helpers}.flatMap((helper) => ${hostile}.map((given) => {
    try { const r = helper(given, given, given); return r['con' + 'structor']['con' + 'structor']('return typeof process')() } catch (e) { return 'refused' } }))
    .filter((found) => found !== 'undefined' && found !== 'refused')`;
  // Code may have proxies, too; expressions may not name them.
  const deceiver = "new Proxy({}, { get: (_, key) => (key === Symbol.toPrimitive ? () => 'constructor' : 1) })";
  const deceived = tries.replace("() => 1]", `() => 1, ${deceiver}]`);
  const { steps, all } = await attack({
    set: set(["value", `={{ ${tries} }}`]),
    code: code(`return [{ json: { value: ${deceived} } }]`),
  });
  expect(resultOf({ steps } as Outcome, "set")).toEqual({ value: [] });
  expect(resultOf({ steps } as Outcome, "code")).toEqual({ value: [] });
  expect(leaked(all)).toEqual([]);
});

it("T007 methods of the expression language take hostile arguments", async () => {
  const methods =
    "[[1].pluck, [{ a: 1 }].pluck, ({ a: 1 }).removeField, ({ a: 1 }).hasField, ({ a: 1 }).merge, 'a'.extractDomain, 'a'.hash, [1].removeDuplicates, 'x'.toDateTime]";
  const { all, detail } = await attack({
    set: set(
      ["a", '={{ ({ a: 1 }).merge(JSON.parse(\'{"__proto__":{"polluted":1}}\')).a }}'],
      ["b", "={{ [{ a: 1 }].pluck('__proto__', 'constructor') }}"],
      ["c", "={{ ({ a: 1 }).removeField('__proto__') }}"],
      ["d", "={{ [JSON.parse('{\"__proto__\":{\"polluted\":1}}')].removeDuplicates('__proto__').length }}"],
      ["e", "={{ ({ a: 1 }).hasField('constructor') }}"],
    ),
    methods: set(["value", `={{ ${methods}.map((m) => typeof m).join() }}`]),
  });
  expect(detail.status).toBe("succeeded");
  expect(leaked(all)).toEqual([]);
});

it("T017 the same step with the same code in two workflows shares nothing", async () => {
  const source =
    "globalThis.n = (globalThis.n ?? 0) + 1; Array.prototype.mine = 1; return [{ json: { n, who: $('hook').first().json.body.who } }]";
  for (const who of ["ann", "bob", "ann"]) {
    expect(resultOf(await attack({ code: code(source) }, { who }), "code")).toEqual({ n: 1, who });
  }
});

it("T019 nothing that can be reached is an object of the host", async () => {
  const walk = `(() => {
    const seen = new Set(); const strange = []; const open = [globalThis, $input, $json, $now, $('hook'), $jmespath, console];
    while (open.length && seen.size < 50000) {
      const value = open.pop();
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) continue;
      seen.add(value);
      let name = ''; try { name = String(value.constructor && value.constructor.name) } catch {}
      if (/^(Reference|ExternalCopy|Isolate|Context|Callback|Module|Script|NativeModule|Process|Buffer)$/.test(name)) strange.push(name);
      try { open.push(Object.getPrototypeOf(value)) } catch {}
      for (const key of Reflect.ownKeys(value)) {
        let property; try { property = Object.getOwnPropertyDescriptor(value, key) } catch { continue }
        if (property) open.push(property.value, property.get, property.set);
      }
    }
    return { strange, many: seen.size > 500 };
  })()`;
  expect(resultOf(await attack({ code: code(`return [{ json: ${walk} }]`) }), "code")).toEqual({
    strange: [],
    many: true,
  });
});

it("T020 what comes from outside is never evaluated, however far it travels", async () => {
  const texts = [
    "{{ 7 * 7 }}",
    "={{ 7 * 7 }}",
    "$\u007b7 * 7}",
    "={{ $execution.id }}",
    "=={{ 7 * 7 }}",
    "{{ $json.texts }}",
  ];
  const { steps, all } = await attack(
    {
      set: set(["texts", "={{ $json.body.texts }}"], ["joined", "=a {{ $json.body.texts.join(' ') }}"]),
      call: {
        type: "httpRequest",
        params: { method: "POST", url: http.url, body: { is: "json", value: "={{ $json }}" } },
      },
      again: set(["texts", "={{ $json.texts }}"], ["joined", "={{ $json.joined }}"]),
      code: code("return $input.all()"),
      last: { type: "editFields", params: { values: { is: "object", object: "={{ $json }}" } } },
    },
    { texts },
  );
  const wanted = { texts, joined: `a ${texts.join(" ")}` };
  for (const id of ["set", "again", "code", "last"]) expect(resultOf({ steps } as Outcome, id)).toMatchObject(wanted);
  expect(all).not.toMatch(/[^\d]49[^\d]/);
});

describe("in the editor", () => {
  const preview = (document: ReturnType<typeof draw>, templates: string[], executionId?: number) =>
    server.mutate<PreviewResult[]>("expressions.preview", { document, nodeId: "set", item: 0, templates, executionId });

  it("T021 stored values that look like expressions are shown as they are", async () => {
    const { detail } = await attack(
      { set: set(["value", "={{ $json.body.text }}"]) },
      { text: "={{ 7 * 7 }} {{ 7 * 7 }}" },
    );
    const shown = await preview(detail.document, ["={{ $json.body.text }}", "=url/{{ $json.body.text }}"], detail.id);
    expect(JSON.stringify(shown)).toContain("={{ 7 * 7 }} {{ 7 * 7 }}");
    expect(JSON.stringify(shown)).not.toContain("49");
  });

  it("T027 attacks are evaluated in the executor alone, and give what they give in a workflow", async () => {
    const { detail } = await attack({ set: set(["value", 1]) });
    const templates = attacks
      .flatMap(([, source]) => [source, disguised(source)])
      .map((source) => `={{ ${armed(source)} }}`);
    const shown: unknown[] = [];
    for (let at = 0; at < templates.length; at += 100)
      shown.push(...(await preview(detail.document, templates.slice(at, at + 100), detail.id)));
    expect(shown).toHaveLength(templates.length);
    expect(leaked(JSON.stringify(shown))).toEqual([]);
    for (const role of ["main", "worker"]) {
      const pid = role === "main" ? server.child.pid : server.children().find((child) => child.role === role)?.pid;
      expect(readFileSync(`/proc/${pid}/maps`, "utf8"), role).not.toContain("isolated_vm");
    }
  });
});

it("T025 after all that, a new executor starts with an empty environment and no options of others", async () => {
  const executor = server.children().find(({ role }) => role === "executor")?.pid ?? 0;
  process.kill(executor, "SIGKILL");
  expect((await server.post("neighbour", {})).status).toBe(200);
  const { detail } = await attack({ set: set(["value", "={{ 1 + 1 }}"]) });
  expect(detail.status).toBe("succeeded");
  const again = server.children().find(({ role }) => role === "executor")?.pid ?? 0;
  expect(again).not.toBe(executor);
  expect(readFileSync(`/proc/${again}/environ`, "utf8")).toBe("");
  const options = readFileSync(`/proc/${again}/cmdline`, "utf8")
    .split("\0")
    .filter((part) => part.startsWith("--"));
  expect(options.map((option) => option.split("=")[0]).sort()).toEqual(
    [
      "--allow-addons",
      "--allow-fs-read",
      "--allow-fs-read",
      "--allow-fs-read",
      "--disable-proto",
      "--disallow-code-generation-from-strings",
      "--no-node-snapshot",
      "--no-warnings",
      "--permission",
    ].sort(),
  );
});
