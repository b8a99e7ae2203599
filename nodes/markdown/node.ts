import { defineNode, p } from "@/nodes/sdk";
import { withPath } from "@/nodes/sdk/paths";
import { toHtml } from "./to-html";
import { toMarkdown } from "./to-markdown";

export const markdown = defineNode({
  type: "core.markdown",
  version: 1,
  label: "Markdown",
  summary: "Turns HTML into Markdown, or Markdown into HTML",
  category: "transform",
  icon: "file-code",
  keywords: ["html", "convert", "text"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    to: p.choice({
      label: "Make",
      cases: {
        markdown: {
          label: "Markdown of HTML",
          params: {
            html: p.text({ label: "HTML", multiline: true }),
            bullet: p.text({ label: "Bullet of lists", default: "*" }),
            emphasis: p.text({ label: "Mark of emphasis", default: "_" }),
            strong: p.text({ label: "Mark of strong text", default: "**" }),
            fence: p.text({ label: "Fence of code", default: "```" }),
            indentedCode: p.toggle({ label: "Indent code instead of fencing it" }),
            keepDataImages: p.toggle({ label: "Keep images that are within the text" }),
            ignore: p.text({ label: "Elements to leave out", placeholder: "nav, footer" }),
            replace: p.list({
              label: "Replace in texts",
              addLabel: "Add text",
              of: { text: p.text({ label: "Text", required: true }), by: p.text({ label: "By" }) },
            }),
          },
        },
        html: {
          label: "HTML of Markdown",
          params: {
            markdown: p.text({ label: "Markdown", multiline: true }),
            document: p.toggle({ label: "A whole document" }),
            breaks: p.toggle({ label: "Keep line breaks" }),
            tables: p.toggle({ label: "Tables", default: true }),
            strikethrough: p.toggle({ label: "Strikethrough", default: true }),
            tasks: p.toggle({ label: "Task lists", default: true }),
            links: p.toggle({ label: "Make links of addresses" }),
            newWindow: p.toggle({ label: "Links open in a new window" }),
            headingIds: p.toggle({ label: "Headings have ids", default: true }),
            dashedIds: p.toggle({ label: "Ids with dashes, as GitHub makes them" }),
            idPrefix: p.text({ label: "Prefix of ids" }),
            firstLevel: p.number({ label: "Level of the highest heading", default: 1, min: 1, max: 6, integer: true }),
          },
        },
      },
    }),
    field: p.text({ label: "Into the field", default: "data", required: true }),
  },
  line: "{to.is}",
  effect: "none",
  async execute({ item, params: { to, field } }) {
    const text = to.is === "html" ? await toHtml(to.markdown, to) : await toMarkdown(to.html, to);
    return { main: { ...item, json: withPath(item.json, field, text) } };
  },
});
