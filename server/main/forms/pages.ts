import type { FormDecision, FormEnding, FormPage } from "@/nodes/sdk/form";
import { type Filled, fieldId, renderFields } from "./fields";
import { attributes, Html, html } from "./html";
import { sanitize } from "./sanitize";
import { type FormTexts, written } from "./texts";

/** A page before it is framed by head and style. */
export type Page = { title: string; body: Html; css: string; head?: Html };

type FormOptions = Filled & {
  isTest: boolean;
  /** Hidden values of ours. */
  marks: { [name: string]: string };
};

export async function formPage(page: FormPage, { isTest, marks, ...filled }: FormOptions, t: FormTexts): Promise<Page> {
  const hasFile = page.fields.some(({ type }) => type === "file");
  const button = written(page.button, "submit", t) || t("submit");
  const title = page.title || t("form");
  const body = html`${isTest && html`<p class="test">${t("isTest")}</p>`}
<main>
<h1>${title}</h1>
${page.description !== "" && html`<div class="lead">${await sanitize(page.description)}</div>`}
${filled.problems && problemList(page, filled.problems, t)}
<form method="post"${attributes({ enctype: hasFile ? "multipart/form-data" : undefined })} accept-charset="utf-8">
${Object.entries(marks).map(([name, value]) => html`<input type="hidden"${attributes({ name, value })}>`)}
${await renderFields(page.fields, filled, t)}
${page.decisions ? decisions(page.decisions, t) : html`<button class="button"${attributes({ "data-sending": t("sending") })}>${button}</button>`}
</form>
</main>`;
  return { title: filled.problems ? t("problems.pageTitle", { title }) : title, body, css: page.css };
}

/** The name of the buttons. */
export const decisionName = "islewire-decision";

const decisions = (given: FormDecision[], t: FormTexts): Html =>
  html`<div class="decisions">${given.map(
    ({ value, label, isMain }) =>
      html`<button${attributes({
        ...{ class: isMain ? "button" : "button plain", name: decisionName, value },
        ...{ "data-sending": t("sending"), formnovalidate: !isMain },
      })}>${label}</button>`,
  )}</div>`;

function problemList({ fields }: FormPage, problems: Map<string, string>, t: FormTexts): Html {
  const entries = fields.flatMap(({ name, label }, index) => {
    const problem = name ? problems.get(name) : undefined;
    return problem === undefined
      ? []
      : [html`<li><a href="#${fieldId(index)}">${label}</a>${t("problems.colon")}${problem}</li>`];
  });
  return html`<div class="problems" role="alert" tabindex="-1"><h2>${t("problems.title")}</h2><ul>${entries}</ul></div>`;
}

/** `self` is the address of the page, for the file it offers. */
export async function endingPage(ending: FormEnding, self: string, t: FormTexts): Promise<Page> {
  switch (ending.is) {
    case "text":
      return short(
        { ...ending, title: written(ending.title, "thanks", t), sign: "good" },
        text(await sanitize(written(ending.text, "recorded", t))),
      );
    case "html":
      return {
        title: t("thanks"),
        css: ending.css,
        body: html`<main><div class="own">${await sanitize(ending.html)}</div></main>`,
      };
    case "redirect":
      // Not by status: browsers hold a form's policy against the addresses that its answer leads to.
      return {
        ...short(
          { title: t("moment"), css: "" },
          html`<p><a href="${ending.url}">${t("goOn", { host: new URL(ending.url).host })}</a></p>`,
        ),
        head: html`<meta http-equiv="refresh" content="0;url=${ending.url}">`,
      };
    case "file": {
      const link = `${self}?file`;
      const download = html`<a class="button" href="${link}">${t("download", { name: ending.file.name })}</a>`;
      return {
        ...short(
          { ...ending, title: written(ending.title, "thanks", t), sign: "good" },
          html`${text(await sanitize(written(ending.text, "recorded", t)))}${download}`,
        ),
        head: html`<meta http-equiv="refresh" content="1;url=${link}">`,
      };
    }
  }
}

/** Looks after itself until there is something else to see. */
export function waitingPage(state: string, css: string, t: FormTexts): Page {
  const isLong = state === "waiting";
  const title = isLong ? t("atWork") : t("moment");
  const body = html`<main class="short" data-state="${state}"><div class="spinner"></div><h1>${title}</h1><p class="lead" role="status">${
    isLong ? t("atWorkHint") : t("underWay")
  }</p></main>`;
  return {
    ...{ title, css, body },
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
