"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import { FieldName } from "./field-name";
import { FileList } from "./file-list";
import { ItemNumber } from "./item-number";
import { type JsonLine, jsonLines } from "./json-lines";
import { Marked } from "./marked";
import { useScrollToChosen } from "./use-scroll-to-chosen";
import type { ViewProps } from "./view-props";

type Row = { key: string; index: number; isFirst: boolean; line?: JsonLine };

const lineHeight = 20;

export function JsonView({ entries, base, search, chosen, onChoose, purpose }: ViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () =>
      entries.flatMap(({ item, index }): Row[] => {
        const lines = jsonLines(item.json, `${index}`, expanded).map(
          (line, at): Row => ({ key: line.id, index, isFirst: at === 0, line }),
        );
        const hasFiles = item.binary && Object.keys(item.binary).length > 0;
        return hasFiles ? [...lines, { key: `${index}files`, index, isFirst: false }] : lines;
      }),
    [entries, expanded],
  );
  const files = useMemo(() => new Map(entries.map(({ item, index }) => [index, item.binary])), [entries]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (row) => rows[row]?.key ?? row,
    overscan: 20,
  });
  useScrollToChosen(
    list,
    rows.findIndex(({ index }) => index === chosen),
  );

  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
      tabIndex={0}
      className="h-full overflow-auto py-2 font-mono text-xs focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map(({ index: at, start, key }) => {
          const row = rows[at];
          if (!row) return null;
          const binary = row.line ? undefined : files.get(row.index);
          return (
            <div
              key={key}
              ref={list.measureElement}
              data-index={at}
              className={cn(
                "absolute inset-x-0 top-0 grid grid-cols-[2.75rem_1fr] items-start leading-5",
                row.index === chosen && "bg-primary-soft/60",
              )}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className="text-muted tabular-nums [&>*]:py-0">
                {row.isFirst && (
                  <ItemNumber index={row.index} isChosen={row.index === chosen} onChoose={onChoose} purpose={purpose} />
                )}
              </span>
              {row.line && (
                <Line
                  line={row.line}
                  base={base}
                  search={search}
                  onExpand={(id) => setExpanded(new Set(expanded).add(id))}
                />
              )}
              {binary && (
                <div className="py-1 pr-3 font-sans">
                  <FileList binary={binary} base={base} />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const kindClasses = {
  text: "text-success",
  number: "text-network",
  word: "text-flow",
  bracket: "text-muted",
} as const satisfies { [kind in JsonLine["kind"]]: string };

type LineProps = { line: JsonLine; base: string | undefined; search: string; onExpand: (id: string) => void };

function Line({ line, base, search, onExpand }: LineProps) {
  const { id, depth, name, path, text, kind, clipped, comma } = line;
  const t = useTranslations("items.json");
  return (
    <span className="min-w-0 whitespace-pre-wrap break-words pr-3" style={{ paddingLeft: `${depth * 1.25}rem` }}>
      {typeof name === "string" && (
        <>
          <FieldName base={base} path={path} text={JSON.stringify(name)} search={search} className="text-primary" />
          {": "}
        </>
      )}
      <span className={kindClasses[kind]}>
        <Marked text={text} search={search} />
      </span>
      {clipped !== undefined && (
        <button
          type="button"
          onClick={() => onExpand(id)}
          className="ml-1 rounded-sm px-1 font-sans text-primary hover:bg-primary-soft"
        >
          {t("more", { count: clipped })}
        </button>
      )}
      {comma && <span className="text-muted">,</span>}
    </span>
  );
}
