import { Webhook, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";

/** A run that begins at a webhook or a form has nothing to work on before somebody has called it. */
export function CallFirstCard() {
  const editor = useEditor();
  const callFirst = useEditorState((state) => state.callFirst);
  const trigger = findNode(useDocument(), callFirst?.nodeId ?? "");
  const isForm = useEditorState(({ nodeTypes }) => nodeTypes.get(trigger?.type ?? "")?.trigger === "form");
  if (!callFirst || !trigger) return null;
  const { nodeId, destination } = callFirst;
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-border border-b bg-info-soft px-4 py-2.5 text-sm"
    >
      <span className="flex min-w-0 flex-1 basis-72 items-start gap-2 text-info">
        <Webhook aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 break-words">
          “{trigger.name}” must be {isForm ? "filled in" : "called"} first: there is no data yet that could reach this
          node.
        </span>
      </span>
      <span className="flex items-center gap-1">
        <Button variant="secondary" size="sm" onClick={() => editor.run.listen(nodeId, destination)}>
          {isForm ? "Open the test form" : "Listen for a test call"}
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Dismiss"
          onClick={() => editor.state.setState({ callFirst: null })}
        >
          <X aria-hidden />
        </Button>
      </span>
    </div>
  );
}
