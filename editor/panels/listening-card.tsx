import { ExternalLink, Radio } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";
import { durationText, useNow } from "@/components/time";
import { Button } from "@/components/ui/button";
import { findNode } from "../document";
import { useDocument, useEditor, useEditorState } from "../editor-context";
import type { Listening } from "../store";
import { CopyField } from "./copy-field";

/** The test address of a webhook or form, while it waits for its one call; or that a message is waited for. */
export function ListeningCard({ listening: { nodeId, urls, until } }: { listening: Listening }) {
  const editor = useEditor();
  const t = useTranslations();
  const locale = useLocale();
  const node = findNode(useDocument(), nodeId);
  const name = node?.name ?? "Webhook";
  const kind = useEditorState(({ nodeTypes }) => nodeTypes.get(node?.type ?? "")?.trigger);
  const isForm = kind === "form";
  const methods = useEditorState(({ webhooks }) => webhooks.find((webhook) => webhook.nodeId === nodeId)?.methods);
  const now = useNow();
  const what = isForm
    ? t("runs.listening.forForm", { name })
    : kind === "listen"
      ? t("runs.listening.forMessage", { name })
      : methods
        ? t("runs.listening.forMethods", { name, methods: methods.join(t("runs.listening.or")) })
        : t("runs.listening.forCall", { name });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-border border-t bg-info-soft px-4 py-2.5">
      <span role="status" className="flex items-center gap-2 text-info text-sm">
        <Radio aria-hidden className="size-4 animate-pulse" />
        <span>
          {what}
          {until !== null && until > now && (
            <span className="tabular-nums"> · {durationText(until - now, locale)}</span>
          )}
        </span>
      </span>
      <span className="flex min-w-0 flex-1 basis-72 flex-col gap-2">
        {urls.map((url) => (
          <CopyField key={url} label={t("runs.listening.address")} text={url} />
        ))}
      </span>
      {isForm &&
        urls.map((url) => (
          <Button key={url} variant="secondary" size="sm" asChild>
            <a href={url} target="_blank" rel="noopener">
              <ExternalLink aria-hidden />
              {t("runs.listening.openForm")}
            </a>
          </Button>
        ))}
      <Button variant="secondary" size="sm" onClick={() => void editor.run.stop()}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}
