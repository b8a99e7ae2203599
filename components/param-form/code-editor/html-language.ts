import { autocompletion } from "@codemirror/autocomplete";
import { html } from "@codemirror/lang-html";
import { EditorState, type Extension } from "@codemirror/state";
import { completeExpression } from "./expression-completion";
import type { LanguageSetup } from "./languages";

/** Tags, attributes, and the styles and scripts within, beside what expressions may go on with. */
export function htmlSupport({ host, isTemplate }: LanguageSetup): Extension {
  const inExpressions = { autocomplete: completeExpression(host) };
  return [
    html(),
    autocompletion({ icons: false }),
    isTemplate ? EditorState.languageData.of(() => [inExpressions]) : [],
  ];
}
