import type { NodeTypeInfo } from "@/shared/api";
import type { JsonObject } from "@/shared/item";
import { addNode, spliceNode } from "./commands";
import { onwardOutput, openInput } from "./connections";
import { edgeKey, findNode, type Position } from "./document";
import type { Editor } from "./editor-context";
import { insertion } from "./insert";
import { replaceNode } from "./replace-node";
import { reveal } from "./reveal";
import type { PaletteRequest } from "./store";

/** Puts a new node on the canvas, selects it and brings it into view. Returns its id. */
export function insertNode(
  editor: Editor,
  info: NodeTypeInfo,
  request: PaletteRequest,
  params: JsonObject = {},
): string {
  if (request.for === "replace") {
    editor.dispatch(replaceNode, { id: request.node, info, nodeTypes: editor.state.getState().nodeTypes });
    return request.node;
  }
  const { history, nodeTypes, selected } = editor.state.getState();
  const place = { document: history.document, nodeTypes, selected, centre: centreOf(editor) };
  const added = insertion(info, request, place);
  editor.dispatch(addNode, { ...added, node: { ...added.node, params: { ...added.node.params, ...params } } });
  editor.select([added.node.id]);
  reveal(editor, [added.node.id]);
  return added.node.id;
}

/** Where something new goes: under the mouse, or in the middle of what is on screen. */
export function pointedAt(editor: Editor): Position {
  const { canvas, pointer } = editor;
  return (pointer.current && canvas.current?.screenToFlowPosition(pointer.current)) ?? centreOf(editor);
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

/** The wire that a node without wires would go into if it were let go here, and by which ports. */
export function spliceable(editor: Editor, id: string, point: { x: number; y: number }) {
  const { history, nodeTypes } = editor.state.getState();
  const { edges } = history.document;
  const node = findNode(history.document, id);
  if (!node || edges.some(({ from, to }) => from.node === id || to.node === id)) return undefined;
  const input = openInput(node, nodeTypes.get(node.type), edges);
  const output = onwardOutput(node, nodeTypes.get(node.type), edges);
  const edge = input === undefined || output === undefined ? undefined : edgeAt(editor, point);
  return edge && input !== undefined && output !== undefined ? { edge, input, output } : undefined;
}

/** A node without wires that is let go on a wire goes into it. True when it did. */
export function spliceAt(editor: Editor, id: string, point: { x: number; y: number }): boolean {
  const place = spliceable(editor, id, point);
  if (!place) return false;
  editor.dispatch(spliceNode, { id, ...place, at: editor.state.getState().drag?.get(id) });
  editor.state.setState({ drag: null });
  return true;
}
