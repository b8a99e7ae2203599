"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History, RotateCw } from "lucide-react";
import Link from "next/link";
import { useMemo } from "react";
import { errorText, useTRPC } from "../api";
import { Card, Page } from "../page";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { Hint } from "../ui/tooltip";
import { ExecutionTable } from "./execution-table";
import { FilterBar } from "./filter-bar";
import { type Filters, ranges, useFilters } from "./filters";

const pageSize = 30;
const refreshMs = 4_000;

export function ExecutionsPage() {
  const { filters, setFilters, isFiltered } = useFilters();
  const list = useExecutions(filters);
  const executions = useMemo(() => list.data?.pages.flatMap((page) => page.executions) ?? [], [list.data]);

  return (
    <Page
      title="Executions"
      description="Every run of every workflow, newest first."
      actions={
        <Hint label="Refresh now">
          <Button
            variant="secondary"
            size="icon"
            aria-label="Refresh"
            pending={list.isRefetching && !list.isFetchingNextPage}
            onClick={() => void list.refetch()}
          >
            <RotateCw aria-hidden />
          </Button>
        </Hint>
      }
    >
      <FilterBar filters={filters} onChange={setFilters} />
      {list.isPending && <TableSkeleton />}
      {list.isError && !list.data && (
        <Card>
          <ErrorState
            title="The executions could not be loaded"
            message={errorText(list.error).message}
            onRetry={() => void list.refetch()}
          />
        </Card>
      )}
      {list.data && executions.length === 0 && (
        <Card>{isFiltered ? <NothingFits onReset={() => setFilters(noFilters)} /> : <NothingRan />}</Card>
      )}
      {executions.length > 0 && (
        // Other filters are another list: its selection starts empty.
        <ExecutionTable key={JSON.stringify(filters)} executions={executions} />
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="secondary" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
}

const noFilters: Filters = { workflow: null, status: null, range: null };

function useExecutions({ workflow, status, range }: Filters) {
  const trpc = useTRPC();
  // Fixed when the range is chosen: a moving start would be a new list each second.
  const from = useMemo(() => (range ? Date.now() - ranges[range].ms : undefined), [range]);
  return useInfiniteQuery(
    trpc.executions.list.infiniteQueryOptions(
      { workflowId: workflow ?? undefined, status: status ?? undefined, from, limit: pageSize },
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
  return (
    <EmptyState
      icon={History}
      title="Nothing has run yet"
      actions={
        <Button asChild variant="secondary">
          <Link href="/workflows">Go to workflows</Link>
        </Button>
      }
    >
      Each run of a workflow is kept here, step by step, with the data that went in and out. Run one from the editor, or
      publish it and let its trigger do so.
    </EmptyState>
  );
}

function NothingFits({ onReset }: { onReset: () => void }) {
  return (
    <div className="flex flex-col items-center gap-3 py-12 text-center">
      <p className="text-muted">No execution fits these filters.</p>
      <Button variant="secondary" size="sm" onClick={onReset}>
        Clear the filters
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
