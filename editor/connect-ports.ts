import { texts } from "@/components/messages/texts";
import { toast } from "@/components/ui/toast";
import { connect } from "./commands";
import { type PortEnd, wireBetween } from "./connections";
import type { Editor } from "./editor-context";

/** Draws the wire between two ports, or says why there can be none. */
export function connectPorts(editor: Editor, from: PortEnd, to: PortEnd): boolean {
  const { history, nodeTypes } = editor.state.getState();
  const wire = wireBetween(from, to, history.document, nodeTypes);
  if ("edge" in wire) {
    editor.dispatch(connect, { edge: wire.edge });
    return true;
  }
  const { why, values } = wire.refused;
  toast.info(texts()(`canvas.refusals.${why}`, values), { id: "refused-wire", duration: 3_000 });
  return false;
}
