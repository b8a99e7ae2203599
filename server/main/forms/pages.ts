import type { FormEnding, FormPage } from "@/nodes/sdk/form";
import { type Filled, fieldId, renderFields } from "./fields";
import { attributes, Html, html } from "./html";
import { sanitize } from "./sanitize";

/** A page before it is framed by head and style. */
export type Page = { title: string; body: Html; css: string; head?: Html };

type FormOptions = Filled & {
  isTest: boolean;
  /** Hidden values of ours. */
  marks: { [name: string]: string };
};

export async function formPage(page: FormPage, { isTest, marks, ...filled }: FormOptions): Promise<Page> {
  const hasFile = page.fields.some(({ type }) => type === "file");
  const button = page.button || "Submit";
  const body = html`${isTest && html`<p class="test">This is a test of the form: the workflow runs in the editor.</p>`}
<main>
<h1>${page.title || "Form"}</h1>
${page.description !== "" && html`<div class="lead">${await sanitize(page.description)}</div>`}
${filled.problems && problemList(page, filled.problems)}
<form method="post"${attributes({ enctype: hasFile ? "multipart/form-data" : undefined })} accept-charset="utf-8">
${Object.entries(marks).map(([name, value]) => html`<input type="hidden"${attributes({ name, value })}>`)}
${await renderFields(page.fields, filled)}
<button class="button"${attributes({ "data-sending": "Sending …" })}>${button}</button>
</form>
</main>`;
  return { title: (filled.problems ? "Please check: " : "") + (page.title || "Form"), body, css: page.css };
}

function problemList({ fields }: FormPage, problems: Map<string, string>): Html {
  const entries = fields.flatMap(({ name, label }, index) => {
    const problem = name ? problems.get(name) : undefined;
    return problem === undefined ? [] : [html`<li><a href="#${fieldId(index)}">${label}</a>: ${problem}</li>`];
  });
  return html`<div class="problems" role="alert" tabindex="-1"><h2>Not sent yet</h2><ul>${entries}</ul></div>`;
}

/** `self` is the address of the page, for the file it offers. */
export async function endingPage(ending: FormEnding, self: string): Promise<Page> {
  switch (ending.is) {
    case "text":
      return short({ ...ending, sign: "good" }, text(await sanitize(ending.text)));
    case "html":
      return {
        title: "Thank you",
        css: ending.css,
        body: html`<main><div class="own">${await sanitize(ending.html)}</div></main>`,
      };
    case "redirect":
      // Not by status: browsers hold a form's policy against the addresses that its answer leads to.
      return {
        ...short(
          { title: "One moment …", css: "" },
          html`<p><a href="${ending.url}">Go on to ${new URL(ending.url).host}</a></p>`,
        ),
        head: html`<meta http-equiv="refresh" content="0;url=${ending.url}">`,
      };
    case "file": {
      const link = `${self}?file`;
      const download = html`<a class="button" href="${link}">Download ${ending.file.name}</a>`;
      return {
        ...short({ ...ending, sign: "good" }, html`${text(await sanitize(ending.text))}${download}`),
        head: html`<meta http-equiv="refresh" content="1;url=${link}">`,
      };
    }
  }
}

/** Looks after itself until there is something else to see. */
export function waitingPage(state: string, css: string): Page {
  const isLong = state === "waiting";
  const body = html`<main class="short" data-state="${state}"><div class="spinner"></div><h1>${
    isLong ? "Still at work" : "One moment …"
  }</h1><p class="lead" role="status">${
    isLong
      ? "This takes a while. Leave this page open, or come back to its address later."
      : "Your answers are on their way."
  }</p></main>`;
  return {
    ...{ title: isLong ? "Still at work" : "One moment …", css, body },
    head: html`<noscript><meta http-equiv="refresh" content="2"></noscript>`,
  };
}

/** Something that is said, and nothing to do. */
export const notePage = (title: string, note: string, sign?: "good" | "bad"): Page =>
  short({ title, css: "", sign }, text(html`${note}`));

const text = (contents: Html): Html | false => contents.text !== "" && html`<div class="lead">${contents}</div>`;

function short(
  { title, css, sign }: { title: string; css: string; sign?: "good" | "bad" },
  contents: Html | false,
): Page {
  return { title, css, body: html`<main class="short">${sign && signs[sign]}<h1>${title}</h1>${contents}</main>` };
}

const drawing = (path: string) =>
  new Html(
    `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`,
  );
const signs = {
  good: html`<div class="sign">${drawing("m5 12.5 4.5 4.5L19 7.5")}</div>`,
  bad: html`<div class="sign bad">${drawing("M12 6.5v7M12 17.5v.01")}</div>`,
};
