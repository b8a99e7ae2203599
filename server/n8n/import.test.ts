import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseImport } from "@/server/services/workflows";
import type { JsonObject } from "@/shared/item";
import { renameInCode } from "@/shared/rename";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { importN8n } from "./import";
import { nearestWay } from "./nearest";

const noOp = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ name, type: "n8n-nodes-base.noOp", typeVersion: 1, position: [0, 0], parameters: {} },
  ...more,
});
const read = (nodes: unknown[], more: JsonObject = {}) => importN8n({ nodes, connections: {}, ...more });
const messages = ({ warnings }: ReturnType<typeof importN8n>) => warnings.map(({ message }) => message);

describe("names", () => {
  it("that are used twice become different ones; connections mean the first", () => {
    const connections = { A: { main: [[{ node: "B", type: "main", index: 0 }]] } };
    const { document } = read([noOp("A"), noOp("A"), noOp("A1"), noOp("B")], { connections });
    expect(document.nodes.map(({ name }) => name)).toEqual(["A", "A1", "A11", "B"]);
    expect(document.edges.map(({ from }) => from.node)).toEqual([document.nodes[0]?.id]);
  });

  it("that cannot be kept are changed in expressions and code too", () => {
    const long = "x".repeat(140);
    const code = `return $('${long}').all().concat($node["${long}"].json, $items("${long}"))`;
    const { document } = read([
      noOp(long),
      noOp("Code", { type: "n8n-nodes-base.code", typeVersion: 2, parameters: { jsCode: code } }),
    ]);
    expect(document.nodes[1]?.params.source).toBe(code.replaceAll(long, "x".repeat(120)));
  });
});

describe("nodes named in expressions and code", () => {
  const old = `It's "x" \\ \`y\` `.padEnd(140, "z");
  const fresh = old.slice(0, 120);
  const quoted = (name: string, quote: string) =>
    `${quote}${name.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`)}${quote}`;

  it.each(["'", '"', "`"])("are renamed between %s, with what is escaped", (quote) => {
    const uses = (name: string) =>
      ["$(", "$items(", "$node["].map((opening) => `${opening} ${quoted(name, quote)}`).join(" + ");
    const reader = noOp("Reader", {
      ...{ type: "n8n-nodes-base.set", typeVersion: 3.4 },
      parameters: { mode: "raw", jsonOutput: `={{ ${uses(old)} }}` },
    });
    const { document } = read([noOp(old), reader]);
    expect(document.nodes.map(({ name }) => name)).toEqual([fresh, "Reader"]);
    expect(document.nodes[1]?.params.values).toEqual({ is: "object", object: `={{ ${uses(fresh)} }}` });
  });

  it("are renamed after a dot, which needs brackets for names that are no identifiers", () => {
    const long = "Ünter_$".padEnd(140, "x");
    const code = `return $node.${long}.json.a + $node.${long.slice(0, 139)}.json.b`;
    const { document } = read([
      noOp(long),
      noOp("Code", { type: "n8n-nodes-base.code", typeVersion: 2, parameters: { jsCode: code } }),
    ]);
    expect(document.nodes[1]?.params.source).toBe(code.replace(long, long.slice(0, 120)));
    expect(renameInCode("$node.A.json", new Map([["A", 'B "c"']]))).toBe('$node["B \\"c\\""].json');
  });
});

describe("groups", () => {
  it("come along with their nodes; what is no node of them is left out", () => {
    const nodeGroups = [
      { id: "g1", name: "Pair", nodeIds: ["a", "b", "gone", 5, "a"], description: "Both" },
      { id: "g2", name: "", nodeIds: ["b"] },
      { id: "g3", name: "Empty", nodeIds: [] },
      "nonsense",
    ];
    const { document } = read([noOp("A", { id: "a" }), noOp("B", { id: "b" })], { nodeGroups } as JsonObject);
    const [a, b] = document.nodes.map(({ id }) => id);
    expect(document.groups).toMatchObject([
      { name: "Pair", nodeIds: [a, b], description: "Both" },
      { name: "Group", nodeIds: [b] },
    ]);
  });
});

