"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import type { PreviewResult } from "@/shared/api";
import type { Json } from "@/shared/item";
import { errorText } from "../api";
import type { ExpressionHost } from "./expression-host";

const debounceMs = 250;
const shownCharacters = 2_000;

/** What the expression gives for the chosen item, kept up to date while it is written. */
export function ExpressionPreview({ template, host }: { template: string; host: ExpressionHost }) {
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

  return (
    <output className="flex min-h-4 min-w-0 flex-col px-0.5 text-xs leading-4" aria-busy={isStale}>
      {template !== "=" && result && <Result result={result} host={host} />}
      {template === "=" && (
        <span className="text-muted">
          Write {"{{ }}"} around code, such as {"{{ $json.name }}"}
        </span>
      )}
    </output>
  );
}

function Result({ result, host }: { result: PreviewResult; host: ExpressionHost }) {
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
    return <span className="text-muted">No data yet: run the workflow to see what this gives.</span>;
  }
  return (
    <span className="flex min-w-0 gap-2">
      <span className="shrink-0 text-muted">
        {host.itemLabel} · {typeLabel(result.value)}
      </span>
      <span
        className="line-clamp-4 min-w-0 whitespace-pre-wrap break-words font-mono text-success"
        title={result.text.slice(0, shownCharacters)}
      >
        {result.text === "" ? <span className="text-muted">empty</span> : result.text.slice(0, shownCharacters)}
      </span>
    </span>
  );
}

function typeLabel(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return `list of ${value.length}`;
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "true or false";
    default:
      return "object";
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
