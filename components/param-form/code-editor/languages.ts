import { javascript } from "@codemirror/lang-javascript";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { CodeLanguage } from "@/shared/field";
import type { Texts } from "../../messages/texts";
import type { ExpressionHost } from "../expression-host";
import { markDelayMs } from "./problem-marks";

export type EditorLanguage = CodeLanguage | "json" | "text";

export type LanguageSetup = {
  language: EditorLanguage;
  /** The text has expressions in it. */
  isTemplate: boolean;
  /** What the inputs are called as tables of a query, without their number. */
  tables: string | undefined;
  host: () => ExpressionHost | undefined;
  t: Texts;
};

/** What most editors do without comes when the first one needs it: until then the text is there without colours. */
export function languageSupport(setup: LanguageSetup): Extension | Promise<Extension> {
  switch (setup.language) {
    case "javascript":
      return javascript();
    case "json":
      return [json(), linter((view) => jsonProblems(view, setup.t), { delay: markDelayMs })];
    case "html":
      return import("./html-language").then(({ htmlSupport }) => htmlSupport(setup));
    case "sql":
      return import("./sql-language").then(({ sqlSupport }) => sqlSupport(setup));
    case "text":
      return [];
  }
}

const checkJson = jsonParseLinter();

/** An empty text is not wrong yet. */
function jsonProblems(view: EditorView, t: Texts): Diagnostic[] {
  if (view.state.doc.toString().trim() === "") return [];
  return checkJson(view).map((problem) => ({
    ...problem,
    message: t("forms.codeEditor.problems.other", { reason: problem.message }),
  }));
}
