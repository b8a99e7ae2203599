import { defineNode, p } from "@/nodes/sdk";
import { fileOf, readBytes } from "@/nodes/sdk/files";
import { withPath } from "@/nodes/sdk/paths";
import type { Item } from "@/shared/item";
import { extract, textsOf } from "./extract";

export const html = defineNode({
  type: "core.html",
  version: 1,
  label: "HTML",
  summary: "Extracts from HTML, or fills a template",
  category: "transform",
  icon: "code",
  keywords: ["css", "selector", "scrape", "template", "parse"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    action: p.choice({
      label: "What to do",
      cases: {
        extract: {
          label: "Extract with CSS selectors",
          params: {
            of: p.choice({
              label: "HTML of",
              cases: {
                field: {
                  label: "A field",
                  params: { field: p.text({ label: "Field", default: "data", required: true }) },
                },
                file: {
                  label: "A file",
                  params: { file: p.text({ label: "File field of the item", default: "data", required: true }) },
                },
              },
            }),
            values: p.list({
              label: "Values",
              addLabel: "Add value",
              of: {
                name: p.text({ label: "Name", required: true }),
                selector: p.text({ label: "CSS selector", placeholder: "h1.title", required: true }),
                give: p.select({
                  label: "Give",
                  options: [
                    { value: "text", label: "Its text" },
                    { value: "html", label: "The HTML within" },
                    { value: "attribute", label: "An attribute" },
                    { value: "value", label: "The value of a form field" },
                  ],
                }),
                attribute: p.text({ label: "Attribute", placeholder: "href", onlyWhen: { give: ["attribute"] } }),
                skip: p.text({ label: "Leave out", placeholder: "nav, .advert" }),
                all: p.toggle({ label: "All elements that fit, as a list" }),
              },
            }),
            trim: p.toggle({ label: "Trim values", default: true }),
            clean: p.toggle({ label: "Make line breaks and several spaces one space" }),
            plain: p.toggle({ label: "Texts without line breaks between blocks", advanced: true }),
          },
        },
        template: {
          label: "Fill a template",
          params: {
            html: p.code({ label: "HTML", help: "With expressions in {{ }}", language: "html" }),
            field: p.text({ label: "Into the field", default: "html", required: true }),
          },
        },
      },
    }),
  },
  line: "{action.is}",
  effect: "none",
  async execute({ item, params: { action }, files, signal }) {
    if (action.is === "template") return { main: { json: withPath({}, action.field, action.html) } };
    const { of } = action;
    const sources =
      of.is === "field"
        ? textsOf(item.json, of.field)
        : [(await readBytes(files, fileOf(item, of.file, "action.of.file"), { signal })).toString("utf8")];
    const main: Item[] = [];
    for (const source of sources) main.push({ json: await extract(source, action) });
    return { main };
  },
});
