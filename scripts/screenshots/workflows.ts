import type { WorkflowDocument } from "../../shared/workflow.ts";

/** The workflows on the pictures that no template and no example holds. */
type Node = WorkflowDocument["nodes"][number];
type Placed = [id: string, type: string, x: number, y: number, params?: Node["params"], name?: string];
type Wire = [from: string, to: string, port?: string];
type More = Partial<Pick<WorkflowDocument, "notes" | "groups">>;

/** Nodes are named as their ids where no name is given. */
export function draw(name: string, nodes: Placed[], wires: Wire[], more: More = {}): WorkflowDocument {
  return {
    formatVersion: 1,
    name,
    nodes: nodes.map(([id, type, x, y, params = {}, nodeName = id]) => ({
      ...{ id: idOf(id), type: `core.${type}`, version: 1, name: nodeName, position: { x, y }, params },
    })),
    edges: wires.map(([from, to, port = "main"]) => ({
      from: { node: idOf(from), port },
      to: { node: idOf(to), port: "main" },
    })),
    notes: [],
    settings: {},
    ...more,
  };
}

const idOf = (name: string) => name.toLowerCase().replace(/[^\w-]+/g, "-");

export const webhook = (path: string) => ({
  path,
  methods: ["POST"],
  respond: { is: "accepted", status: 202, text: "" },
});

const number = (left: string, operation: string, right: number) => ({
  conditions: {
    combine: "and",
    ignoreCase: false,
    loose: false,
    conditions: [{ left, type: "number", operation, right }],
  },
});

const fields = (...values: [name: string, type: string, value: string][]) => ({
  values: { is: "fields", fields: values.map(([name, type, value]) => ({ name, type, value })) },
  keepOthers: false,
});

export const orderIntake = draw(
  "Order intake",
  [
    ["Order", "webhook", 0, 0, webhook("intake")],
    ["Is it valid?", "if", 300, 0, number("={{ $json.body.total }}", "gt", 0)],
    ["Look up stock", "httpRequest", 600, 0, { method: "GET", url: "https://shop.example.com/stock" }],
    ["Tell the team", "httpRequest", 900, 0, { method: "POST", url: "https://chat.example.com/hook" }],
    ["Answer", "noOp", 1200, 0],
    [
      "Mail",
      "sendEmail",
      900,
      167,
      { from: "shop@example.com", to: "team@example.com", subject: "An order to look at" },
    ],
  ],
  [
    ["Order", "Is it valid?"],
    ["Is it valid?", "Look up stock", "true"],
    ["Is it valid?", "Mail", "false"],
    ["Look up stock", "Tell the team"],
    ["Tell the team", "Answer"],
  ],
  {
    groups: [
      { id: "check", name: "Check the order", nodeIds: [idOf("Is it valid?"), idOf("Look up stock")], color: "blue" },
      { id: "tell", name: "Tell people", nodeIds: [idOf("Tell the team"), idOf("Mail")], color: "green" },
    ],
    notes: [
      {
        ...{ id: "orders", position: { x: 0, y: 190 }, size: { width: 240, height: 190 }, color: "yellow" },
        text: "# Orders\n\nWhat comes in by **webhook** is checked here.\n\n1. is the `total` above zero\n2. is it in stock\n\n[How returns work](https://shop.example.com/returns)",
      },
    ],
  },
);

/** Two versions of one workflow: a node added, one removed, one changed, one moved. */
export const pricesBefore = draw(
  "Prices",
  [
    ["Orders", "webhook", 0, 0, webhook("prices")],
    ["Price", "editFields", 300, 0, fields(["total", "number", "={{ $json.body.price }}"])],
    ["Old shop", "httpRequest", 600, 0, { method: "POST", url: "https://old.example.com/orders" }],
    ["Done", "noOp", 900, 0],
  ],
  [
    ["Orders", "Price"],
    ["Price", "Old shop"],
    ["Old shop", "Done"],
  ],
);

