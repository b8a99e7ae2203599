import { connectPorts } from "./connect-ports";
import { nextOutput, openInput, type PortEnd } from "./connections";
import { findNode } from "./document";
import type { Editor } from "./editor-context";
import { reveal } from "./reveal";

/**
 * Nodes clicked with Ctrl, one after the other, are connected. Starts at the selected node, or at the port that was
 * clicked; where there is no start, the click is one.
 */
export function chainTo(editor: Editor, id: string, port?: PortEnd) {
  const { history, nodeTypes, selected, chainFrom } = editor.state.getState();
  const { document } = history;
  const [only] = selected;
  const start = selected.size === 1 && only !== undefined && only !== id ? findNode(document, only) : undefined;
  const target = findNode(document, id);
  editor.select([id]);
  editor.state.setState({ chainFrom: port ?? null });
  if (!start || !target) return;

  const info = nodeTypes.get(target.type);
  const output = nextOutput(start, nodeTypes.get(start.type), document.edges);
  const from: PortEnd =
    chainFrom?.node === start.id ? chainFrom : { node: start.id, port: output ?? "main", side: "output" };
  const toInput = { node: id, port: openInput(target, info, document.edges) ?? "main", side: "input" } as const;
  const toOutput = { node: id, port: nextOutput(target, info, document.edges) ?? "main", side: "output" } as const;
  const isConnected = connectPorts(editor, from, port ?? (from.side === "output" ? toInput : toOutput));
  if (isConnected) editor.state.setState({ chainFrom: null });
}

/** Draws a wire that was chosen from a list, and goes on to its other end. */
export function drawWire(editor: Editor, { from, to }: { from: PortEnd; to: PortEnd }) {
  if (!connectPorts(editor, from, to)) return;
  editor.select([to.node]);
  reveal(editor, [from.node, to.node]);
}
