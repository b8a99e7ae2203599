import { describe, expect, it } from "vitest";
import { nodes } from "@/nodes/registry";
import { describeParams } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { emptyDocument, type WorkflowDocument, type WorkflowNode } from "@/shared/workflow";
import { areWorkflowsMissing, conformanceWorkflows } from "./conformance-workflows.testing";
import { exportN8n } from "./export";
import { importN8n } from "./import";
import { newest } from "./newest";
import { variantsOf } from "./variants.testing";

const nodeOf = (type: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  ...{ id: "a", type, version: 1, name: "A", position: { x: 7, y: -11 }, params: {} },
  ...more,
});
const withNodes = (...list: WorkflowNode[]): WorkflowDocument => ({ ...emptyDocument("Trip"), nodes: list });
const throughN8n = (document: WorkflowDocument) => importN8n(asFile(exportN8n(document).document)).document;
const asFile = (value: JsonObject) => JSON.parse(JSON.stringify(value)) as JsonObject;

/** A document in which nodes are called by their names instead of their ids. Wires of one output keep their order. */
function withoutIds({ nodes: list, edges, notes, groups, ...rest }: WorkflowDocument) {
  const names = new Map(list.map(({ id, name }) => [id, name]));
  const wire = ({ from, to }: WorkflowDocument["edges"][number]) =>
    [names.get(from.node), from.port, names.get(to.node), to.port] as string[];
  const byOutput = (one: string[], other: string[]) => one.slice(0, 2).join().localeCompare(other.slice(0, 2).join());
  return {
    ...rest,
    nodes: list.map((node) => ({ ...newest(node), id: "" })),
    edges: edges.map(wire).sort(byOutput),
    notes: notes.map((note) => ({ ...note, id: "" })),
    groups: groups?.map((group) => ({ ...group, id: "", nodeIds: group.nodeIds.map((id) => names.get(id)) })),
  };
}

const cannotKeep = /^n8n cannot keep (.*)$/;

