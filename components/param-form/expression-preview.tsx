"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { PreviewResult } from "@/shared/api";
import type { Json } from "@/shared/item";
import { errorText } from "../api";
import type { Texts } from "../messages/texts";
import { cn } from "../ui/class-names";
import type { ExpressionHost } from "./expression-host";

const debounceMs = 250;
const shownCharacters = 2_000;

type ExpressionPreviewProps = {
  template: string;
  host: ExpressionHost;
  /** All of the result, with a way through the items. */
  isLarge?: boolean;
};

/** What the expression gives for the chosen item, kept up to date while it is written. */
export function ExpressionPreview({ template, host, isLarge = false }: ExpressionPreviewProps) {
  const t = useTranslations("forms.preview");
  const settled = useDebounced(template, debounceMs);
  const { data, error, isFetching } = useQuery({
    queryKey: ["expression-preview", host.dataKey, settled],
    queryFn: () => host.preview(settled),
    enabled: settled !== "=",
    placeholderData: (previous) => previous,
    retry: false,
  });
  const result: PreviewResult | undefined = error ? { ok: false, message: errorText(error).message } : data;
  const isStale = isFetching || settled !== template;

  const output = (
    <output className="flex min-h-4 min-w-0 flex-col px-0.5 text-xs leading-4" aria-busy={isStale}>
      {template !== "=" && result && <Result result={result} host={host} isLarge={isLarge} />}
      {template === "=" && <span className="text-muted">{t("startHint")}</span>}
    </output>
  );
  if (!isLarge) return output;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-2">
      <div className="flex h-6 items-center justify-between gap-2">
        <h3 className="font-semibold text-sm">{t("title")}</h3>
        {host.itemCount > 1 && <ItemSteps host={host} />}
      </div>
      {output}
    </section>
  );
}

function ItemSteps({ host: { itemIndex, itemCount, onItem } }: { host: ExpressionHost }) {
  const t = useTranslations("forms.preview");
  const step =
    "grid size-6 place-items-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text aria-disabled:opacity-40";
  const hasPrevious = itemIndex > 0;
  const hasNext = itemIndex < itemCount - 1;
  return (
    <span className="flex items-center gap-1 text-muted text-xs tabular-nums">
      <button
        type="button"
        aria-label={t("previousItem")}
        aria-disabled={!hasPrevious}
        onClick={() => hasPrevious && onItem(itemIndex - 1)}
        className={step}
      >
        <ChevronLeft aria-hidden className="size-4" />
      </button>
      {t("place", { number: itemIndex + 1, count: itemCount })}
      <button
        type="button"
        aria-label={t("nextItem")}
        aria-disabled={!hasNext}
        onClick={() => hasNext && onItem(itemIndex + 1)}
        className={step}
      >
        <ChevronRight aria-hidden className="size-4" />
      </button>
    </span>
  );
}

type ResultProps = { result: PreviewResult; host: ExpressionHost; isLarge: boolean };

function Result({ result, host, isLarge }: ResultProps) {
  const t = useTranslations();
  if (!result.ok) {
    return (
      <span className="flex min-w-0 gap-1.5 text-danger">
        <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
        <span className="min-w-0 break-words">
          {result.message}
          {result.hint && <span className="block text-muted">{result.hint}</span>}
        </span>
      </span>
    );
  }
  if (result.value === null && !host.hasData) {
    return <span className="text-muted">{t("forms.preview.noData")}</span>;
  }
  return (
    <span className={cn("flex min-w-0 gap-2", isLarge && "flex-col gap-1")}>
      <span className="shrink-0 text-muted">
        {t("forms.preview.ofItem", { number: host.itemIndex + 1, type: typeLabel(result.value, t) })}
      </span>
      <span
        className={cn(
          "min-w-0 whitespace-pre-wrap break-words font-mono text-success",
          isLarge ? "text-[13px] leading-5" : "line-clamp-4",
        )}
        title={result.text.slice(0, shownCharacters)}
      >
        {result.text === "" ? (
          <span className="text-muted">{t("forms.preview.empty")}</span>
        ) : (
          result.text.slice(0, shownCharacters)
        )}
      </span>
    </span>
  );
}

function typeLabel(value: Json, t: Texts): string {
  if (value === null) return t("forms.preview.types.nothing");
  if (Array.isArray(value)) return t("forms.preview.types.list", { count: value.length });
  switch (typeof value) {
    case "string":
      return t("forms.preview.types.text");
    case "number":
      return t("forms.preview.types.number");
    case "boolean":
      return t("forms.preview.types.boolean");
    default:
      return t("forms.preview.types.object");
  }
}

function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
