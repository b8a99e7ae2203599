import { editorActions } from "@/editor/actions";
import { gestures } from "@/editor/gestures";
import { keyText } from "@/editor/keys";
import { plainLabel } from "@/editor/plain-label";

/** The page of the editor: its keys and gestures are those the editor itself goes by. */
export function editorPage(): string {
  const keyed = editorActions.flatMap((action) =>
    action.keys ? [{ group: action.group, label: plainLabel(action), how: action.keys }] : [],
  );
  const groups = Map.groupBy<string, Row>([...keyed, ...gestures], ({ group }) => group);
  const tables = [...groups].flatMap(([group, rows]) => [`### ${group}`, table(rows)]);
  return `${[...opening, ...tables].join("\n\n")}\n`;
}

type Row = { group: string; label: string; how: readonly string[] };

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
  "Written by `npm run docs` from `editor/actions.ts` and `editor/gestures.ts`; do not edit it by hand.",
  `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/groups-dark.png">
  <img alt="A workflow with two groups, a note and a branch; one group is selected" src="images/groups-light.png">
</picture>`,
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
- **Copy** puts workflow JSON on the clipboard as text; JSON of n8n and curl commands can be pasted.`,
  "On a Mac, Ctrl is ⌘ and Alt is ⌥.",
  "## Keys and gestures",
];
