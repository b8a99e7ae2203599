import type { WorkflowDocument } from "../../shared/workflow.ts";
import { draw, webhook } from "./workflows.ts";

type Node = WorkflowDocument["nodes"][number];

const feed = { url: "https://suppliers.example.com/feed.xml" };
const berlin = { timezone: "Europe/Berlin" };

/** What the pictures of tables, state, API nodes and approvals show. */
export const stockTable = {
  columns: [
    { name: "sku", type: "text", required: true },
    { name: "article", type: "text", required: true },
    { name: "available", type: "number", default: 0 },
    { name: "price", type: "number" },
    { name: "in_shop", type: "boolean" },
    { name: "arrives", type: "datetime" },
    { name: "details", type: "json" },
  ],
  rows: (
    [
      ["BOWL-L", "Large bowl", 12, 34, true, null, { glaze: "ash", kiln: 2 }],
      ["BOWL-S", "Small bowl", 0, 22, false, 4, { glaze: "ash", kiln: 2 }],
      ["CUP-01", "Cup without a handle", 48, 14, true, null, { glaze: "white", kiln: 1 }],
      ["CUP-02", "Cup with a handle", 31, 18, true, 9, { glaze: "white", kiln: 1 }],
      ["PLATE-27", "Plate, 27 cm", 6, 28, true, 4, { glaze: "iron", kiln: 2 }],
      ["PLATE-21", "Plate, 21 cm", 17, 21, true, null, { glaze: "iron", kiln: 2 }],
      ["JUG-1", "Jug, one litre", 3, 52, true, 16, { glaze: "celadon", kiln: 1 }],
      ["VASE-40", "Floor vase", 1, 120, true, null, { glaze: "celadon", kiln: 3 }],
      ["TEA-1", "Teapot", 0, 68, false, 16, { glaze: "white", kiln: 1, parts: 2 }],
    ] as const
  ).map(([sku, article, available, price, in_shop, day, details]) => ({
    ...{ sku, article, available, price, in_shop, details },
    arrives: day === null ? null : `2026-12-${String(day).padStart(2, "0")}T08:00:00.000Z`,
  })),
};

/** By key, as the nodes of a workflow keep it. */
export const stockState = {
  "workflow/cursor prices": "2026-12-01T02:00:00.000Z",
  "workflow/counter written": 1284,
  "workflow/static": { lastSupplier: "north", seen: [311, 312, 315] },
  "node:compare/https://supplier.example.com/feed": 17,
};

const operation = (operationId: string, summary: string, tag: string) => ({
  ...{ operationId, summary, tags: [tag], responses: {} },
});

const small = (title: string, version: string, ...paths: string[]) => ({
  ...{ openapi: "3.1.0", info: { title, version }, servers: [{ url: "https://api.example.com" }] },
  paths: Object.fromEntries(paths.map((path) => [path, { get: operation(path.slice(1), `Read ${path}`, title) }])),
});

export const apiDocuments = [
  small("Accounting", "2.3", "/invoices", "/customers", "/payments", "/taxes"),
  small("Warehouse", "1.0", "/articles", "/shelves"),
];

export const carrierApi = {
  ...{ openapi: "3.1.0", info: { title: "Parcel carrier", version: "4.1" } },
  servers: [{ url: "https://carrier.example.com/v4" }],
  paths: {
    "/shipments": {
      post: operation("createShipment", "Order a shipment", "shipments"),
      get: operation("listShipments", "List shipments", "shipments"),
    },
    "/shipments/{id}": {
      get: operation("getShipment", "Look a shipment up", "shipments"),
      delete: operation("cancelShipment", "Cancel a shipment", "shipments"),
    },
    "/shipments/{id}/label": { get: operation("getLabel", "Get the label", "labels") },
    "/pickup-points": { get: operation("findPickupPoints", "Find pick-up points", "places") },
  },
};

type Clock = [name: string, node: string, type: string, when: { is: string; [name: string]: unknown }, more?: object];

/** Workflows that start by the clock, each at another time of the day. */
export const schedules: WorkflowDocument[] = (
  [
    ["Price check", "Working hours", "schedule", { is: "cron", pattern: "15 8-18 * * 1-5" }],
    ["News of the suppliers", "New articles", "rssTrigger", { is: "hours", every: 2, minute: 30 }, feed],
    [
      "Weekly figures",
      "Monday and Friday",
      "schedule",
      { is: "weekly", every: 1, days: ["1", "5"], hour: 8, minute: 5 },
    ],
    ["Backup of the shop", "In the evening", "schedule", { is: "daily", every: 1, hour: 22, minute: 0 }, berlin],
    ["Invoices", "First of the month", "schedule", { is: "monthly", every: 1, day: 1, hour: 6, minute: 0 }, berlin],
  ] satisfies Clock[]
).map(([name, node, type, when, more]: Clock) =>
  draw(
    name,
    [
      [node, type, 0, 0, { rules: [{ when }], ...more } as Node["params"]],
      ["Go on", "noOp", 300, 0],
    ],
    [[node, "Go on"]],
  ),
);

/** Waits at a page of its own; the step before says where that is. */
export const askToPublish: WorkflowDocument = draw(
  "Publish posts",
  [
    ["Post written", "webhook", 0, 0, webhook("posts")],
    [
      ...(["Address of the page", "editFields", 300, 0] as const),
      {
        values: { is: "fields", fields: [{ name: "at", type: "string", value: "={{ $execution.resumeFormUrl }}" }] },
        keepOthers: false,
      },
    ],
    [
      ...(["Ask the editor", "approval", 600, 0] as const),
      {
        title: "Publish “Bowls of the autumn”?",
        text: 'Ann wrote it this morning. <a href="https://blog.example.com/bowls">Read the article</a>',
        fields: [
          {
            ...{ label: "Text for Mastodon", name: "mastodon", required: true },
            kind: {
              is: "textarea",
              value: "The kiln is open, and the bowls of the autumn are out. Come and see them on Saturday.",
            },
          },
          { label: "When", name: "when", required: false, kind: { is: "date", value: "2026-12-05" } },
        ],
        ...{ comment: "Comment", approve: "Publish", reject: "Do not publish" },
      } as unknown as WorkflowDocument["nodes"][number]["params"],
    ],
  ],
  [
    ["Post written", "Address of the page"],
    ["Address of the page", "Ask the editor"],
  ],
);
