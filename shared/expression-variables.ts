/** The variables and functions of expressions: one table for completion in the editor and for the documentation. */

export type Member = {
  name: string;
  doc?: string;
  /** Of a function: what stands between the brackets; empty for none. */
  args?: string;
};

export type ExpressionVariable = {
  name: string;
  /** Other names of the same. */
  aliases?: readonly string[];
  /** Of a function: its arguments. */
  args?: string;
  /** Few words, for a list. */
  brief: string;
  /** More, for the documentation, where the brief is not enough. */
  doc?: string;
  members?: readonly Member[];
  /** Known for old workflows' sake: not offered while typing. */
  legacy?: boolean;
};

const listMembers: Member[] = [
  { name: "first", args: "", doc: "the first item" },
  { name: "last", args: "", doc: "the last item" },
  { name: "all", args: "", doc: "the list of all items" },
];

/** In the order in which they are offered. */
export const expressionVariables: readonly ExpressionVariable[] = [
  { name: "$json", aliases: ["$data"], brief: "fields of the item" },
  {
    name: "$input",
    brief: "all input items",
    doc: "the items of the first input",
    members: [
      { name: "item", doc: "the current item" },
      ...listMembers,
      { name: "params", doc: "parameters of this node" },
      { name: "context", doc: "what this node keeps between its runs" },
    ],
  },
  {
    name: "$",
    args: "'Node'",
    brief: "data of another node",
    doc:
      "data of another node. `first`, `last` and `all` take an output, by number or name, and a run by number; without " +
      "them they read the output that leads here, and the last run",
    members: [
      { name: "item", doc: "the item this one came from" },
      ...listMembers,
      { name: "itemMatching", args: "index", doc: "the item that input item came from" },
      { name: "pairedItem", args: "index", doc: "the same" },
      { name: "isExecuted", doc: "whether the node has run" },
      { name: "params", doc: "parameters of that node" },
      { name: "context", doc: "how far a loop is" },
    ],
  },
  { name: "$now", brief: "this moment", doc: "this moment, as a Luxon date in the workflow's time zone" },
  { name: "$today", brief: "start of the day", doc: "midnight of today, as a Luxon date" },
  { name: "$vars", brief: "variables of this server", doc: "the variables of the Settings page" },
  {
    name: "$execution",
    brief: "this execution",
    members: [
      { name: "id" },
      { name: "mode", doc: "`test` from the editor, else `production`" },
      { name: "resumeUrl", doc: "the address that ends a wait for a call" },
      { name: "resumeFormUrl", doc: "the address of the form that is waited for" },
      {
        name: "customData",
        doc: "what was noted with the execution: `.get(name)`, `.getAll()`; in code also `.set(name, text)`",
      },
    ],
  },
  { name: "$workflow", brief: "this workflow", members: [{ name: "id" }, { name: "name" }, { name: "active" }] },
  {
    name: "$binary",
    brief: "files of the item",
    doc: "the item's files by field: `fileName`, `mimeType`, `fileSize` …",
  },
  {
    name: "$itemIndex",
    aliases: ["$position", "$thisItemIndex"],
    brief: "number of the item, from 0",
  },
  {
    name: "$runIndex",
    aliases: ["$thisRunIndex"],
    brief: "number of the run, from 0",
    doc: "how often this node ran before in this execution",
  },
  {
    name: "$prevNode",
    brief: "where the item came from",
    members: [{ name: "name" }, { name: "outputIndex" }, { name: "runIndex" }],
  },
  { name: "$if", args: "test, yes, no", brief: "one of two values", doc: "`yes` or `no`; the other is not evaluated" },
  { name: "$ifEmpty", args: "value, otherwise", brief: "another value for an empty one" },
  { name: "$min", args: "…numbers", brief: "the smallest", doc: "the smallest of numbers, or of a list" },
  { name: "$max", args: "…numbers", brief: "the largest", doc: "the largest of numbers, or of a list" },
  { name: "$average", args: "…numbers", brief: "the mean", doc: "the mean of numbers, or of a list" },
  { name: "$not", args: "value", brief: "the opposite" },
  {
    name: "$jmespath",
    aliases: ["$jmesPath"],
    args: "value, query",
    brief: "a JMESPath query",
  },
  { name: "$nodeId", brief: "this node's id" },
  { name: "$nodeVersion", brief: "the version of this node's type", legacy: true },
  {
    name: "$mode",
    brief: "what began the execution",
    doc: "what began the execution: `manual`, `webhook`, `schedule` …",
  },
  {
    name: "$parameter",
    aliases: ["$rawParameter"],
    brief: "this node's own parameters",
    doc: "this node's own parameters, expressions not evaluated",
  },
  {
    name: "$response",
    brief: "of the page before: body, headers, statusCode",
    doc: "in the pages of HTTP Request: `.body`, `.headers` and `.statusCode` of the page before",
  },
  { name: "$pageCount", brief: "pages read so far", doc: "in the pages of HTTP Request: how many were read so far" },
  {
    name: "$request",
    brief: "of the page: url, method, qs, headers, body",
    doc: "in the pages of HTTP Request: `.qs`, `.url`, `.method`, `.headers` and `.body` of the page",
  },
  { name: "$node", brief: "older form of $('Node')", doc: 'older form: `$node["Name"].json`' },
  { name: "$items", args: "node, output, run", brief: "items of a node", doc: "older form of `$('Node').all()`" },
  {
    name: "$item",
    args: "index",
    brief: "the variables for another item",
    doc: "older form: `$item(0).$json`",
    legacy: true,
  },
  { name: "$executionId", brief: "`$execution.id`", legacy: true },
  { name: "$resumeWebhookUrl", brief: "`$execution.resumeUrl`", legacy: true },
  { name: "$self", brief: "empty: the node's own memory in n8n", legacy: true },
  { name: "$webhookId", brief: "empty: addresses are made of paths", legacy: true },
  { name: "$env", brief: "always an error: the server's environment is not visible", legacy: true },
  { name: "$secrets", brief: "always an error: secrets are for credentials", legacy: true },
  {
    name: "$fromAI",
    aliases: ["$fromAi", "$fromai"],
    args: "key",
    brief: "always an error: no agent is there",
    legacy: true,
  },
  { name: "$getPairedItem", brief: "always an error: use `$('Node').item`", legacy: true },
  { name: "$evaluateExpression", brief: "always an error: write the expression where its value is used", legacy: true },
];

/** Names of the language that come without a dollar sign. */
export const expressionClasses = [
  ...["DateTime", "Duration", "Interval"],
  ...["Math", "JSON", "Object", "Array", "String", "Number"],
] as const;