describe("connections", () => {
  it("that begin or end nowhere are left out, and told", () => {
    const connections = { A: { main: [null, [{ node: "gone" }, 5]] }, lost: { main: [[{ node: "A" }]] }, "": 7 };
    const result = read([noOp("A")], { connections } as JsonObject);
    expect(result.document.edges).toEqual([]);
    expect(messages(result)).toContain('A connection to "gone", which does not exist, is left out');
    expect(messages(result)).toContain("A connection from a node that does not exist is left out");
  });

  it("of AI nodes are kept between placeholders", () => {
    const ai = (name: string) => noOp(name, { type: `@n8n/n8n-nodes-langchain.${name}` });
    const connections = { model: { ai_languageModel: [[{ node: "agent", type: "ai_languageModel", index: 0 }]] } };
    const { document } = read([ai("model"), ai("agent")], { connections });
    expect(document.edges.map(({ from, to }) => [from.port, to.port])).toEqual([
      ["ai_languageModel", "ai_languageModel"],
    ]);
  });

  it("that a node here has no place for are left out, and told; those of others keep their numbers", () => {
    const odd = [
      null,
      null,
      [
        { node: "B", index: 7 },
        { node: "X", index: 2 },
      ],
    ];
    const connections = { A: { main: odd }, X: { main: odd } } as unknown as JsonObject;
    const result = read([noOp("A"), noOp("B"), noOp("X", { type: "n8n-nodes-base.unheardOf" })], { connections });
    expect(result.document.edges.map(({ from, to }) => [from.port, to.port])).toEqual([["main 3", "main 3"]]);
    expect(messages(result).filter((message) => message.includes("has no place"))).toHaveLength(3);
  });

  it("of the error output go out at the port for errors", () => {
    const connections = { A: { main: [[{ node: "B" }], [{ node: "C" }]] } };
    const { document } = read([noOp("A", { onError: "continueErrorOutput" }), noOp("B"), noOp("C")], { connections });
    expect(document.edges.map(({ from }) => from.port)).toEqual(["main", "error"]);
  });
});

describe("what a document brings along", () => {
  it("pins items, wrapped or bare", () => {
    const pinData: JsonObject = { A: [{ json: { a: 1 } } as JsonObject, { a: 2 }], gone: [{ json: {} }] };
    expect(read([noOp("A")], { pinData }).document.nodes[0]?.pinned).toEqual({
      main: [{ json: { a: 1 } }, { json: { a: 2 } }],
    });
  });

  it("sets time zone and limit, and says what it leaves out", () => {
    const kept = { saveDataSuccessExecution: "none", saveDataErrorExecution: "all" };
    const zone = { timezone: "Europe/Berlin", executionTimeout: 90 };
    const settings = { ...zone, ...kept, errorWorkflow: "7", executionOrder: "v0" };
    const result = read([], { settings, staticData: { global: { a: 1 } } });
    expect(result.document.settings).toEqual({
      ...{ timezone: "Europe/Berlin", timeoutSeconds: 90, order: "breadth", keepSucceeded: "none" },
    });
    expect(messages(result).join("\n")).toMatch(/static data[\s\S]*error workflow/);
    const usual = { timezone: "DEFAULT", executionTimeout: -1, executionOrder: "v1" };
    expect(read([], { settings: usual }).document.settings).toEqual({});
  });

  it("names the credentials that must be chosen", () => {
    const credentials = { smtp: { id: "1", name: "Shop mail" }, other: "old form" } as unknown as JsonObject;
    expect(messages(read([noOp("A", { credentials }), noOp("B", { credentials: { x: null } })]))).toEqual([
      'Choose the credential "Shop mail": a file never brings one along',
      "Choose the credential: a file never brings one along",
    ]);
  });

  it("colours its notes", () => {
    const note = (color: number | null) => noOp("", { type: "n8n-nodes-base.stickyNote", parameters: { color } });
    const colors = read([1, 3, 4, 5, 6, 7, null].map(note)).document.notes.map(({ color }) => color);
    expect(colors).toEqual(["yellow", "pink", "green", "blue", "purple", "gray", "yellow"]);
  });
});

