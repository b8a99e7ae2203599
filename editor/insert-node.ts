import type { NodeTypeInfo } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { addNode, spliceNode } from "./commands";
import { onwardOutput, openInput } from "./connections";
import { edgeKey, findNode, type Position } from "./document";
import type { Editor } from "./editor-context";
import { insertion } from "./insert";
import { reveal } from "./reveal";
import type { PaletteRequest } from "./store";

/** Puts a new node on the canvas, selects it and brings it into view. Returns its id. */
export function insertNode(
  editor: Editor,
  info: NodeTypeInfo,
  request: PaletteRequest,
  params: JsonObject = {},
): string {
  const { history, nodeTypes, selected } = editor.state.getState();
  const place = { document: history.document, nodeTypes, selected, centre: centreOf(editor) };
  const added = insertion(info, request, place);
  editor.dispatch(addNode, { ...added, node: { ...added.node, params: { ...added.node.params, ...params } } });
  editor.select([added.node.id]);
  reveal(editor, [added.node.id]);
  return added.node.id;
}

/** The middle of what is on screen, in flow units. */
export function centreOf({ canvas }: Editor): Position {
  const box = document.querySelector(".react-flow")?.getBoundingClientRect();
  if (!canvas.current || !box) return { x: 0, y: 0 };
  return canvas.current.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 });
}

/** The wire under a point of the window. */
export function edgeAt(editor: Editor, point: { x: number; y: number }) {
  const { edges } = editor.state.getState().history.document;
  for (const element of document.elementsFromPoint(point.x, point.y)) {
    const id = element.closest(".react-flow__edge")?.getAttribute("data-id");
    const edge = id && edges.find((candidate) => edgeKey(candidate) === id);
    if (edge) return edge;
  }
  return undefined;
}

/** A node without wires that is let go on a wire goes into it. True when it did. */
export function spliceAt(editor: Editor, id: string, point: { x: number; y: number }): boolean {
  const { history, nodeTypes, drag } = editor.state.getState();
  const { edges } = history.document;
  const node = findNode(history.document, id);
  if (!node || edges.some(({ from, to }) => from.node === id || to.node === id)) return false;
  const edge = edgeAt(editor, point);
  const input = openInput(node, nodeTypes.get(node.type), edges);
  const output = onwardOutput(node, nodeTypes.get(node.type), edges);
  if (!edge || input === undefined || output === undefined) return false;
  editor.dispatch(spliceNode, { id, edge, input, output, at: drag?.get(id) });
  editor.state.setState({ drag: null });
  return true;
}
