// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the cell it is at
"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import type { TableInfo, TableRow } from "@/shared/tables";
import { Button } from "../ui/button";
import { Checkbox } from "../ui/checkbox";
import { ColumnHead } from "./column-head";
import { chooseWidth, type GridColumn } from "./grid-columns";
import type { TableDialog } from "./table-toolbar";
import type { RowView } from "./use-rows";

type GridHeadProps = {
  table: TableInfo;
  columns: readonly GridColumn[];
  rows: readonly TableRow[];
  view: RowView;
  chosen: ReadonlySet<number>;
  onView: (view: RowView) => void;
  onChosen: (chosen: ReadonlySet<number>) => void;
  onDialog: (dialog: TableDialog) => void;
};

/** The names of the columns, which stay in sight. */
export function GridHead({ table, columns, rows, view, chosen, onView, onChosen, onDialog }: GridHeadProps) {
  const t = useTranslations("tables.grid");
  return (
    <div role="rowgroup" className="sticky top-0 z-30 w-max min-w-full">
      <div role="row" aria-rowindex={1} className="flex h-9 border-border border-b bg-sunken">
        <div
          role="columnheader"
          aria-colindex={1}
          style={{ width: chooseWidth }}
          className="grid shrink-0 place-items-center"
        >
          <Checkbox
            aria-label={t("chooseAll")}
            disabled={rows.length === 0}
            checked={chosen.size > 0 && (chosen.size === rows.length || "indeterminate")}
            onCheckedChange={(on) => onChosen(new Set(on === true ? rows.map(({ id }) => id) : []))}
          />
        </div>
        {columns.map((column, index) => (
          <div
            key={column.name}
            role="columnheader"
            aria-colindex={index + 2}
            aria-sort={sortOf(view, column.name)}
            style={{ width: column.width }}
            className="shrink-0 border-border border-l"
          >
            <ColumnHead
              {...{ table, column: column.own, name: column.name, sort: view.sort, onDialog }}
              onSort={(sort) => onView({ ...view, sort })}
            />
          </div>
        ))}
        <div role="columnheader" aria-colindex={columns.length + 2} className="shrink-0 border-border border-l">
          <Button variant="ghost" size="icon-sm" aria-label={t("addColumn")} onClick={() => onDialog({ is: "column" })}>
            <Plus aria-hidden />
          </Button>
        </div>
      </div>
    </div>
  );
}

function sortOf({ sort }: RowView, name: string) {
  if (sort?.column !== name) return undefined;
  return sort.way === "up" ? "ascending" : "descending";
}
