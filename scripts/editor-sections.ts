import { type PictureName, pictures } from "./screenshots/pictures";

/** A picture in the theme of whoever reads. Pictures of a phone keep its size. */
export function picture(name: PictureName, alt: string): string {
  const { width } = pictures[name];
  return `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/${name}-dark.png">
  <img alt="${alt}" src="images/${name}-light.png"${width < 500 ? ` width="${width}"` : ""}>
</picture>`;
}

/** What the lists of keys and gestures do not say. */
export const editorSections = [
  "## A node and its data",
  "A double click, or `Enter`: what came in on the left, the parameters in the middle, what it gave on the right. Fields " +
    "are dragged from the input into a parameter, and the value of an expression stands below it.",
  picture(
    "node-panel",
    "The panel of a node over the canvas: input, parameters with expressions and their values, output",
  ),
  `- **Widths.** Drag the lines between the three, or move them with the arrow keys. A double click, or \`Enter\`, puts a
  line back.
- **Beside the canvas**, the button next to _Close_, docks the panel: the canvas stays in use, and a click on another node
  shows that one. The line between both sets the width. _Over the canvas_ takes it back.
- Both are remembered in the browser. A window that is narrower than 1,024 pixels shows one of the three at a time.`,
  picture(
    "node-panel-docked",
    "The panel docked beside the canvas; another tab has the node Tell the team open, which its card shows",
  ),
  "## The log of a run",
  "_Log_, beside _Steps_, below the canvas (`L`) and on the page of an execution: what Code nodes wrote with " +
    "`console.log`, why steps were tried again and why they failed, in the order it happened. It can be searched and " +
    "copied; a name leads to the node. Of a very long log the newest 5,000 lines that were written are shown.",
  picture(
    "run-log",
    "A failed execution: the reason above the log, its last line in red, and the node in red on the canvas",
  ),
  'Proof: `server/services/compare-executions.test.ts`, "holds the lines of all steps in the order they ran, and of many the ' +
    'newest"; `editor/log-lines.test.ts`, "puts what steps wrote and why they failed in one list".',
  "## Compare two executions",
  "What was different when it worked? _Executions_ lists all runs: select two of one workflow there and choose _Compare the " +
    "two_, or _Compare_ on the page of one.",
  picture("history", "The list of executions: succeeded, failed with the reason, and waiting for an answer"),
  "The canvas shows where they went apart (red: only in the first, green: only in the second, amber: with other items), the " +
    "list each run of each node, and below it stands which fields of which items differ. If the workflow itself was changed " +
    "between them, it says at which nodes.",
  picture(
    "compare",
    "Two executions of the order workflow: one took the way for large orders, the other the one for small",
  ),
  'Proof: `server/services/compare-executions.test.ts`, "are compared run by run of each node: what is the same, what differs, ' +
    'what only one has", "of different versions name what was changed in the workflow between them"; ' +
    '`editor/compare/differences.test.ts`, "are the fields that differ, item by item".',
  "## Who else edits",
  `Who has the same workflow open stands in the header, and on the card of the node they have open. Your own other tabs
count. A tab that was closed is gone after 15 seconds at most. What others save comes in by itself while nothing of yours is
unsaved; else saving [brings both together](versions.md#two-tabs-two-people).`,
  'Proof: `server/services/presence.test.ts`, "are the other tabs of it, with the node they have open", "hear of the newest ' +
    'revision, and of a workflow that is gone".',
  "## Languages",
  `English and 简体中文, after what the browser asks for. Choose in the user menu, on the Settings page or below the sign-in;
the choice is this browser's. Names, parameters and help of nodes change too, and the search for nodes and commands
finds the English names as well.`,
  picture("chinese", "The editor in Chinese, with the panel of a node beside the canvas"),
  `English stays: what the server says, such as the reason of a failure; names and texts of workflows, which are yours,
those from templates included. [Translating](translating.md) shows how to add a language.`,
  'Proof: `shared/messages/messages.test.ts`, "in %s are complete: each text of English, and none besides", "chosen as %s by a browser that asks ' +
    'for %s is %s".',
  "## On a phone",
  `The editor can be used with a finger: tap, double tap, long press, and two fingers for the view. A workflow that is wide
opens at its beginning. The page of an execution shows the reason of a failure, its steps and its log below the canvas;
_Open the field_ leads to the parameter it failed at.`,
  picture("phone", "A failed execution on a phone: the canvas, the reason with the parameter it failed at, the steps"),
];
