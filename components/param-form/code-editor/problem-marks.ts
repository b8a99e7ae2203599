import { type Diagnostic, linter, lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { type EditorView, keymap } from "@codemirror/view";
import type { CodeProblem } from "./code-problems";

export const markDelayMs = 400;

/** Underlines the problems of a text. The message is shown to the pointer, and by F8, which goes to the next. */
export const problemMarks = (find: (text: string) => CodeProblem[]): Extension => [
  linter(({ state }) => find(state.doc.toString()).map(diagnostic), { delay: markDelayMs }),
  keymap.of(lintKeymap),
];

const diagnostic = ({ fix, ...problem }: CodeProblem): Diagnostic => ({
  ...problem,
  ...(fix !== undefined && {
    actions: [
      {
        name: `Write ${fix}`,
        apply: (view: EditorView, from: number, to: number) =>
          view.dispatch({ changes: { from, to, insert: fix }, userEvent: "input.fix" }),
      },
    ],
  }),
});
