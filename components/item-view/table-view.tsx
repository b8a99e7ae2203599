"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Paperclip } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "@/shared/item";
import { cn } from "../ui/class-names";
import { FieldName } from "./field-name";
import { FileList } from "./file-list";
import { ItemNumber } from "./item-number";
import { Marked } from "./marked";
import { sampleText } from "./schema";
import { useScrollToChosen } from "./use-scroll-to-chosen";
import type { ViewProps } from "./view-props";

const rowHeight = 33;
const maxColumns = 200;

export function TableView({ entries, base, search, chosen, onChoose, purpose }: ViewProps) {
  const t = useTranslations("items");
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(() => columnsOf(entries.map(({ item }) => item.json)), [entries]);
  const hasFiles = entries.some(({ item }) => item.binary && Object.keys(item.binary).length > 0);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (row) => entries[row]?.index ?? row,
    overscan: 12,
  });
  useScrollToChosen(
    rows,
    entries.findIndex(({ index }) => index === chosen),
  );
  const visible = rows.getVirtualItems();
  const before = visible[0]?.start ?? 0;
  const after = rows.getTotalSize() - (visible.at(-1)?.end ?? 0);

  function toggle(cell: string) {
    const next = new Set(expanded);
    if (!next.delete(cell)) next.add(cell);
    setExpanded(next);
  }

  return (
    <div
      ref={scroller} // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls a focusable region only
      tabIndex={0}
      className="h-full overflow-auto focus-visible:-outline-offset-2"
    >
      <table className="w-full border-separate border-spacing-0 text-left text-xs" aria-rowcount={entries.length + 1}>
        <thead className="sticky top-0 z-10">
          <tr>
            <th
              scope="col"
              className="h-8 w-10 border-border border-b bg-sunken px-2 text-right font-medium text-muted"
            >
              #
            </th>
            {columns.map((name) => (
              <th
                key={name}
                scope="col"
                className="h-8 max-w-64 border-border border-b border-l bg-sunken px-2 font-medium"
              >
                <FieldName base={base} path={[name]} search={search} className="block max-w-full" />
              </th>
            ))}
            {hasFiles && (
              <th scope="col" className="h-8 border-border border-b border-l bg-sunken px-2 font-medium">
                <span className="inline-flex items-center gap-1">
                  <Paperclip aria-hidden className="size-3.5 text-muted" />
                  {t("files.title")}
                </span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Space height={before} />}
          {visible.map(({ index: row, key }) => {
            const entry = entries[row];
            if (!entry) return null;
            const isChosen = entry.index === chosen;
            return (
              <tr
                key={key}
                ref={rows.measureElement}
                data-index={row}
                aria-rowindex={row + 2}
                className={cn("align-top hover:bg-hover/60", isChosen && "bg-primary-soft hover:bg-primary-soft")}
              >
                <td className="border-border border-b p-0 text-right text-muted tabular-nums">
                  <ItemNumber index={entry.index} isChosen={isChosen} onChoose={onChoose} purpose={purpose} />
                </td>
                {columns.map((name) => (
                  <td key={name} className="max-w-64 border-border border-b border-l p-0">
                    <Cell
                      name={name}
                      value={Object.hasOwn(entry.item.json, name) ? (entry.item.json[name] ?? null) : undefined}
                      search={search}
                      isExpanded={expanded.has(`${entry.index}.${name}`)}
                      onToggle={() => toggle(`${entry.index}.${name}`)}
                    />
                  </td>
                ))}
                {hasFiles && (
                  <td className="border-border border-b border-l p-1">
                    {entry.item.binary && <FileList binary={entry.item.binary} base={base} />}
                  </td>
                )}
              </tr>
            );
          })}
          {after > 0 && <Space height={after} />}
        </tbody>
      </table>
      {columns.length === 0 && !hasFiles && (
        <p className="p-3 text-muted text-xs">{t("noFields", { count: entries.length })}</p>
      )}
    </div>
  );
}

type CellProps = { name: string; value: Json | undefined; search: string; isExpanded: boolean; onToggle: () => void };

function Cell({ name, value, search, isExpanded, onToggle }: CellProps) {
  const t = useTranslations("items");
  if (value === undefined) return <span className="block px-2 py-2 text-muted/70">–</span>;
  if (value === "") return <span className="block px-2 py-2 text-muted italic">{t("empty")}</span>;
  const look = typeof value === "number" ? "text-network tabular-nums" : typeof value === "string" ? "" : "text-code";
  const text = isExpanded ? wholeText(value) : sampleText(value, 300);
  if (!isExpanded && text.length <= 24) {
    return (
      <span className={cn("block truncate px-2 py-2", look)}>
        <Marked text={text} search={search} />
      </span>
    );
  }
  return (
    <button
      type="button"
      aria-expanded={isExpanded}
      title={name}
      onClick={onToggle}
      className={cn(
        "block w-full px-2 py-2 text-left focus-visible:-outline-offset-2",
        isExpanded ? "max-h-72 overflow-auto whitespace-pre-wrap break-words" : "truncate",
        look,
      )}
    >
      <Marked text={text} search={search} />
    </button>
  );
}

const wholeText = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height }} />
    </tr>
  );
}

function columnsOf(rows: readonly { [key: string]: Json }[]): string[] {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) if (names.size < maxColumns) names.add(name);
  }
  return [...names];
}
