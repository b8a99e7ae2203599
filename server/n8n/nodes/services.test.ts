import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

const map = (type: string, version: number, params: JsonObject) =>
  mapN8nNode(`n8n-nodes-base.${type}`, version, params);
const chosen = ({ params }: { params: JsonObject }) => {
  const { is, operation } = params.resource as { is: string; operation: { is: string } };
  const { is: name, ...values } = operation;
  return [`${is}.${name}`, values];
};
const rl = (value: string) => ({ __rl: true, mode: "id", value });

const cases: [string, number, JsonObject, string, JsonObject][] = [
  [
    "slack",
    2.3,
    {
      select: "channel",
      channelId: rl("C1"),
      text: "=Hi {{ $json.a }}",
      otherOptions: { thread_ts: { replyValues: { thread_ts: 1.5 } } },
    },
    "message.send",
    { channel: "C1", text: "=Hi {{ $json.a }}", thread: "1.5" },
  ],
  ["slack", 1, { channel: "#general", text: "Hi" }, "message.send", { channel: "#general", text: "Hi" }],
  ["slack", 2, { resource: "channel", operation: "getAll", returnAll: true }, "channel.list", { all: true }],
  [
    "slack",
    2.1,
    { messageType: "block", channelId: rl("C1"), blocksUi: '{"blocks":[{"type":"divider"}]}' },
    "message.send",
    { channel: "C1", blocks: [{ type: "divider" }] },
  ],
  [
    "telegram",
    1.2,
    { chatId: "42", text: "Hi", additionalFields: { parse_mode: "HTML" } },
    "message.send",
    { chat: "42", text: "Hi", format: "HTML", silent: false },
  ],
  [
    "telegram",
    1,
    { operation: "sendDocument", chatId: "42", binaryData: true },
    "message.document",
    { chat: "42", file: "data", more: { parse_mode: "Markdown" }, silent: false },
  ],
  [
    "discord",
    2,
    { resource: "message", operation: "send", guildId: rl("1"), channelId: rl("5"), content: "Hi" },
    "message.send",
    { channel: "5", content: "Hi" },
  ],
  [
    "mattermost",
    1,
    { operation: "post", channelId: "c", message: "Hi", otherOptions: { root_id: "p" } },
    "message.send",
    { channel: "c", text: "Hi", thread: "p" },
  ],
  [
    "gotify",
    1,
    { message: "Hi", additionalFields: { title: "T", priority: 3 } },
    "message.send",
    { text: "Hi", title: "T", priority: 3, format: "text/plain" },
  ],
  [
    "pushover",
    1,
    { userKey: "u", message: "Hi", priority: 1, additionalFields: { url: "https://a.b" } },
    "message.send",
    { text: "Hi", priority: "1", link: "https://a.b" },
  ],
  [
    "twilio",
    1,
    { from: "+1", to: "+2", message: "Hi", toWhatsapp: true },
    "message.send",
    { from: "whatsapp:+1", to: "whatsapp:+2", text: "Hi" },
  ],
  [
    "github",
    1,
    { owner: rl("o"), repository: rl("r"), title: "Bug", labels: [{ label: "a" }, { label: "b" }], assignees: [] },
    "issue.create",
    { owner: "o", repo: "r", title: "Bug", labels: "a,b" },
  ],
  [
    "github",
    1,
    {
      resource: "issue",
      operation: "edit",
      owner: "o",
      repository: "r",
      issueNumber: 7,
      editFields: { state: "closed" },
    },
    "issue.update",
    { owner: "o", repo: "r", number: "7", state: "closed" },
  ],
  [
    "gitlab",
    1,
    { owner: "o", repository: "r", title: "Bug", body: "x" },
    "issue.create",
    { project: "o/r", title: "Bug", body: "x" },
  ],
  [
    "airtable",
    2,
    { operation: "create", base: rl("app1"), table: rl("t"), columns: { mappingMode: "autoMapInputData" } },
    "record.create",
    { base: "app1", table: "t", fields: "={{ $json }}", typecast: false },
  ],
  [
    "airtable",
    2.1,
    { operation: "search", base: rl("app1"), table: rl("t"), filterByFormula: "{A}=1", returnAll: false, limit: 5 },
    "record.list",
    { base: "app1", table: "t", formula: "{A}=1", limit: 5 },
  ],
  [
    "wordpress",
    1,
    { title: "T", additionalFields: { content: "x", status: "publish" } },
    "post.create",
    { title: "T", content: "x", status: "publish" },
  ],
  [
    "googleSheets",
    4.5,
    { documentId: rl("1a"), sheetName: { __rl: true, mode: "list", value: "gid=0", cachedResultName: "Orders" } },
    "row.read",
    { sheet: "1a", range: "Orders", all: true },
  ],
  [
    "jira",
    1,
    { resource: "issueComment", operation: "add", issueKey: "A-1", comment: "Hi" },
    "comment.add",
    { issue: "A-1", text: "Hi" },
  ],
];

describe("nodes of n8n for services", () => {
  it.each(cases)("%s %s %j is %s", (type, version, params, place, values) => {
    const mapped = map(type, version, params);
    expect(chosen(mapped)).toEqual([place, values]);
    const definition = findNode(mapped.type);
    const result = definition && objectSchema(definition.params).safeParse(mapped.params);
    const isFixed = !JSON.stringify(values).includes('"={{');
    if (isFixed) expect(result?.error?.issues ?? []).toEqual([]);
  });

  it("with an operation that ours has not are kept as they are, and say so", () => {
    const mapped = map("slack", 2.2, { resource: "star", operation: "add" });
    expect([mapped.type, mapped.warnings]).toEqual([
      "n8n-nodes-base.slack",
      [expect.stringMatching(/could not be read; the node is kept/)],
    ]);
  });

  it("post to Discord by webhook as Notify does", () => {
    expect(map("discord", 2, { authentication: "webhook", content: "Hi" })).toMatchObject({
      ...{ type: "core.notify", params: { service: { is: "discord", message: "Hi" } } },
      warnings: [expect.stringMatching(/incoming webhook/)],
    });
  });
});
