"use client";

import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { readCell } from "@/shared/table-values";
import type { Cell, TableRow } from "@/shared/tables";
import { errorText } from "../api";
import { toast } from "../ui/toast";
import { cellOf, type GridColumn, textOf } from "./grid-columns";
import type { useRows } from "./use-rows";

/** The cell that is written, and what is wrong with what was written. */
export type Editing = { rowId: number; column: string; start: string; problem?: string; tries: number };

/** Edits of single cells, each saved at once and taken back by Ctrl+Z. */
export function useCellEditing(table: number, update: ReturnType<typeof useRows>["update"]) {
  const [editing, setEditing] = useState<Editing | null>(null);
  const tries = useRef(0);
  const done = useRef<{ id: number; column: string; before: Cell }[]>([]);

  /** `typed`: the sign that began the edit takes the place of the value. */
  function begin(row: TableRow, column: GridColumn, typed?: string) {
    if (!column.own) return;
    if (column.type === "boolean") return void toggle(row, column);
    setEditing({ rowId: row.id, column: column.name, start: typed ?? textOf(row, column), tries: 0 });
  }

  /** Whether the value was stored. If not, the cell stays open and says why. */
  async function commit(row: TableRow, column: GridColumn, text: string): Promise<boolean> {
    if (text === textOf(row, column)) {
      close(row, column);
      return true;
    }
    const read = text === "" ? { ok: true as const, value: null } : readCell(column.type, text);
    const problem = read.ok ? await store(row, column, read.value) : read.problem;
    if (problem === undefined) close(row, column);
    else setEditing({ rowId: row.id, column: column.name, start: text, problem, tries: ++tries.current });
    return problem === undefined;
  }

  /** Unless another cell was opened meanwhile. At once: a key that follows must not find it open. */
  const close = (row: TableRow, column: GridColumn) =>
    flushSync(() => setEditing((open) => (open?.rowId === row.id && open.column === column.name ? null : open)));

  async function put(row: TableRow, column: GridColumn, value: Cell) {
    if (!column.own) return;
    const problem = await store(row, column, value);
    if (problem !== undefined) toast.error(problem);
  }

  const toggle = (row: TableRow, column: GridColumn) => {
    const before = cellOf(row, column);
    const next = before === true ? false : before === false && !column.own?.required ? null : true;
    return put(row, column, next);
  };

  async function store(row: TableRow, column: GridColumn, value: Cell): Promise<string | undefined> {
    try {
      await update.mutateAsync({ table, id: row.id, values: { [column.name]: value } });
      done.current.push({ id: row.id, column: column.name, before: cellOf(row, column) });
      return undefined;
    } catch (error) {
      return errorText(error).message;
    }
  }

  async function undo() {
    const last = done.current.pop();
    if (!last) return;
    const values = { [last.column]: last.before };
    await update.mutateAsync({ table, id: last.id, values }).catch((error) => toast.error(errorText(error).message));
  }

  return { editing, begin, commit, put, toggle, undo, cancel: () => setEditing(null) };
}
