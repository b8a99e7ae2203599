"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Spinner } from "@/components/ui/spinner";
import type { ItemLineage as Lineage } from "@/shared/api";
import { RelatedList, type RelatedListProps } from "./related-list";

type ItemLineageProps = Omit<RelatedListProps, "related"> & {
  executionId: number;
  step: number;
  port: string;
  item: number;
  onClose: () => void;
};

/** Below the items: where the chosen one came from, back to the trigger, and what became of it. */
export function ItemLineage({ executionId, step, port, item, onClose, ...list }: ItemLineageProps) {
  const t = useTranslations("panel.lineage");
  const region = useRef<HTMLElement>(null);
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.executions.itemLineage.queryOptions({ id: executionId, step, port, item }),
  );
  useEffect(() => region.current?.focus({ preventScroll: true }), []);

  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={t("title", { number: item + 1 })}
      data-own-escape
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="flex max-h-[55%] min-h-40 shrink-0 flex-col border-border border-t bg-surface shadow-[0_-4px_12px_rgb(0_0_0/0.06)] outline-none"
    >
      <div className="flex h-10 shrink-0 items-center gap-2 border-border border-b pr-1.5 pl-3">
        <h3 className="min-w-0 flex-1 truncate font-semibold text-sm">{t("item", { number: item + 1 })}</h3>
        <Button variant="ghost" size="icon-sm" aria-label={t("close")} onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-3 pt-2 pb-3 focus-visible:-outline-offset-2">
        {data ? (
          <Found lineage={data} list={list} />
        ) : error ? (
          <ErrorState
            title={t("failed")}
            message={errorText(error).message}
            onRetry={() => void refetch()}
            className="py-4"
          />
        ) : (
          <p role="status" className="flex items-center gap-2 py-2 text-muted text-xs">
            <Spinner />
            {t("loading")}
          </p>
        )}
      </div>
    </section>
  );
}

function Found({ lineage, list }: { lineage: Lineage; list: Omit<RelatedListProps, "related"> }) {
  const t = useTranslations("panel.lineage");
  const { before, after, end, beforeIsCut, afterIsCut } = lineage;
  return (
    <>
      <Part title={t("cameFrom")}>
        <RelatedList {...list} related={before} />
        {before.length === 0 && <Note>{t(end === "start" ? "began" : "unknown")}</Note>}
        {before.length > 0 && end === "unknown" && <Note>{t("unknown")}</Note>}
        {beforeIsCut && <Note>{t("cut")}</Note>}
      </Part>
      <Part title={t("became")}>
        <RelatedList {...list} related={after} />
        {after.length === 0 && <Note>{t("nothing")}</Note>}
        {afterIsCut && <Note>{t("cut")}</Note>}
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mb-3 last:mb-0">
      <h4 className="mb-1 font-medium text-muted text-xs">{title}</h4>
      {children}
    </div>
  );
}

const Note = ({ children }: { children: ReactNode }) => <p className="py-1 text-muted text-xs">{children}</p>;
