// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the cell it is at
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys
"use client";

import { Check, Maximize2, Minus } from "lucide-react";
import type { CSSProperties } from "react";
import { useTranslations } from "use-intl";
import type { TableRow } from "@/shared/tables";
import { Checkbox } from "../ui/checkbox";
import { cn } from "../ui/class-names";
import { CellEditor } from "./cell-editor";
import { cellOf, chooseWidth, type GridColumn, textOf } from "./grid-columns";
import type { Editing } from "./use-cell-editing";

type GridRowProps = {
  row: TableRow;
  index: number;
  columns: readonly GridColumn[];
  style: CSSProperties;
  /** The column of the cell the keyboard is at. */
  active: number | undefined;
  editing: Editing | null;
  isChosen: boolean;
  onChoose: (on: boolean) => void;
  onOpen: () => void;
  onPoint: (column: number) => void;
  onEdit: (column: number) => void;
  onCommit: (column: number, text: string, to: "down" | "right" | "left" | "stay") => void;
  onCancel: () => void;
};

export const cellId = (row: number, column: number) => `cell-${row}-${column}`;

export function GridRow(props: GridRowProps) {
  const { row, index, columns, style, active, editing, isChosen } = props;
  const t = useTranslations("tables.grid");
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      style={style}
      className={cn("group absolute left-0 flex h-[33px] hover:bg-hover/60", isChosen && "bg-primary-soft")}
    >
      <div
        role="gridcell"
        aria-colindex={1}
        style={{ width: chooseWidth }}
        className="grid shrink-0 place-items-center border-border border-b"
      >
        <Checkbox
          tabIndex={-1}
          aria-label={t("choose", { id: row.id })}
          checked={isChosen}
          onCheckedChange={(on) => props.onChoose(on === true)}
        />
      </div>
      {columns.map((column, place) => (
        <div
          key={column.name}
          role="gridcell"
          id={cellId(row.id, place)}
          aria-colindex={place + 2}
          aria-readonly={!column.own}
          style={{ width: column.width }}
          className={cn(
            "relative flex shrink-0 items-center border-border border-b border-l px-2 text-xs",
            active === place && "outline-2 outline-ring -outline-offset-2",
            !column.own && "text-muted",
          )}
          onClick={() => (active === place && isTouch() ? props.onEdit(place) : props.onPoint(place))}
          onDoubleClick={() => props.onEdit(place)}
        >
          <CellView row={row} column={column} />
          {place === 0 && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={t("open", { id: row.id })}
              onClick={(event) => {
                event.stopPropagation();
                props.onOpen();
              }}
              className="absolute right-1 grid size-6 place-items-center rounded-md bg-surface text-muted opacity-0 shadow-xs hover:text-text pointer-coarse:opacity-100 group-hover:opacity-100"
            >
              <Maximize2 aria-hidden className="size-3.5" />
            </button>
          )}
          {editing?.rowId === row.id && editing.column === column.name && (
            <CellEditor
              key={editing.tries}
              label={t("cell", { column: column.name, id: row.id })}
              start={editing.start}
              problem={editing.problem}
              isNumber={column.type === "number"}
              onCommit={(text, to) => props.onCommit(place, text, to)}
              onCancel={props.onCancel}
            />
          )}
        </div>
      ))}
    </div>
  );
}

function CellView({ row, column }: { row: TableRow; column: GridColumn }) {
  const t = useTranslations("tables.row");
  const value = cellOf(row, column);
  if (value === null) return <span className="sr-only">{t("noValue")}</span>;
  if (column.type === "boolean") {
    return (
      <span className={cn("inline-flex items-center gap-1", value ? "text-success" : "text-muted")}>
        {value ? <Check aria-hidden className="size-3.5" /> : <Minus aria-hidden className="size-3.5" />}
        {t(value ? "yes" : "no")}
      </span>
    );
  }
  const text = textOf(row, column);
  return (
    <span
      className={cn(
        "block w-full truncate",
        column.type === "number" && "text-right tabular-nums",
        column.name === "id" && "pointer-coarse:pr-7 text-left",
        column.type === "json" && "font-mono text-code",
      )}
      title={text.length > 23 ? text.slice(0, 1_000) : undefined}
    >
      {column.type === "datetime" ? shownTime(text) : text.slice(0, 300)}
    </span>
  );
}

/** To the second, and no further than it says something; the whole is in the title. */
const shownTime = (iso: string) => iso.replace("T", " ").replace(/(:00)?\.\d+Z$/, "");

const isTouch = () => window.matchMedia("(pointer: coarse)").matches;
