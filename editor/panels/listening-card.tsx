import { ExternalLink, Radio } from "lucide-react";
import { durationText, useNow } from "@/components/time";
import { Button } from "@/components/ui/button";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import type { Listening } from "../store";
import { CopyField } from "./copy-field";

/** The test address of a webhook or form, while it waits for its one call. */
export function ListeningCard({ listening: { nodeId, urls, until } }: { listening: Listening }) {
  const editor = useEditor();
  const node = findNode(useDocument(), nodeId);
  const name = node?.name ?? "Webhook";
  const isForm = useEditorState(({ nodeTypes }) => nodeTypes.get(node?.type ?? "")?.trigger === "form");
  const methods = useEditorState(({ webhooks }) => webhooks.find((webhook) => webhook.nodeId === nodeId)?.methods);
  const now = useNow();
  const what = isForm
    ? "waits for its test form to be sent"
    : `waits for a ${methods?.join(" or ") ?? "call"} at its test address`;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-border border-t bg-info-soft px-4 py-2.5">
      <span role="status" className="flex items-center gap-2 text-info text-sm">
        <Radio aria-hidden className="size-4 animate-pulse" />
        <span>
          “{name}” {what}
          {until !== null && until > now && <span className="tabular-nums"> · {durationText(until - now)}</span>}
        </span>
      </span>
      <span className="flex min-w-0 flex-1 basis-72 flex-col gap-2">
        {urls.map((url) => (
          <CopyField key={url} label="Test address" text={url} />
        ))}
      </span>
      {isForm &&
        urls.map((url) => (
          <Button key={url} variant="secondary" size="sm" asChild>
            <a href={url} target="_blank" rel="noopener">
              <ExternalLink aria-hidden />
              Open the form
            </a>
          </Button>
        ))}
      <Button variant="secondary" size="sm" onClick={() => void editor.run.stop()}>
        Cancel
      </Button>
    </div>
  );
}
