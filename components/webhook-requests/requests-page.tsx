"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ranges } from "../executions/filters";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { LoadMore, RefreshButton } from "../paged-list";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { FilterBar } from "./filter-bar";
import { type Filters, noFilters, useFilters } from "./filters";
import { RequestTable } from "./request-table";

const pageSize = 30;
const refreshMs = 4_000;

export function RequestsPage() {
  const t = useTranslations();
  const { filters, setFilters, isFiltered } = useFilters();
  const list = useRequests(filters);
  const requests = useMemo(() => list.data?.pages.flatMap((page) => page.requests) ?? [], [list.data]);

  return (
    <Page title={t("webhooks.title")} description={t("webhooks.description")} actions={<RefreshButton list={list} />}>
      <FilterBar filters={filters} onChange={setFilters} />
      {list.isPending && <ListSkeleton />}
      <ListFailed query={list} title={t("webhooks.loadFailed")} />
      {list.data && requests.length === 0 && (
        <Card>
          <EmptyState
            icon={Webhook}
            title={t(isFiltered ? "webhooks.nothingFits" : "webhooks.empty.title")}
            actions={
              isFiltered && (
                <Button variant="secondary" onClick={() => setFilters(noFilters)}>
                  {t("executions.nothingFits.clear")}
                </Button>
              )
            }
          >
            {t(isFiltered ? "webhooks.nothingFitsHint" : "webhooks.empty.text")}
          </EmptyState>
        </Card>
      )}
      {requests.length > 0 && <RequestTable key={JSON.stringify(filters)} requests={requests} />}
      <LoadMore list={list} />
    </Page>
  );
}

function useRequests({ workflow, result, door, range, path }: Filters) {
  const trpc = useTRPC();
  // Fixed when the range is chosen: a moving start would be a new list each second.
  const from = useMemo(() => (range ? Date.now() - ranges[range] : undefined), [range]);
  const chosen = { workflowId: workflow ?? undefined, result: result ?? undefined, door: door ?? undefined };
  const filter = { ...chosen, path: path ?? undefined, from };
  return useInfiniteQuery(
    trpc.webhookRequests.list.infiniteQueryOptions(
      { ...filter, limit: pageSize },
      {
        getNextPageParam: (last) => last.nextCursor ?? undefined,
        refetchInterval: (query) => refreshMs * Math.max(1, query.state.data?.pages.length ?? 1),
        placeholderData: (previous) => previous,
      },
    ),
  );
}
