import { javascript } from "@codemirror/lang-javascript";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { markDelayMs } from "./problem-marks";

export type CodeLanguage = "javascript" | "json" | "html" | "sql" | "text";

export function languageSupport(language: CodeLanguage): Extension {
  switch (language) {
    case "javascript":
      return javascript();
    case "json":
      return [json(), linter(jsonProblems, { delay: markDelayMs })];
    case "html":
    case "sql":
    case "text":
      return [];
  }
}

const checkJson = jsonParseLinter();

/** An empty text is not wrong yet. */
const jsonProblems = (view: EditorView) => (view.state.doc.toString().trim() === "" ? [] : checkJson(view));
