import { type Diagnostic, linter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { Texts } from "../../messages/texts";
import type { CodeProblem } from "./code-problems";

export const markDelayMs = 400;

/** Underlines the problems of a text. The message is shown to the pointer, and by F8, which goes to the next. */
export const problemMarks = (find: (text: string) => CodeProblem[], t: Texts): Extension => [
  linter(({ state }) => find(state.doc.toString()).map((problem) => diagnostic(problem, t)), { delay: markDelayMs }),
  keymap.of(lintKeymap),
];

const diagnostic = ({ fix, ...problem }: CodeProblem, t: Texts): Diagnostic => ({
  ...problem,
  ...(fix !== undefined && {
    actions: [
      {
        name: t("forms.codeEditor.write", { fix }),
        apply: (view: EditorView, from: number, to: number) =>
          view.dispatch({ changes: { from, to, insert: fix }, userEvent: "input.fix" }),
      },
    ],
  }),
});
