"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarClock, History, Webhook } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { Card, Page } from "../page";
import { LoadMore, RefreshButton } from "../paged-list";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { Skeleton } from "../ui/skeleton";
import { ChartBand } from "./chart-band";
import { ExecutionTable } from "./execution-table";
import { FilterBar } from "./filter-bar";
import { endedTimes, type Filters, noFilters, ranges, useFilters } from "./filters";

const pageSize = 30;
const refreshMs = 4_000;

export function ExecutionsPage() {
  const t = useTranslations("executions");
  const shell = useTranslations("shell");
  const { filters, setFilters, isFiltered } = useFilters();
  const list = useExecutions(filters);
  const executions = useMemo(() => list.data?.pages.flatMap((page) => page.executions) ?? [], [list.data]);

  return (
    <Page
      title={t("title")}
      description={t("description")}
      actions={
        <>
          <Button asChild variant="secondary" className="md:hidden">
            <Link href="/overview">{shell("destinations.overview.label")}</Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/schedules">
              <CalendarClock aria-hidden className="max-sm:hidden" />
              {shell("destinations.schedules.label")}
            </Link>
          </Button>
          <Button asChild variant="secondary">
            <Link href="/webhooks">
              <Webhook aria-hidden className="max-sm:hidden" />
              {shell("destinations.webhooks.label")}
            </Link>
          </Button>
          <RefreshButton list={list} />
        </>
      }
    >
      <FilterBar filters={filters} onChange={setFilters} />
      <ChartBand filters={filters} onChange={setFilters} />
      {list.isPending && <TableSkeleton />}
      <ListFailed query={list} title={t("loadFailed")} />
      {list.data && executions.length === 0 && (
        <Card>{isFiltered ? <NothingFits onReset={() => setFilters(noFilters)} /> : <NothingRan />}</Card>
      )}
      {executions.length > 0 && (
        // Other filters are another list: its selection starts empty.
        <ExecutionTable key={JSON.stringify(filters)} executions={executions} />
      )}
      <LoadMore list={list} />
    </Page>
  );
}

function useExecutions({ workflow, status, range, ended, key }: Filters) {
  const trpc = useTRPC();
  // Fixed when the range is chosen: a moving start would be a new list each second.
  const from = useMemo(() => (range ? Date.now() - ranges[range] : undefined), [range]);
  return useInfiniteQuery(
    trpc.executions.list.infiniteQueryOptions(
      {
        ...{ workflowId: workflow ?? undefined, status: status ?? undefined, key: key ?? undefined },
        ...{ from, ...endedTimes(ended), limit: pageSize },
      },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        // All loaded pages are asked for again, so a long list asks less often. Hidden tabs do not ask.
        refetchInterval: (query) => refreshMs * Math.max(1, query.state.data?.pages.length ?? 1),
        placeholderData: (previous) => previous,
      },
    ),
  );
}

function NothingRan() {
  const t = useTranslations("executions.nothingRan");
  return (
    <EmptyState
      icon={History}
      title={t("title")}
      actions={
        <Button asChild variant="secondary">
          <Link href="/workflows">{t("toWorkflows")}</Link>
        </Button>
      }
    >
      {t("text")}
    </EmptyState>
  );
}

function NothingFits({ onReset }: { onReset: () => void }) {
  const t = useTranslations("executions.nothingFits");
  return (
    <div className="flex flex-col items-center gap-3 py-12 text-center">
      <p className="text-muted">{t("text")}</p>
      <Button variant="secondary" size="sm" onClick={onReset}>
        {t("clear")}
      </Button>
    </div>
  );
}

function TableSkeleton() {
  return (
    <Card>
      {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
        <div key={row} className="flex h-12 items-center gap-6 border-border border-b px-4 last:border-0">
          <Skeleton className="h-4 w-1/3" />
          <Skeleton className="h-5 w-20" />
          <Skeleton className="ml-auto h-4 w-24" />
        </div>
      ))}
    </Card>
  );
}
