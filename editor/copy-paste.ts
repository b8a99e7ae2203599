import { errorText } from "@/components/api";
import { looksLikeCurl } from "@/components/curl/looks-like-curl";
import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import type { ParsedImport } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";
import {
  clipboardText,
  cornerOf,
  fragmentOf,
  freshCopy,
  isEmptyFragment,
  looksLikeWorkflow,
  shifted,
} from "./clipboard";
import { deleteParts, duplicate, type Fragment, paste, takeOver } from "./commands";
import type { Position } from "./document";
import type { Editor } from "./editor-context";
import { centreOf, pointedAt } from "./insert-node";
import { boundsOf, isInView, reveal } from "./reveal";

/** The last copy of this tab: pasted without a detour over the server, so it keeps its credentials. */
let copied: { text: string; fragment: Fragment; pastes: number } | undefined;

/** Text of the selection; undefined when nothing is selected. */
export function copySelection(editor: Editor): string | undefined {
  const { history, selected } = editor.state.getState();
  const fragment = fragmentOf(history.document, selected);
  if (isEmptyFragment(fragment)) return undefined;
  const text = clipboardText(fragment, history.document.name);
  copied = { text, fragment, pastes: 0 };
  return text;
}

export function cutSelection(editor: Editor): string | undefined {
  const text = copySelection(editor);
  if (text !== undefined) editor.dispatch(deleteParts, { ids: editor.state.getState().selected });
  return text;
}

export function duplicateSelection(editor: Editor) {
  const { history, selected, nodeTypes } = editor.state.getState();
  const fragment = fragmentOf(history.document, selected);
  if (isEmptyFragment(fragment)) return;
  const copy = shifted(freshCopy(fragment, history.document, nodeTypes), { x: 40, y: 60 });
  editor.dispatch(duplicate, copy);
  selectFragment(editor, copy);
}

export async function pasteText(editor: Editor, text: string) {
  if (copied?.text === text) {
    copied.pastes += 1;
    const { pastes, fragment } = copied;
    return put(editor, inSight(editor, shifted(fragment, { x: 40 * pastes, y: 40 * pastes })));
  }
  if (looksLikeCurl(text)) return (await import("./curl/insert-curl")).insertCurl(editor, text);
  if (!looksLikeWorkflow(text)) {
    return void toast.info(texts()("canvas.import.nothing"), { description: texts()("canvas.import.nothingHint") });
  }
  await importText(editor, text, { what: texts()("canvas.import.clipboard"), at: pointedAt(editor) });
}

const maxFileBytes = 10 * 1024 * 1024;

export async function importFile(editor: Editor, file: File, at?: Position) {
  const { name, size } = file;
  const refuse = (description: string) => toast.error(texts()("canvas.import.refused", { name }), { description });
  if (/\.zip$/i.test(name)) return void refuse(texts()("canvas.import.archive"));
  if (size > maxFileBytes) return void refuse(texts()("canvas.import.tooLarge"));
  await importText(editor, await file.text(), { what: name, at: at ?? centreOf(editor) });
}

/** A file becomes the workflow of an empty canvas, and is added to one that has nodes. */
async function importText(editor: Editor, text: string, { what, at }: { what: string; at: Position }) {
  let parsed: ParsedImport;
  try {
    parsed = await editor.client.workflows.parse.mutate({ text });
  } catch (error) {
    const { message, hint } = errorText(error);
    toast.error(texts()("canvas.import.failed", { name: what, message }), { description: hint, duration: 12_000 });
    return;
  }
  const { warnings, document } = parsed;
  if (isEmptyFragment(editor.state.getState().history.document)) become(editor, document);
  else {
    const corner = cornerOf(document);
    put(editor, shifted(document, { x: at.x - corner.x, y: at.y - corner.y }));
  }
  editor.state.setState({ importNews: { what, nodes: document.nodes.length, warnings } });
}

function become(editor: Editor, imported: WorkflowDocument) {
  const { history, nodeTypes } = editor.state.getState();
  const fresh = freshCopy(imported, history.document, nodeTypes);
  const isNamed = !/^My workflow( \d+)?$/.test(history.document.name);
  const name = isNamed ? history.document.name : imported.name;
  editor.dispatch(takeOver, { document: { ...imported, ...fresh, name } });
  setTimeout(() => void editor.canvas.current?.fitView({ padding: 0.15, maxZoom: 1 }), 50);
}

function put(editor: Editor, fragment: Fragment) {
  const { history, nodeTypes } = editor.state.getState();
  const copy = freshCopy(fragment, history.document, nodeTypes);
  editor.dispatch(paste, copy);
  selectFragment(editor, copy);
}

/** A copy beside its original; in the middle of the screen when that is far away. */
function inSight(editor: Editor, fragment: Fragment): Fragment {
  const bounds = boundsOf(fragment, editor.state.getState().nodeTypes, fragment.edges);
  if (!bounds || isInView(editor, bounds)) return fragment;
  const centre = centreOf(editor);
  return shifted(fragment, {
    x: centre.x - bounds.width / 2 - bounds.x,
    y: centre.y - bounds.height / 2 - bounds.y,
  });
}

function selectFragment(editor: Editor, { nodes, notes }: Fragment) {
  const ids = [...nodes, ...notes].map(({ id }) => id);
  editor.select(ids);
  reveal(editor, ids);
}