describe("nodes without a counterpart", () => {
  it("keep all they have, and the report names another way", () => {
    const todoist = noOp("Tell", { type: "n8n-nodes-base.todoist", typeVersion: 2.1, parameters: { text: "=x" } });
    const result = read([todoist]);
    expect(result.document.nodes[0]).toMatchObject({
      type: "n8n-nodes-base.todoist",
      version: 2.1,
      params: { text: "=x" },
    });
    expect(messages(result)[0]).toMatch(/no counterpart.*https:\/\/api\.todoist\.com/);
  });

  it.each([
    ["n8n-nodes-base.gmailTrigger", /Webhook.*gmail.*Schedule/],
    ["n8n-nodes-base.postgres", /HTTP interface/],
    ["n8n-nodes-base.awsS3", /AWS/],
    ["n8n-nodes-base.googleSheetsTool", /https:\/\/sheets\.googleapis\.com/],
    ["n8n-nodes-base.amqpTrigger", /Webhook/],
    ["n8n-nodes-base.gmail", /Send Email/],
    ["@n8n/n8n-nodes-langchain.agent", /model's own API/],
    ["@n8n/n8n-nodes-langchain.lmChatAnthropic", /https:\/\/api\.anthropic\.com\/v1/],
    ["n8n-nodes-base.constructor", /service's own API/],
  ])("%s", (type, way) => {
    expect(nearestWay(type)).toMatch(way);
  });
});

describe("any JSON at all", () => {
  const type = fc.constantFrom(
    ...["set", "if", "switch", "merge", "code", "webhook", "httpRequest", "itemLists", "sort", "aggregate", "wait"],
    ...["splitOut", "stickyNote", "scheduleTrigger", "removeDuplicates", "dateTime", "summarize", "filter"],
  );
  const params = fc.dictionary(
    fc.constantFrom(
      ...["values", "rules", "conditions", "options", "mode", "assignments", "fields", "rule", "operation", "path"],
      ...["fieldsToAggregate", "fieldToSplitOut", "batchSize", "numberInputs", "__proto__", "constructor"],
    ),
    fc.jsonValue(),
  );
  const node = fc.record(
    {
      name: fc.jsonValue(),
      type: fc.oneof(
        type.map((name) => `n8n-nodes-base.${name}`),
        fc.jsonValue(),
      ),
      typeVersion: fc.oneof(fc.constantFrom(1, 2, 3, 3.4), fc.jsonValue()),
      position: fc.oneof(fc.constant(["NaN", 1e308]), fc.jsonValue()),
      parameters: fc.oneof(params, fc.jsonValue()),
      credentials: fc.jsonValue(),
      notes: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it("gives a valid document", () => {
    const document = fc.record({
      nodes: fc.array(fc.oneof(node, fc.jsonValue())),
      connections: fc.jsonValue(),
      pinData: fc.jsonValue(),
      settings: fc.jsonValue(),
      name: fc.jsonValue(),
    });
    fc.assert(
      fc.property(document, (value) => {
        const imported = parseImport(JSON.stringify(value)).document;
        expect(workflowDocumentSchema.safeParse(imported).error?.issues).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("of 10,000 nodes with one name is read in one pass", () => {
    let looks = 0;
    const get = () => {
      looks++;
      return "A";
    };
    const nodes = Array.from({ length: 10_000 }, () =>
      Object.defineProperty(noOp("A"), "name", { enumerable: true, get }),
    );
    expect(read(nodes).document.nodes).toHaveLength(10_000);
    expect(looks).toBeLessThan(50_000);
  });
});
