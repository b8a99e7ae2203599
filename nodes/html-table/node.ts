import { defineNode, p } from "@/nodes/sdk";
import { withPath } from "@/nodes/sdk/paths";
import { htmlTable as makeTable } from "./table";

export const htmlTable = defineNode({
  type: "core.htmlTable",
  version: 1,
  label: "HTML Table",
  summary: "Shows all items as one HTML table",
  category: "transform",
  icon: "table",
  keywords: ["html", "report", "mail"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    capitalize: p.toggle({ label: "Tidy headings", help: "user_name becomes User Name" }),
    plain: p.toggle({ label: "Without styles" }),
    caption: p.text({ label: "Caption" }),
    tableAttributes: p.text({ label: "Attributes of the table", advanced: true }),
    headerAttributes: p.text({ label: "Attributes of headings", advanced: true }),
    rowAttributes: p.text({ label: "Attributes of rows", advanced: true }),
    cellAttributes: p.text({ label: "Attributes of cells", advanced: true }),
    field: p.text({ label: "Into the field", default: "table", required: true }),
  },
  effect: "none",
  executeAll({ inputs: { main = [] }, params }) {
    const table = makeTable(
      main.map(({ json }) => json),
      params,
    );
    return { main: [{ json: withPath({}, params.field, table), from: main.map((_, item) => ({ item })) }] };
  },
});
