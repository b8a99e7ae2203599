import { describe, expect, it } from "vitest";
import { AppError } from "@/shared/errors";
import { documentOf } from "./testing";
import { parseImport } from "./workflows";

const errorOf = (text: string): AppError => {
  try {
    parseImport(text);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error("It was taken");
};
const document = documentOf({ a: { type: "core.manualTrigger" }, b: { type: "core.noOp" } }, "a -> b");
const text = (change: (value: ReturnType<typeof documentOf>) => unknown) => {
  const copy = structuredClone(document);
  change(copy);
  return JSON.stringify(copy);
};

describe("a file of ours", () => {
  it("is taken as it is", () => {
    expect(parseImport(JSON.stringify(document))).toEqual({ document, format: "islewire", warnings: [] });
  });

  it("keeps nodes of unknown types, and says so", () => {
    const { document: taken, warnings } = parseImport(
      text((d) => Object.assign(d.nodes[1] ?? {}, { type: "x.future" })),
    );
    expect(taken.nodes[1]?.type).toBe("x.future");
    expect(warnings).toEqual([{ message: expect.stringContaining("x.future"), place: "b" }]);
  });

  it("T172 never brings a credential along", () => {
    const { document: taken, warnings } = parseImport(
      text((d) => Object.assign(d.nodes[1] ?? {}, { credentials: { auth: "abc" } })),
    );
    expect(taken.nodes[1]).not.toHaveProperty("credentials");
    expect(warnings).toEqual([{ message: expect.stringMatching(/credential again/), place: "b" }]);
  });
});

describe("the layout of an n8n file", () => {
  it("gets the room that the larger cards need", () => {
    const at = (name: string, x: number, y: number) => ({ name, type: "n8n-nodes-base.noOp", position: [x, y] });
    const note = { type: "n8n-nodes-base.stickyNote", position: [0, -200], parameters: { width: 400, height: 100 } };
    const { document: taken } = parseImport(
      JSON.stringify({ nodes: [at("a", 0, 0), at("b", 200, 0), at("c", 400, 160), note], connections: {} }),
    );
    expect(taken.nodes.map(({ position }) => position)).toEqual([
      { x: 0, y: 0 },
      { x: 300, y: 0 },
      { x: 600, y: 200 },
    ]);
    expect(taken.notes[0]).toMatchObject({ position: { x: 0, y: -250 }, size: { width: 600, height: 125 } });
  });
});

describe("a broken file is refused with the line", () => {
  it.each([
    ['{\n  "formatVersion": 1,\n  "name": "x",,\n}', /line 3/],
    ["", /empty|not valid/i],
    ["nonsense", /line 1/],
    ['{\n"a": 1\n"b": 2 }', /line 3/],
    ['{ "a": "x\n" }', /line 1/],
    ['{ "a": 1 } trailing', /line 1/],
  ])("%j", (source, message) => {
    const error = errorOf(source);
    expect(error.code).toBe("INVALID");
    expect(error.message).toMatch(/Not valid JSON/);
    expect(error.message).toMatch(message);
    expect(error.hint).toContain("Nothing was changed");
  });
});

describe("a wrong file is refused with the field", () => {
  it.each([
    ["[]", /not a workflow/],
    ["5", /not a workflow/],
    ["null", /not a workflow/],
    ["{}", /field "formatVersion"/],
    ['{"formatVersion":2,"name":"x"}', /field "formatVersion"/],
    ['{"formatVersion":1,"name":""}', /field "name"/],
    [text((d) => Object.assign(d, { nodes: "none" })), /field "nodes"/],
    [text((d) => Object.assign(d.nodes[0] ?? {}, { position: { x: "left", y: 0 } })), /field "nodes.0.position.x"/],
    [text((d) => Object.assign(d.nodes[0] ?? {}, { position: { x: 1e308, y: 0 } })), /field "nodes.0.position.x"/],
    [text((d) => Object.assign(d.nodes[0] ?? {}, { id: "a b" })), /field "nodes.0.id" .*letters/],
    [text((d) => Object.assign(d.nodes[0] ?? {}, { surprise: 1 })), /field "nodes.0".*surprise/],
    [text((d) => Object.assign(d.nodes[1] ?? {}, { id: "a" })), /"a" is used twice/],
    [text((d) => Object.assign(d.nodes[1] ?? {}, { name: "a" })), /"a" is the name of two nodes/],
    [
      text((d) => Object.assign(d.edges[0] ?? {}, { to: { node: "gone", port: "main" } })),
      /field "edges.0.to.node" there is no node "gone"/,
    ],
    [text((d) => d.edges.push(...d.edges)), /field "edges.1" the same two ports are connected twice/],
    [text((d) => Object.assign(d.nodes[0] ?? {}, { params: [1] })), /field "nodes.0.params"/],
    [text((d) => Object.assign(d.settings, { timezone: 5 })), /field "settings.timezone"/],
    ['{"nodes":{},"connections":{}}', /field "nodes" is not a list/],
  ])("%s", (source, message) => {
    const error = errorOf(source);
    expect(error.code).toBe("INVALID");
    expect(error.message).toMatch(message);
    expect(error.message.length).toBeLessThan(500);
  });
});

describe("a hostile file", () => {
  const big = (count: number) =>
    JSON.stringify({
      ...document,
      nodes: Array.from({ length: count }, (_, n) => ({ ...document.nodes[0], id: `n${n}`, name: `n${n}` })),
      edges: [],
    });

  it("T088 with names that change prototypes changes none", () => {
    const names = ["__proto__", "constructor", "prototype", "toString"];
    for (const name of names) {
      const source = `{"formatVersion":1,"name":"x","nodes":[{"id":"a","type":"${name}","version":1,"name":"${name}","position":{"x":0,"y":0},"params":{"${name}":{"polluted":1}}}],"edges":[]}`;
      parseImport(source);
      const n8n = `{"nodes":[{"name":"${name}","type":"n8n-nodes-base.${name}","parameters":{"${name}":{"polluted":1}},"position":[0,0]}],"connections":{"${name}":{"main":[[{"node":"${name}","type":"main","index":0}]]}}}`;
      const { document: taken } = parseImport(n8n);
      expect(taken.nodes[0]?.type).toBe(`n8n-nodes-base.${name}`);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    }
  });

  it("T170 with 10,000 nodes is taken, with one more refused", () => {
    expect(parseImport(big(10_000)).document.nodes).toHaveLength(10_000);
    expect(errorOf(big(10_001)).message).toMatch(/field "nodes" has 10001 entries, the limit is 10000/);
  });

  it.each([
    ["of opening brackets", "[".repeat(1_000_000)],
    ["of nested lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "of nested parameters",
      `{"formatVersion":1,"name":"x","nodes":[{"id":"a","type":"t","version":1,"name":"a","position":{"x":0,"y":0},"params":{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}}]}`,
    ],
    [
      "of nested n8n parameters",
      `{"nodes":[{"name":"a","type":"x","parameters":{"a":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}}}],"connections":{}}`,
    ],
    ["of numbers for nodes", JSON.stringify({ formatVersion: 1, name: "x", nodes: Array(300_000).fill(1) })],
    [
      "of n8n nodes of one name",
      JSON.stringify({ nodes: Array(30_000).fill({ name: "A", type: "x" }), connections: {} }),
    ],
    ["of random letters", Buffer.from(Array.from({ length: 700_000 }, (_, n) => (n * 7919) % 251)).toString("base64")],
    ["of one long text", JSON.stringify("x".repeat(1_000_000))],
    [
      "of wires to nowhere",
      JSON.stringify({
        ...document,
        edges: Array(20_000).fill({ from: { node: "x", port: "m" }, to: { node: "y", port: "m" } }),
      }),
    ],
    ["more than 20 MB", " ".repeat(21 * 1024 * 1024)],
  ])("T170 %s is refused in a moment", (_, source) => {
    const begun = performance.now();
    const error = errorOf(source);
    expect(error.code).toBe("INVALID");
    expect(error.message.length).toBeLessThan(500);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it("T170 with objects that say they have a length is refused", () => {
    const odd = { length: { toString: 1 } };
    for (const more of [{ name: odd }, { nodes: [{ ...document.nodes[0], name: odd, id: odd }] }, { notes: odd }])
      expect(errorOf(JSON.stringify({ ...document, ...more })).code).toBe("INVALID");
  });

  it("of n8n with absurd numbers is brought into bounds", () => {
    const nodes = [
      {
        name: "m",
        type: "n8n-nodes-base.merge",
        typeVersion: 3,
        parameters: { numberInputs: 1e9 },
        position: [1e300, "x"],
      },
      {
        name: "s",
        type: "n8n-nodes-base.switch",
        typeVersion: 3,
        parameters: { mode: "expression", numberOutputs: 1e9 },
        retryOnFail: true,
        maxTries: -1,
        waitBetweenTries: "soon",
      },
      {
        name: "n",
        type: "n8n-nodes-base.stickyNote",
        parameters: { width: -5, height: 1e9, content: "x".repeat(60_000) },
      },
      { name: "v", type: "x", typeVersion: -3 },
    ];
    const { document: taken } = parseImport(
      JSON.stringify({ nodes, connections: { m: "nonsense", gone: { main: 5 } } }),
    );
    expect(taken.nodes).toHaveLength(3);
    expect(taken.nodes[0]?.position).toEqual({ x: 1_000_000, y: 0 });
    expect(taken.nodes[1]?.retry).toEqual({ tries: 2, waitMs: 1000, backoff: "same" });
  });
});

describe("a file of n8n", () => {
  it("gives nodes of one name names of their own", () => {
    const nodes = Array.from({ length: 4 }, () => ({ name: "A", type: "n8n-nodes-base.noOp", position: [0, 0] }));
    const { document: taken } = parseImport(JSON.stringify({ nodes, connections: {} }));
    expect(new Set(taken.nodes.map(({ name }) => name)).size).toBe(4);
  });

  it("becomes ours, wires by port name", () => {
    const source = {
      name: "Flow",
      nodes: [
        { name: "Start", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
        {
          name: "If",
          type: "n8n-nodes-base.if",
          typeVersion: 2,
          position: [200, 0],
          parameters: {},
          onError: "continueErrorOutput",
        },
        { name: "Yes", type: "n8n-nodes-base.noOp", typeVersion: 1, position: [400, 0], parameters: {} },
        {
          name: "No",
          type: "n8n-nodes-base.httpRequest",
          typeVersion: 4.2,
          position: [400, 200],
          parameters: { url: "https://example.com" },
          credentials: { x: {} },
        },
        {
          name: "Odd",
          type: "n8n-nodes-base.todoist",
          typeVersion: 2,
          position: [400, 400],
          parameters: { text: "=hi" },
          disabled: true,
        },
        { name: "Note", type: "n8n-nodes-base.stickyNote", position: [0, 300], parameters: { content: "Hello" } },
      ],
      connections: {
        Start: { main: [[{ node: "If", type: "main", index: 0 }]] },
        If: {
          main: [
            [{ node: "Yes", type: "main", index: 0 }],
            [{ node: "No", type: "main", index: 0 }],
            [{ node: "Odd", type: "main", index: 0 }],
          ],
        },
      },
      settings: { timezone: "Europe/Berlin", executionOrder: "v1" },
      pinData: {},
      active: true,
    };
    const { document: taken, warnings, format } = parseImport(JSON.stringify(source));
    const name = (id: string) => taken.nodes.find((node) => node.id === id)?.name;
    expect(format).toBe("n8n");
    expect(taken.edges.map(({ from, to }) => `${name(from.node)}.${from.port} -> ${name(to.node)}.${to.port}`)).toEqual(
      ["Start.main -> If.main", "If.true -> Yes.main", "If.false -> No.main", "If.error -> Odd.main"],
    );
    expect(taken.notes).toMatchObject([{ text: "Hello" }]);
    expect(taken.settings).toEqual({ timezone: "Europe/Berlin" });
    expect(taken.nodes.find(({ name: n }) => n === "Odd")).toMatchObject({
      type: "n8n-nodes-base.todoist",
      disabled: true,
      params: { text: "=hi" },
    });
    expect(warnings.map(({ place }) => place)).toEqual(["No", "Odd"]);
  });
});