export const pricesAfter = draw(
  "Prices",
  [
    ["Orders", "webhook", 0, 0, webhook("prices")],
    [
      ...(["Price", "editFields", 300, 0] as const),
      fields(["total", "number", "={{ $json.body.price * 1.2 }}"], ["currency", "string", "EUR"]),
    ],
    ["New shop", "httpRequest", 600, 160, { method: "POST", url: "https://shop.example.com/orders" }],
    ["Done", "noOp", 900, 160],
  ],
  [
    ["Orders", "Price"],
    ["Price", "New shop"],
    ["New shop", "Done"],
  ],
);

const readStock = `const articles = ["bowl", "cup", "plate", "vase"];
console.log("reading the stock of", articles.length, "articles");
return articles.map((name, index) => ({ json: { name, stock: [12, 0, 31, 4][index], price: [18, 9, 14, null][index] } }));`;

const compareStock = `for (const { json } of $input.all()) {
  if (json.stock === 0) console.warn(json.name, "is sold out, and is taken off the shop");
  else console.log(json.name, "in stock:", json.stock);
}
return $input.all();`;

const writePrices = `for (const { json } of $input.all()) {
  if (json.price === null) throw new Error(\`"\${json.name}" has no price\`);
  console.log("price of", json.name, "is", json.price);
}
return $input.all();`;

/** Its last step fails. */
export const stockSync = draw(
  "Stock sync",
  [
    ["Every night", "schedule", 0, 0, { rules: [{ when: { is: "daily", every: 1, hour: 2, minute: 0 } }] }],
    ["Read stock", "code", 300, 0, { mode: "all", source: readStock }],
    ["Compare", "code", 600, 0, { mode: "all", source: compareStock }],
    ["Write prices", "code", 900, 0, { mode: "all", source: writePrices }],
  ],
  [
    ["Every night", "Read stock"],
    ["Read stock", "Compare"],
    ["Compare", "Write prices"],
  ],
);

/** Waits until somebody answers. */
export const refund = draw(
  "Approve refunds",
  [
    ["Refund asked for", "webhook", 0, 0, webhook("refunds")],
    ["Ask a person", "wait", 300, 0, { until: { is: "call", limitHours: 0 } }],
    ["Pay back", "noOp", 600, 0],
  ],
  [
    ["Refund asked for", "Ask a person"],
    ["Ask a person", "Pay back"],
  ],
);

export const chineseOrders = draw(
  "收到订单",
  [
    ["hook", "webhook", 0, 0, webhook("dingdan"), "订单 Webhook"],
    [
      ...(["tidy", "editFields", 300, 0] as const),
      fields(
        ["orderId", "string", "={{ $json.body.id }}"],
        ["email", "string", "={{ $json.body.customer.email.trim().toLowerCase() }}"],
        ["total", "number", "={{ $json.body.total }}"],
      ),
      "整理字段",
    ],
    ["large", "if", 600, 0, number("={{ $json.total }}", "gt", 100), "大额订单？"],
    ["reserve", "noOp", 900, -80, {}, "预留库存"],
    ["tell", "noOp", 900, 100, {}, "通知团队"],
  ],
  [
    ["hook", "tidy"],
    ["tidy", "large"],
    ["large", "reserve", "true"],
    ["large", "tell", "false"],
  ],
);

const field = (label: string, is: string, more: object = {}, required = false) => ({
  ...{ label, required, kind: { is, ...more } },
});
const options = (...values: string[]) => ({ options: values.map((value) => ({ value })) });

export const workshop = draw(
  "Workshop",
  [
    [
      ...(["Sign up", "formTrigger", 0, 0] as const),
      {
        path: "workshop",
        title: "Sign up for the workshop",
        description: 'Two days of hands-on work. Read <a href="https://example.com/bring">what to bring</a>.',
        button: "Sign up",
        fields: [
          field("Your name", "text", { placeholder: "Ann Example" }, true),
          field("E-mail", "email", {}, true),
          field("Day", "radio", options("12 May", "13 May"), true),
          field("Topics", "checkbox", {
            ...options("Kilns", "Glazing", "Moulds"),
            limit: { is: "range", min: 1, max: 2 },
          }),
          field("A picture of your work", "file", { multiple: false, accept: "image/*" }),
        ],
      } as unknown as Node["params"],
    ],
    ["Note it", "noOp", 300, 0],
  ],
  [["Sign up", "Note it"]],
);