describe("a node of ours that went to n8n and came back", () => {
  /** Where n8n has no place for a parameter, or it means nothing beside the others. */
  // How n8n writes batches is its own affair, columns are keys of an object, and rows are told apart by equality.
  const unkeptOfDatabases = [
    ...["each", "refused", "give", "batchSize", "columns.list", "keys", "where", "where.0.value", "where.1.value"],
  ].map((path) => `operation.${path}`);
  const unkeptOfFileServers = ["limit", "pattern", "overwrite", "makeFolders"].map((name) => `operation.${name}`);
  const lost: { [type: string]: string[] } = {
    "core.schedule": ["timezone", "ifMissed", "maxMissed", "jitter"],
    "core.sendEmail": ["repeat"],
    "core.httpRequest": ["repeat", "whenBusy.is", "whenBusy.maxWaitSeconds", "whenBusy.tries"],
    "core.switch": ["fallbackCase"],
    "core.merge": [
      "how.match",
      "how.match.0.second",
      "how.match.1.second",
      "how.input",
      "prefer",
      "deep",
      "skipEmpty",
      "dots",
    ],
    "core.executeWorkflow": ["send.is", "send.fields"],
    "core.extractFromFile": ["as.skipRows"],
    "core.rssTrigger": [
      ...["is", "every", "hour", "minute", "days", "day"].flatMap((key) => [
        `rules.0.when.${key}`,
        `rules.1.when.${key}`,
      ]),
      "custom",
    ],
    "core.rssRead": ["max"],
    "core.imapTrigger": [
      ...["is", "every", "hour", "minute", "days", "day"].flatMap((key) => [
        `rules.0.when.${key}`,
        `rules.1.when.${key}`,
      ]),
      ...["rules", "rules.0", "rules.1", "take", "search", "format.prefix"],
    ],
    "core.splitOut": ["others"],
    "core.aggregate": ["what.fields"],
    "core.sort": ["source"],
    "core.removeDuplicates": ["compare.fields", "compare.except", "compare.days"],
    "core.dateTime": ["zone.is", "zone.name", "inputFormat", "inputZone", "action.is", "action.time"],
    "core.summarize": ["failOnMissing"],
    "core.html": ["action.field"],
    "core.htmlTable": ["field"],
    "core.convertToFile": ["to.bom", "to.field", "to.organizer", "keepFields"],
    "core.files": ["action.mustExist"],
    "core.formTrigger": [
      ...["fields.0.kind.maxMb", "fields.1.kind.maxMb", "respond.title", "respond.text", "embed"],
      ...["callers", "perMinute", "burst"],
    ],
    "core.form": ["page.content.fields.0.kind.maxMb", "page.content.fields.1.kind.maxMb"],
    "core.wait": ["until.content.fields.0.kind.maxMb", "until.content.fields.1.kind.maxMb"],
    "core.webhook": [
      ...["perMinute", "burst"],
      ...["methods", "authentication"],
      ...["is", "sender", "header", "path", "days"].map((name) => `repeats.${name}`),
    ],
    "core.postgres": unkeptOfDatabases,
    "core.mysql": unkeptOfDatabases,
    "core.table": [
      ...["where.0.value", "where.1.value", "sort", "columns.unknown", "columns.list", "failing", "give"],
    ].map((path) => `operation.${path}`),
    // An order is an object of fields there, and all that fits is deleted.
    "core.mongodb": ["operation.sort", "operation.withoutFilter", "ids", "form"],
    "core.rabbitmq": [
      ...["persistent", "mandatory", "messageId", "correlationId", "replyTo", "contentType", "expiration", "priority"],
    ],
    "core.rabbitmqTrigger": ["format", "unreadable", "prefetch"],
    "core.kafka": ["acks", "partition", "createTopic"],
    "core.kafkaTrigger": ["format", "atOnce"],
    "core.mqttTrigger": ["format", "retained", "clientId", "keepHours"],
    "core.ftp": unkeptOfFileServers,
    "core.sftp": unkeptOfFileServers,
    "core.redis": ["operation.when", "operation.by", "operation.into"],
  };
  it.each(nodes.map((node) => [node.type, node] as const))("%s is the same, in every case of it", (type, node) => {
    for (const params of [{}, ...variantsOf(describeParams(node.params))]) {
      const document = withNodes(nodeOf(type, { version: node.version, params }));
      const told = exportN8n(document).warnings.flatMap(({ message }) => cannotKeep.exec(message)?.[1] ?? []);
      const paths = told.flatMap((text) => [...text.matchAll(/"([^"]+)"/g)].map(([, path]) => path));
      expect(
        paths.filter((path) => !lost[type]?.includes(path ?? "")),
        JSON.stringify(params),
      ).toEqual([]);
      if (!told.length) expect(withoutIds(throughN8n(document))).toEqual(withoutIds(document));
    }
  });

  it("keeps what every node has", () => {
    const node = nodeOf("core.noOp", {
      ...{ name: "__proto__", disabled: true, notes: "Mind the gap", onError: "branch", executeOnce: true },
      ...{ alwaysOutput: true, retry: { tries: 5, waitMs: 5_000, backoff: "same" } },
      pinned: { main: [{ json: { __proto__x: 1 } }, { json: {} }] },
    });
    const document = withNodes(node);
    expect(exportN8n(document).warnings).toEqual([]);
    expect(withoutIds(throughN8n(document))).toEqual(withoutIds(document));
  });

  it("tells what is lost, and which credential must be chosen", () => {
    const retry = { tries: 9, waitMs: 60_000, backoff: "double" as const };
    const document = withNodes(nodeOf("core.sendEmail", { retry, timeoutMs: 5, credentials: { smtp: "c1" } }));
    const settings = { errorWorkflow: "w", keepFailed: "none", keepSucceeded: 7, redact: ["a"] } as const;
    expect(exportN8n({ ...document, settings: { ...settings, redact: ["a"] } }).warnings).toEqual([
      { place: "A", message: "Choose the credential in n8n: a file never brings one along" },
      { place: "A", message: 'n8n cannot keep "retry.tries", "retry.waitMs", "retry.backoff", "timeoutMs"' },
      { place: "settings", message: 'n8n cannot keep "errorWorkflow", "keepSucceeded", "redact"' },
    ]);
  });

  it("without a counterpart is a node that does nothing, whose notes bring it back", () => {
    const params = { service: { is: "ntfy", topic: "door", message: "={{ $json.who }}\n\nIslewire core.noOp 1\n{}" } };
    const document = withNodes(nodeOf("core.notify", { params, notes: "Rings" }));
    const [node] = exportN8n(document).document.nodes as JsonObject[];
    expect(node?.type).toBe("n8n-nodes-base.noOp");
    expect(String(node?.notes)).toMatch(/^Rings\n\nIslewire core\.notify 1\n\{/);
    expect(withoutIds(throughN8n(document))).toEqual(withoutIds(document));
  });
});

describe("a workflow of ours that went to n8n and came back", () => {
  const document: WorkflowDocument = {
    ...emptyDocument("Round trip"),
    nodes: [
      nodeOf("core.manualTrigger", { id: "t", name: "Start" }),
      nodeOf("core.if", { id: "i", name: "Is it?", onError: "branch" }),
      nodeOf("core.merge", { id: "m", name: "Merge", params: { inputs: 3 } }),
    ],
    edges: [
      { from: { node: "t", port: "main" }, to: { node: "i", port: "main" } },
      { from: { node: "i", port: "true" }, to: { node: "m", port: "input0" } },
      { from: { node: "i", port: "false" }, to: { node: "m", port: "input1" } },
      { from: { node: "i", port: "error" }, to: { node: "m", port: "input2" } },
    ],
    notes: [
      { id: "n", text: "# Look", position: { x: 1, y: 2 }, size: { width: 241, height: 163 }, color: "purple" },
      { id: "o", text: "", position: { x: 1, y: 2 }, size: { width: 40, height: 40 }, color: "yellow" },
    ],
    groups: [{ id: "g", name: "Pair", nodeIds: ["t", "i"], description: "Both" }],
    settings: { timezone: "Europe/Berlin", timeoutSeconds: 60 },
  };

  it("has its wires, notes, groups and settings", () => {
    const exported = exportN8n(document);
    expect(exported.warnings).toEqual([]);
    expect(exported.document.connections).toEqual({
      Start: { main: [[{ node: "Is it?", type: "main", index: 0 }]] },
      "Is it?": { main: [0, 1, 2].map((index) => [{ node: "Merge", type: "main", index }]) },
    });
    expect(withoutIds(throughN8n(document))).toEqual(withoutIds(document));
  });

  it("tells of wires that n8n has no place for", () => {
    const edges = [{ from: { node: "t", port: "gone" }, to: { node: "i", port: "main" } }];
    const message = 'The connection from "gone" to "main" of "Is it?" is left out';
    expect(exportN8n({ ...document, edges }).warnings).toEqual([{ message, place: "Start" }]);
  });
});

it("a node without a counterpart here goes back as it came, with its connections", () => {
  const ai = (name: string, typeVersion: number): JsonObject => ({
    ...{ id: name, name, type: `@n8n/n8n-nodes-langchain.${name}`, typeVersion, position: [0, 0] },
    parameters: { prompt: "=Say {{ $json.a }}", options: { deep: [1, { b: null }] } },
  });
  const connections = {
    model: { ai_languageModel: [[{ node: "agent", type: "ai_languageModel", index: 1 }]] },
    agent: { main: [[], [], [{ node: "model", type: "main", index: 2 }]] },
  };
  const source = { name: "AI", nodes: [ai("model", 1.7), ai("agent", 3.1)], connections };
  const { document } = exportN8n(importN8n(source).document);
  const same = (list: unknown) => (list as JsonObject[]).map(({ id: _, ...node }) => node);
  expect(same(document.nodes)).toEqual(same(source.nodes));
  expect(document.connections).toEqual(connections);
});

describe.skipIf(areWorkflowsMissing)("workflows of n8n's own test suite", () => {
  const found = conformanceWorkflows();

  it("are there", () => {
    expect(found.length).toBeGreaterThan(100);
  });

  it.each(found)("%s: import, export, import is import", (_file, source) => {
    const once = importN8n(source).document;
    const exported = exportN8n(once);
    const twice = importN8n(asFile(exported.document)).document;
    expect(withoutIds(twice)).toEqual(withoutIds(once));
    expect(exported.warnings.filter(({ message }) => cannotKeep.test(message))).toEqual([]);
  });
});
