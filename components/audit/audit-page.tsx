"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { LoadMore, RefreshButton } from "../paged-list";
import { Button } from "../ui/button";
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from "../ui/dropdown-menu";
import { EmptyState } from "../ui/empty-state";
import { EventTable } from "./event-table";
import { FilterBar } from "./filter-bar";
import { noFilters, useFilters, useServerFilter } from "./filters";

const pageSize = 50;
const refreshMs = 5_000;

export function AuditPage() {
  const t = useTranslations();
  const { filters, setFilters, isFiltered } = useFilters();
  const filter = useServerFilter(filters);
  const list = useInfiniteQuery(
    useTRPC().audit.list.infiniteQueryOptions(
      { ...filter, limit: pageSize },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        refetchInterval: (query) => refreshMs * Math.max(1, query.state.data?.pages.length ?? 1),
        placeholderData: (previous) => previous,
      },
    ),
  );
  const events = useMemo(() => list.data?.pages.flatMap((page) => page.events) ?? [], [list.data]);

  return (
    <Page
      title={t("audit.title")}
      description={t("audit.description")}
      actions={
        <>
          <ExportMenu filter={filter} />
          <RefreshButton list={list} />
        </>
      }
    >
      <FilterBar filters={filters} onChange={setFilters} />
      {list.isPending && <ListSkeleton />}
      <ListFailed query={list} title={t("audit.loadFailed")} />
      {list.data && events.length === 0 && (
        <Card>
          <EmptyState
            icon={ScrollText}
            title={t(isFiltered ? "audit.nothingFits" : "audit.empty")}
            actions={
              isFiltered && (
                <Button variant="secondary" onClick={() => setFilters(noFilters)}>
                  {t("executions.nothingFits.clear")}
                </Button>
              )
            }
          >
            {t("audit.emptyHint")}
          </EmptyState>
        </Card>
      )}
      {events.length > 0 && <EventTable events={events} onFilter={setFilters} />}
      <LoadMore list={list} />
    </Page>
  );
}

function ExportMenu({ filter }: { filter: object }) {
  const t = useTranslations("audit.export");
  const address = (format: "ndjson" | "csv") =>
    `/api/audit/export?format=${format}&filter=${encodeURIComponent(JSON.stringify(filter))}`;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="secondary">
          <Download aria-hidden />
          {t("button")}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {(["csv", "ndjson"] as const).map((format) => (
          <DropdownMenuItem key={format} asChild>
            <a href={address(format)} download>
              {t(format)}
            </a>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
