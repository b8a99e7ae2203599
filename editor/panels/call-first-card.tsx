import { Webhook, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";

const texts = {
  form: { what: "filledIn", button: "openForm" },
  listen: { what: "message", button: "listenForMessage" },
  webhook: { what: "called", button: "listen" },
} as const;

/** A run that begins at a webhook, a form or a queue has nothing to work on before something came. */
export function CallFirstCard() {
  const t = useTranslations("runs.callFirst");
  const editor = useEditor();
  const callFirst = useEditorState((state) => state.callFirst);
  const trigger = findNode(useDocument(), callFirst?.nodeId ?? "");
  const kind = useEditorState(({ nodeTypes }) => nodeTypes.get(trigger?.type ?? "")?.trigger);
  if (!callFirst || !trigger) return null;
  const { nodeId, destination } = callFirst;
  const { what, button } = texts[kind === "form" || kind === "listen" ? kind : "webhook"];
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-border border-b bg-info-soft px-4 py-2.5 text-sm"
    >
      <span className="flex min-w-0 flex-1 basis-72 items-start gap-2 text-info">
        <Webhook aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span className="min-w-0 break-words">{t(what, { name: trigger.name })}</span>
      </span>
      <span className="flex items-center gap-1">
        <Button variant="secondary" size="sm" onClick={() => editor.run.listen(nodeId, destination)}>
          {t(button)}
        </Button>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t("dismiss")}
          onClick={() => editor.state.setState({ callFirst: null })}
        >
          <X aria-hidden />
        </Button>
      </span>
    </div>
  );
}
