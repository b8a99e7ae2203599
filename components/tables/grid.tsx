// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the cell it is at
"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslations } from "use-intl";
import type { TableInfo } from "@/shared/tables";
import { errorText } from "../api";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { chooseWidth, gridColumns, type Place, placeAfter, textOf } from "./grid-columns";
import { GridEmpty } from "./grid-empty";
import { GridHead } from "./grid-head";
import { cellId, GridRow } from "./grid-row";
import type { TableDialog } from "./table-toolbar";
import { useCellEditing } from "./use-cell-editing";
import type { RowView, useRows } from "./use-rows";

type GridProps = {
  table: TableInfo;
  list: ReturnType<typeof useRows>;
  view: RowView;
  chosen: ReadonlySet<number>;
  onView: (view: RowView) => void;
  onChosen: (chosen: ReadonlySet<number>) => void;
  onDialog: (dialog: TableDialog) => void;
};

const rowHeight = 33;
const headHeight = 36;

/** Rows by the thousand: only those on the screen are drawn. The grid holds the focus and names the cell it is at. */
export function Grid({ table, list, view, chosen, onView, onChosen, onDialog }: GridProps) {
  const t = useTranslations("tables.grid");
  const scroller = useRef<HTMLDivElement>(null);
  const { rows } = list;
  const columns = useMemo(() => gridColumns(table), [table]);
  const [at, setAt] = useState<Place>({ row: 0, column: Math.min(1, columns.length - 1) });
  const cells = useCellEditing(table.id, list.update);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    overscan: 10,
  });
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 40) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const width = columns.reduce((sum, column) => sum + column.width, chooseWidth);
  const activeRow = rows[at.row];
  const isDrawn = visible.some(({ index }) => index === at.row);

  function go(place: Place) {
    setAt(place);
    virtual.scrollToIndex(place.row);
    const left = columns.slice(0, place.column).reduce((sum, column) => sum + column.width, chooseWidth);
    showColumn(scroller.current, left, columns[place.column]?.width ?? 0);
  }

  function choose(id: number, on: boolean) {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChosen(next);
  }

  async function commit(place: Place, text: string, to: "down" | "right" | "left" | "stay") {
    const row = rows[place.row];
    const column = columns[place.column];
    if (!row || !column || !(await cells.commit(row, column, text)) || to === "stay") return;
    const next = { down: [1, 0], right: [0, 1], left: [0, -1] }[to] as [number, number];
    const bounded = Math.max(0, Math.min(columns.length - 1, place.column + next[1]));
    // Before the keys come here again, which are about that place.
    flushSync(() => go({ row: Math.min(rows.length - 1, place.row + next[0]), column: bounded }));
    scroller.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.target !== event.currentTarget || event.altKey) return;
    const size = { rows: rows.length, columns: columns.length, page: Math.max(1, visible.length - 12) };
    const place = placeAfter(event, at, size);
    const row = rows[at.row];
    const column = columns[at.column];
    const isCommand = event.ctrlKey || event.metaKey;
    if (place) go(place);
    else if (isCommand && event.key === "z") void cells.undo();
    else if (!row || !column) return;
    else if (isCommand && event.key === "c") void navigator.clipboard.writeText(textOf(row, column));
    else if (event.key === "Enter" && (event.shiftKey || isCommand)) onDialog({ is: "row", id: row.id });
    else if (event.key === " " && event.shiftKey) choose(row.id, !chosen.has(row.id));
    else if (event.key === "Enter" || event.key === "F2") cells.begin(row, column);
    else if (event.key === " " && column.type === "boolean") cells.begin(row, column);
    else if (event.key === "Delete" || event.key === "Backspace") void cells.put(row, column, null);
    else if (event.key.length === 1 && !isCommand && column.type !== "boolean") cells.begin(row, column, event.key);
    else return;
    event.preventDefault();
  }

  if (list.isPending) return <GridSkeleton />;
  if (list.isError && !list.data) {
    return (
      <ErrorState title={t("loadFailed")} message={errorText(list.error).message} onRetry={() => void list.refetch()} />
    );
  }
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={t("label", { name: table.name })}
      aria-rowcount={hasNextPage ? -1 : rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-activedescendant={activeRow && isDrawn ? cellId(activeRow.id, at.column) : undefined}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const column = columns[at.column];
        if (event.target !== event.currentTarget || !activeRow || !column?.own) return;
        event.preventDefault();
        void cells.commit(activeRow, column, event.clipboardData.getData("text").replace(/\r?\n$/, ""));
      }}
      className="relative min-h-0 flex-1 overflow-auto bg-surface focus-visible:-outline-offset-2"
    >
      <GridHead {...{ table, columns, view, rows, chosen, onView, onChosen, onDialog }} />
      {rows.length === 0 ? (
        <GridEmpty table={table} isFiltered={view.where.length > 0} onDialog={onDialog} onView={onView} view={view} />
      ) : (
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize(), width }}>
          {visible.map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <GridRow
                key={row.id}
                {...{ row, index, columns, editing: cells.editing, isChosen: chosen.has(row.id) }}
                style={{ top: start - headHeight, width, zIndex: cells.editing?.rowId === row.id ? 10 : undefined }}
                active={index === at.row ? at.column : undefined}
                onChoose={(on) => choose(row.id, on)}
                onOpen={() => onDialog({ is: "row", id: row.id })}
                onPoint={(column) => {
                  setAt({ row: index, column });
                  if (!cells.editing) scroller.current?.focus({ preventScroll: true });
                }}
                onEdit={(column) => {
                  setAt({ row: index, column });
                  const target = columns[column];
                  if (target) cells.begin(row, target);
                }}
                onCommit={(column, text, to) => void commit({ row: index, column }, text, to)}
                onCancel={() => {
                  cells.cancel();
                  scroller.current?.focus();
                }}
              />
            );
          })}
        </div>
      )}
    </div>
  );
}

/** Scrolls to the side as far as needed. */
function showColumn(scroller: HTMLDivElement | null, left: number, width: number) {
  if (!scroller) return;
  if (left < scroller.scrollLeft) scroller.scrollLeft = left - chooseWidth;
  else if (left + width > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = left + width - scroller.clientWidth;
}

function GridSkeleton() {
  return (
    <div className="flex flex-1 flex-col gap-3 p-4">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} className="h-5 w-full" />
      ))}
    </div>
  );
}
