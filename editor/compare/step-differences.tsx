"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { errorText, useTRPC } from "@/components/api";
import { Pager } from "@/components/item-view/pager";
import { pageSize } from "@/components/item-view/step-items";
import { ErrorState } from "@/components/ui/error-state";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import type { ExecutionComparison, StepComparison, StepData } from "@/shared/api";
import type { FieldChange } from "@/shared/document-diff";
import { excerpts, type ItemDifference, itemDifferences } from "./differences";

type StepDifferencesProps = { comparison: ExecutionComparison; step: StepComparison };

/** What one run of a node gave in each of the two: its error, and the fields that differ. */
export function StepDifferences({ comparison, step }: StepDifferencesProps) {
  const t = useTranslations("compare");
  const changed = comparison.changedNodes.find(({ id }) => id === step.nodeId);
  return (
    <section aria-label={t("differences")} className="flex min-h-0 flex-1 flex-col">
      {changed?.is === "changed" && (
        <details className="shrink-0 border-border border-b px-4 py-2 text-sm" open={step.is !== "same"}>
          <summary className="cursor-pointer text-warning">{t("nodeChanged")}</summary>
          <ul className="mt-1 flex max-h-40 flex-col gap-1 overflow-y-auto text-xs">
            {changed.fields.map((field) => (
              <FieldLine key={field.path} field={field} />
            ))}
          </ul>
        </details>
      )}
      <Errors comparison={comparison} step={step} />
      <Outputs comparison={comparison} step={step} />
    </section>
  );
}

function Errors({ comparison: { a, b }, step }: StepDifferencesProps) {
  const sides = [
    { id: a.id, error: step.a?.error },
    { id: b.id, error: step.b?.error },
  ].filter(({ error }) => error);
  return sides.map(({ id, error }) => (
    <p key={id} className="shrink-0 break-words border-border border-b bg-danger-soft px-4 py-2 text-danger text-sm">
      #{id}: {error?.message}
    </p>
  ));
}

function Outputs({ comparison, step }: StepDifferencesProps) {
  const t = useTranslations("compare");
  const [chosenPort, setPort] = useState<string>();
  const [offset, setOffset] = useState(0);
  const before = useStepData(comparison.a.id, step.a?.index, offset);
  const after = useStepData(comparison.b.id, step.b?.index, offset);
  const failure = before.error ?? after.error;
  if (failure) {
    const retry = () => void Promise.all([before.refetch(), after.refetch()]);
    return <ErrorState title={t("notLoaded")} message={errorText(failure).message} onRetry={retry} className="py-8" />;
  }
  if (before.isLoading || after.isLoading) return <Loading />;
  const ports = [...new Set([...portsOf(before.data), ...portsOf(after.data)])];
  const port = chosenPort ?? ports[0] ?? "main";
  const total = Math.max(before.data?.outputTotals[port] ?? 0, after.data?.outputTotals[port] ?? 0);
  const items = itemDifferences(before.data?.outputs[port] ?? [], after.data?.outputs[port] ?? [], offset);
  return (
    <>
      {ports.length > 1 && (
        <div className="shrink-0 px-4 pt-2">
          <Select
            value={port}
            onValueChange={(next) => {
              setPort(next);
              setOffset(0);
            }}
          >
            <SelectTrigger aria-label={t("output")} className="h-8 w-auto text-xs">
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {ports.map((name) => (
                <SelectItem key={name} value={name}>
                  {name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        </div>
      )}
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto p-4 focus-visible:-outline-offset-2"
      >
        {items.length === 0 && <p className="text-muted text-sm">{total === 0 ? t("noItems") : t("sameItems")}</p>}
        <ol className="flex flex-col gap-3">
          {items.map((item) => (
            <Item key={item.index} item={item} comparison={comparison} />
          ))}
        </ol>
      </div>
      <Pager offset={offset} pageSize={pageSize} total={total} onOffset={setOffset} />
    </>
  );
}

const portsOf = (data: StepData | undefined) =>
  Object.keys(data?.outputs ?? {}).filter((port) => (data?.outputTotals[port] ?? 0) > 0);

function useStepData(id: number, step: number | undefined, offset: number) {
  return useQuery(
    useTRPC().executions.stepData.queryOptions(
      { id, step: step ?? 0, offset, limit: pageSize },
      { enabled: step !== undefined },
    ),
  );
}

const mostShown = 50;

function Item({ item, comparison: { a, b } }: { item: ItemDifference; comparison: ExecutionComparison }) {
  const t = useTranslations("compare");
  const { index, is, fields } = item;
  return (
    <li className="text-xs">
      <p className="mb-1 font-medium text-muted">
        {t("item", { item: index + 1 })}
        {is !== "different" && ` · ${t("onlyIn", { id: is === "onlyA" ? a.id : b.id })}`}
      </p>
      <ul className="flex flex-col gap-1">
        {fields.slice(0, mostShown).map((field) => (
          <FieldLine key={field.path} field={field} />
        ))}
        {fields.length > mostShown && <li className="text-muted">{t("more", { count: fields.length - mostShown })}</li>}
      </ul>
    </li>
  );
}

function FieldLine({ field: { path, before, after } }: { field: FieldChange }) {
  const [old, current] = excerpts(before, after);
  return (
    <li className="break-words">
      {path && <span className="mr-1 font-mono text-muted">{path}</span>}
      {old !== undefined && <del className="rounded-sm bg-danger-soft px-1">{old}</del>}{" "}
      {current !== undefined && <ins className="rounded-sm bg-success-soft px-1 no-underline">{current}</ins>}
    </li>
  );
}

function Loading() {
  return (
    <div role="status" className="flex flex-col gap-2 p-4">
      <span className="sr-only">{useTranslations("compare")("loading")}</span>
      {[72, 54, 63].map((width) => (
        <Skeleton key={width} className="h-5" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
