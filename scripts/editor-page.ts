import { createTranslator } from "use-intl/core";
import { editorActions } from "@/editor/actions";
import { gestures, waysOf } from "@/editor/gestures";
import { keyText } from "@/editor/keys";
import en from "@/shared/messages/en";
import { editorSections, picture } from "./editor-sections";

const t = createTranslator({ locale: "en", messages: en });

/** The page of the editor: its keys and gestures are those the editor itself goes by. */
export function editorPage(): string {
  const keyed = editorActions.flatMap((action) =>
    action.keys ? [{ group: action.group, label: t(`actions.labels.${action.id}`), how: action.keys }] : [],
  );
  const byHand = gestures.map((gesture) => ({
    ...{ group: gesture.group, label: t(`actions.gestures.${gesture.what}`), how: waysOf(gesture, t) },
  }));
  const groups = Map.groupBy([...keyed, ...byHand], ({ group }) => group);
  const tables = [...groups].flatMap(([group, rows]) => [`### ${t(`actions.groups.${group}`)}`, table(rows)]);
  return `${[...opening, ...tables].join("\n\n")}\n`;
}

type Row = { label: string; how: readonly string[] };

const table = (rows: readonly Row[]) =>
  [
    "| what | how |",
    "| --- | --- |",
    ...rows.map(({ label, how }) => `| ${label} | ${how.map(key).join(" or ")} |`),
  ].join("\n");

/** Keys and clicks look like keys; what is told in words does not. */
function key(how: string): string {
  const text = keyText(how, false);
  return /^[^a-z ]|^Mod|\+/.test(how) && !/ at /.test(how) ? `\`${text}\`` : text;
}

const opening = [
  "# The editor",
  "Written by `npm run docs` from `scripts/editor-page.ts`, `editor/actions.ts` and `editor/gestures.ts`; do not edit it by hand.",
  picture("groups", "A workflow with two groups, a note and a branch; one group is selected"),
  "`Ctrl+K` finds every command by its name, `?` shows this list, and a right click or a long press the menu of what is " +
    "there. All that changes the workflow can be undone.",
  `- **Draw.** \`N\` adds a node after the one that is selected, else under the mouse; Enter takes the best match. A wire
  dropped on the canvas asks what comes there. A node dropped on a wire goes into it. \`C\` draws a wire to a node chosen
  from a list.
- **Delete** joins the neighbours where there is one way to do so. \`Ctrl+Delete\` does not.
- **Replace** (\`R\`) puts another type in the place of a node: its wires stay, and the parameters that both have.
- **Groups** (\`Ctrl+G\`) are frames with a name and a colour. Clicking the name selects the group, dragging it moves it.
- **Notes** read Markdown. Tidying up takes them along with the nodes they lie under or next to.
- **Move to a sub-workflow** (\`Alt+X\`) makes a workflow of the selected nodes and calls it in their place. It needs one
  way in and at most one way out, and lists the expressions that read from the other side.
- **Find and replace** (\`Ctrl+F\`) looks through names, parameters and notes. Expressions follow a changed name. Secrets
  are not searched.
- **Copy** puts workflow JSON on the clipboard as text; JSON of n8n and curl commands can be pasted.
- **Lists** such as headers take several rows pasted into a field of theirs: a spreadsheet's, CSV, \`Name: value\` or
  \`NAME=value\` lines, \`a=1&b=2\`, JSON, a curl command. \`Ctrl+Z\` takes the rows back. _Edit as text_ makes lines of
  names and values.`,
  "On a Mac, Ctrl is ⌘ and Alt is ⌥.",
  picture("commands", "The search for commands over the canvas, with the key of each"),
  ...editorSections,
  "## Keys and gestures",
];
