import { javascript } from "@codemirror/lang-javascript";
import { json, jsonParseLinter } from "@codemirror/lang-json";
import { type Diagnostic, linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { parse } from "acorn";

export type CodeLanguage = "javascript" | "json" | "html" | "sql" | "text";

const delayMs = 400;

export function languageSupport(language: CodeLanguage): Extension {
  switch (language) {
    case "javascript":
      return [javascript(), linter(javascriptProblems, { delay: delayMs })];
    case "json":
      return [json(), linter(jsonProblems, { delay: delayMs })];
    case "html":
    case "sql":
    case "text":
      return [];
  }
}

const checkJson = jsonParseLinter();

/** An empty text is not wrong yet. */
const jsonProblems = (view: EditorView) => (view.state.doc.toString().trim() === "" ? [] : checkJson(view));

/** The text is the body of an asynchronous function, as the Code node runs it. */
function javascriptProblems({ state }: EditorView): Diagnostic[] {
  try {
    parse(state.doc.toString(), {
      ecmaVersion: "latest",
      sourceType: "script",
      allowReturnOutsideFunction: true,
      allowAwaitOutsideFunction: true,
    });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError) || !("pos" in thrown) || typeof thrown.pos !== "number") return [];
    const from = Math.min(thrown.pos, Math.max(state.doc.length - 1, 0));
    const message = thrown.message.replace(/ \(\d+:\d+\)$/, "");
    return [{ from, to: Math.min(from + 1, state.doc.length), severity: "error", message }];
  }
}
