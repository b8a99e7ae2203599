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
          label: "Markdown from HTML",
          params: {
            html: p.code({ label: "HTML", language: "html" }),
            bullet: p.text({ label: "Bullet of lists", default: "*", advanced: true }),
            emphasis: p.text({ label: "Mark of emphasis", default: "_", advanced: true }),
            strong: p.text({ label: "Mark of strong text", default: "**", advanced: true }),
            fence: p.text({
              label: "Fence of code",
              default: "```",
              onlyWhen: { indentedCode: [false] },
              advanced: true,
            }),
            indentedCode: p.toggle({ label: "Indent code instead of fencing it", advanced: true }),
            keepDataImages: p.toggle({ label: "Keep images that are within the text", advanced: true }),
            ignore: p.text({ label: "Elements to leave out", placeholder: "nav, footer", advanced: true }),
            replace: p.list({
              label: "Replace in texts",
              advanced: true,
              addLabel: "Add text",
              of: { text: p.text({ label: "Text", required: true }), by: p.text({ label: "By" }) },
            }),
          },
        },
        html: {
          label: "HTML from Markdown",
          params: {
            markdown: p.text({ label: "Markdown", multiline: true }),
            document: p.toggle({ label: "A whole document" }),
            breaks: p.toggle({ label: "Keep line breaks" }),
            tables: p.toggle({ label: "Tables", default: true, advanced: true }),
            strikethrough: p.toggle({ label: "Strikethrough", default: true, advanced: true }),
            tasks: p.toggle({ label: "Task lists", default: true, advanced: true }),
            links: p.toggle({ label: "Make links of addresses", advanced: true }),
            newWindow: p.toggle({ label: "Links open in a new window", advanced: true }),
            headingIds: p.toggle({ label: "Headings have ids", default: true, advanced: true }),
            dashedIds: p.toggle({
              label: "Ids with dashes, as GitHub makes them",
              onlyWhen: { headingIds: [true] },
              advanced: true,
            }),
            idPrefix: p.text({ label: "Prefix of ids", onlyWhen: { headingIds: [true] }, advanced: true }),
            firstLevel: p.number({
              label: "Level of the highest heading",
              default: 1,
              min: 1,
              max: 6,
              integer: true,
              advanced: true,
            }),
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
