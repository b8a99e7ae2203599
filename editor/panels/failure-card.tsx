import { CircleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { findNode } from "../document";
import { useDocument, useEditor } from "../editor-context";
import type { RunView } from "../run-view";

/** Why the run failed, where, and what to do. */
export function FailureCard({ run: { state } }: { run: RunView }) {
  const editor = useEditor();
  const document = useDocument();
  const failedStep = state.steps.findLast(({ status }) => status === "failed");
  const error = state.error ?? failedStep?.error;
  if (state.status !== "failed" || !error) return null;
  const nodeId = error.nodeId ?? failedStep?.nodeId;
  const node = nodeId === undefined ? undefined : findNode(document, nodeId);
  const place = [
    node && `“${node.name}”`,
    error.param && `parameter ${error.param}`,
    error.item !== undefined && `item ${error.item + 1}`,
  ].filter(Boolean);
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-start gap-x-3 gap-y-2 border-border border-b bg-danger-soft px-4 py-2.5"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="max-h-24 min-w-0 flex-1 basis-60 overflow-y-auto rounded-sm text-sm"
      >
        <p className="whitespace-pre-wrap break-words font-medium text-danger">{error.message}</p>
        {error.hint && <p className="break-words text-text">{error.hint}</p>}
        {place.length > 0 && <p className="break-words text-muted text-xs">{place.join(", ")}</p>}
      </div>
      {node && (
        <Button
          variant="secondary"
          size="sm"
          className="ml-auto"
          onClick={() => editor.state.setState({ openNode: node.id })}
        >
          Open node
        </Button>
      )}
    </div>
  );
}
