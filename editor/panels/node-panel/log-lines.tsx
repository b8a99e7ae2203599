"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/api";
import { CopyButton } from "@/components/item-view/copy-button";
import { pageSize } from "@/components/item-view/step-items";

/** What the step wrote with `console.log`. The same query as the first page of its items. */
export function useLogs(executionId: number | null, step: number | undefined): readonly string[] {
  const { data } = useQuery(
    useTRPC().executions.stepData.queryOptions(
      { id: executionId ?? 0, step: step ?? 0, offset: 0, limit: pageSize },
      { enabled: executionId !== null && step !== undefined },
    ),
  );
  return data?.logs ?? [];
}

export function LogLines({ lines }: { lines: readonly string[] }) {
  const t = useTranslations("panel.log");
  return (
    <section aria-label={t("title")} className="relative min-h-0 flex-1">
      <CopyButton label={t("copy")} text={() => lines.join("\n")} className="absolute top-1 right-3 z-10" />
      <ol
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="h-full overflow-auto p-3 pr-12 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their place
          <li key={index} className="whitespace-pre-wrap break-words border-border/60 border-b py-0.5">
            {line}
          </li>
        ))}
      </ol>
    </section>
  );
}
