"use client";

import { Search, X } from "lucide-react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { Item } from "@/shared/item";
import { cn } from "../ui/class-names";
import { Input } from "../ui/input";
import { CopyButton } from "./copy-button";
import { findEntries } from "./entries";
import { JsonView } from "./json-view";
import { Pager } from "./pager";
import { PortTabs } from "./port-tabs";
import { SchemaView } from "./schema-view";
import { TableView } from "./table-view";
import type { Purpose } from "./view-props";
import { type ViewName, ViewSwitch } from "./view-switch";

export type PortItems = { name: string; label: string; items: readonly Item[]; total: number };

type ItemViewProps = {
  /** Names the region: "Input items". */
  label: string;
  ports: readonly PortItems[];
  port: string;
  onPort(name: string): void;
  view: ViewName;
  onView(view: ViewName): void;
  /** Of the page in all ports. */
  offset: number;
  pageSize: number;
  onOffset(offset: number): void;
  /** What the data is called in expressions, such as `$json`; fields can then be dragged. */
  base?: string;
  chosen?: number;
  onChoose?: (index: number) => void;
  purpose?: Purpose;
  /** Shown instead of items while the port has none. */
  empty: ReactNode;
};

/** The items of a step's ports: table, JSON or schema, with search in the page. */
export function ItemView(props: ItemViewProps) {
  const { label, ports, port, onPort, view, onView, offset, pageSize, onOffset, base, empty } = props;
  const { chosen, onChoose, purpose } = props;
  const t = useTranslations("items");
  const [search, setSearch] = useState<string>();
  const wanted = useDeferredValue(search ?? "").trim();
  const shown = ports.find(({ name }) => name === port) ?? ports[0];
  const items = shown?.items;
  const entries = useMemo(() => findEntries(items ?? [], offset, wanted), [items, offset, wanted]);
  const views = { entries, base, search: wanted, chosen, onChoose, purpose };
  const total = shown?.total ?? 0;

  return (
    <section aria-label={label} className="flex min-h-0 flex-1 flex-col">
      {ports.length > 1 && <PortTabs ports={ports} port={shown?.name ?? ""} onPort={onPort} />}
      {total > 0 && (
        <div className="flex h-11 shrink-0 items-center gap-1 px-3">
          <span className="mr-auto whitespace-nowrap text-muted text-xs tabular-nums" role="status">
            {wanted === ""
              ? t("count", { count: total })
              : t("found", { found: entries.length, count: items?.length ?? 0 })}
          </span>
          <button
            type="button"
            aria-label={t(search === undefined ? "search.open" : "search.close")}
            aria-expanded={search !== undefined}
            onClick={() => setSearch(search === undefined ? "" : undefined)}
            className="grid size-8 place-items-center rounded-lg hover:bg-hover"
          >
            {search === undefined ? <Search aria-hidden className="size-4" /> : <X aria-hidden className="size-4" />}
          </button>
          <CopyButton
            label={t("copyAsJson")}
            text={() =>
              JSON.stringify(
                entries.map(({ item }) => item.json),
                null,
                2,
              )
            }
          />
          <ViewSwitch view={view} onView={onView} />
        </div>
      )}
      {search !== undefined && total > 0 && (
        <div className="shrink-0 px-3 pb-2">
          <Input
            type="search"
            autoFocus
            aria-label={t("search.label")}
            placeholder={t("search.placeholder")}
            className="h-8"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {total === 0 ? (
        empty
      ) : (
        <div
          className={cn("min-h-0 flex-1 border-border border-t", wanted !== search?.trim() && search && "opacity-70")}
        >
          {entries.length === 0 && <p className="p-4 text-center text-muted text-sm">{t("search.nothing")}</p>}
          {entries.length > 0 && view === "table" && <TableView {...views} />}
          {entries.length > 0 && view === "json" && <JsonView {...views} />}
          {entries.length > 0 && view === "schema" && <SchemaView {...views} />}
        </div>
      )}
      <Pager offset={offset} pageSize={pageSize} total={total} onOffset={onOffset} />
    </section>
  );
}
