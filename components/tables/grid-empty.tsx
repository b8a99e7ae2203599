// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the cell it is at
"use client";

import { Columns3, ListFilter, Plus, Rows3 } from "lucide-react";
import { useTranslations } from "use-intl";
import type { TableInfo } from "@/shared/tables";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import type { TableDialog } from "./table-toolbar";
import type { RowView } from "./use-rows";

type GridEmptyProps = {
  table: TableInfo;
  view: RowView;
  isFiltered: boolean;
  onView: (view: RowView) => void;
  onDialog: (dialog: TableDialog) => void;
};

/** Stays in sight however wide the columns are. */
export function GridEmpty({ table, view, isFiltered, onView, onDialog }: GridEmptyProps) {
  const t = useTranslations("tables.grid");
  const column = useTranslations("tables.columnDialog");
  const row = useTranslations("tables.row");
  return (
    <div role="rowgroup" className="sticky left-0 w-[min(100%,100vw)]">
      <div role="row">
        <div role="gridcell">
          {isFiltered ? (
            <EmptyState
              icon={ListFilter}
              title={t("nothingFits")}
              actions={
                <Button variant="secondary" onClick={() => onView({ ...view, where: [] })}>
                  {t("showAll")}
                </Button>
              }
            />
          ) : table.columns.length === 0 ? (
            <EmptyState
              icon={Columns3}
              title={t("noColumns")}
              actions={
                <Button onClick={() => onDialog({ is: "column" })}>
                  <Plus aria-hidden />
                  {column("add")}
                </Button>
              }
            >
              {t("noColumnsText")}
            </EmptyState>
          ) : (
            <EmptyState
              icon={Rows3}
              title={t("noRows")}
              actions={
                <Button onClick={() => onDialog({ is: "addRow" })}>
                  <Plus aria-hidden />
                  {row("add")}
                </Button>
              }
            >
              {t("noRowsText")}
            </EmptyState>
          )}
        </div>
      </div>
    </div>
  );
}
