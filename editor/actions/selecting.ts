import { ArrowLeftToLine, ArrowRightToLine, MousePointerSquareDashed } from "lucide-react";
import type { EditorAction } from "../actions";
import { edgeKey } from "../document";
import type { Editor } from "../editor-context";
import { reach } from "../walk";
import { hasNodes } from "./selection";

export const selectingActions: readonly EditorAction[] = [
  {
    ...{ id: "select-all", group: "select", icon: MousePointerSquareDashed, keys: ["Mod+A"] },
    menus: ["pane"],
    readOnly: true,
    run: (editor) => {
      const { nodes, notes, edges } = editor.state.getState().history.document;
      editor.select(
        [...nodes, ...notes].map(({ id }) => id),
        edges.map(edgeKey),
      );
    },
  },
  {
    ...{ id: "select-upstream", group: "select", icon: ArrowLeftToLine },
    ...{ keys: ["Shift+ArrowLeft"], readOnly: true, isEnabled: hasNodes },
    run: (editor) => selectReach(editor, "upstream"),
  },
  {
    ...{ id: "select-downstream", group: "select", icon: ArrowRightToLine },
    ...{ keys: ["Shift+ArrowRight"], readOnly: true, isEnabled: hasNodes },
    run: (editor) => selectReach(editor, "downstream"),
  },
];

function selectReach(editor: Editor, way: "upstream" | "downstream") {
  const { selected, history } = editor.state.getState();
  const nodes = history.document.nodes.filter(({ id }) => selected.has(id));
  const ids = nodes.map(({ id }) => id);
  editor.select([...selected, ...reach(history.document, ids, way)]);
}
