import { defineNode, p } from "@/nodes/sdk";
import { fileOf } from "@/nodes/sdk/files";
import { redirectUrl } from "@/nodes/sdk/form-fields";
import { answersIn, formPageParams, showForm, waitForForm } from "@/nodes/sdk/form-page";

const last = {
  title: p.text({ label: "Title", default: "Thank you" }),
  text: p.text({ label: "Text", multiline: true, default: "Your response has been recorded." }),
  css: formPageParams.css,
};

export const form = defineNode({
  type: "core.form",
  version: 1,
  label: "Form",
  summary: "Shows the next page of a form, or its last",
  category: "flow",
  icon: "file-input",
  keywords: ["page", "step", "wizard", "completion", "thank you", "input", "n8n form"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    page: p.choice({
      label: "Page",
      cases: {
        next: {
          label: "Next page",
          help: "Waits until it is submitted; what was entered becomes the item",
          params: formPageParams,
        },
        text: { label: "Last page: a text", params: last },
        html: {
          label: "Last page: HTML",
          params: { html: p.code({ label: "HTML", language: "html" }), css: last.css },
        },
        redirect: {
          label: "Last page: go to another address",
          params: { url: p.text({ label: "Address", placeholder: "https://example.com", required: true }) },
        },
        file: {
          label: "Last page: a file to download",
          params: { field: p.text({ label: "File field of the item", default: "data" }), ...last },
        },
      },
    }),
  },
  line: "{page.title} | {page.is}",
  effect: "none",
  suspends: true,
  executeAll({ inputs, params: { page }, resumed, memory, execution }) {
    switch (page.is) {
      case "next":
        if (!resumed) return waitForForm(page, "page", memory);
        showForm(memory, undefined);
        return { main: resumed.items ? answersIn(execution.timezone, resumed.items) : inputs.main };
      case "text":
      case "html":
        showForm(memory, { ending: page });
        break;
      case "redirect":
        showForm(memory, { ending: { is: "redirect", url: redirectUrl(page.url, "page.url") } });
        break;
      case "file": {
        const [item = { json: {} }] = inputs.main ?? [];
        const { title, text, css } = page;
        showForm(memory, { ending: { is: "file", title, text, css, file: fileOf(item, page.field, "page.field") } });
      }
    }
    return { main: inputs.main };
  },
});
