import { httpParams } from "@/components/curl/http-params";
import { parseCurl } from "@/components/curl/parse-curl";
import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import type { Editor } from "../editor-context";
import { insertNode } from "../insert-node";

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
    toast.error(texts()("editor.curl.notPasted"), { description: problemOf(thrown) });
  }
}

export const problemOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

export function tellNotes(notes: readonly string[]) {
  const t = texts();
  if (notes.length)
    toast.info(t("editor.curl.takenOver"), {
      description: notes.join(t("editor.curl.noteSeparator")),
      duration: 12_000,
    });
}
