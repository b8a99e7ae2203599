import { toast } from "@/components/ui/sonner";
import type { Editor } from "../editor-context";
import { insertNode } from "../insert-node";
import { httpParams } from "./http-params";
import { parseCurl } from "./parse-curl";

export const httpRequestType = "core.httpRequest";

/** A pasted command becomes an HTTP Request node that does the same. */
export function insertCurl(editor: Editor, text: string) {
  const info = editor.state.getState().nodeTypes.get(httpRequestType);
  if (!info) return;
  try {
    const request = parseCurl(text);
    insertNode(editor, info, { for: "canvas" }, httpParams(request));
    tellNotes(request.notes);
  } catch (thrown) {
    toast.error("The curl command was not pasted", { description: problemOf(thrown) });
  }
}

export const problemOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

export function tellNotes(notes: readonly string[]) {
  if (notes.length)
    toast.info("The command was taken over, but for this", { description: notes.join(". "), duration: 12_000 });
}
