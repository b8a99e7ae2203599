"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarCheck, CalendarClock } from "lucide-react";
import { type ComponentProps, type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { ListFailed } from "../list-failed";
import { ListSkeleton } from "../list-skeleton";
import { Card, Page } from "../page";
import { LoadMore, RefreshButton } from "../paged-list";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Link } from "../ui/link";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs";
import { TextFilter } from "../ui/text-filter";
import { type Filters, setFilters, useFilters, type View, views } from "./filters";
import { SkipTable } from "./skip-table";
import { UpcomingTable } from "./upcoming-table";

const pageSize = 30;
const refreshMs = 4_000;

export function SchedulesPage() {
  const t = useTranslations("schedules");
  const filters = useFilters();
  const { view, workflow } = filters;
  const upcoming = useUpcoming(filters);
  const skipped = useSkipped(filters);
  const clear = () => setFilters({ workflow: "" });

  return (
    <Page
      title={t("title")}
      description={t("description")}
      actions={<RefreshButton list={view === "upcoming" ? upcoming.list : skipped.list} />}
    >
      <Tabs value={view} onValueChange={(next) => setFilters({ view: next as View })}>
        <TabsList aria-label={t("title")} className="mb-3">
          {views.map((name) => (
            <TabsTrigger key={name} value={name}>
              {t(`views.${name}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <div className="mb-3">
          <TextFilter
            label={t("filter")}
            placeholder={t("filterPlaceholder")}
            maxLength={200}
            value={workflow}
            onChange={(text) => setFilters({ workflow: text })}
          />
        </div>
        <TabsContent value="upcoming">
          <List list={upcoming.list} isEmpty={upcoming.rows.length === 0} onClear={workflow ? clear : undefined}>
            {{ empty: <NothingScheduled />, rows: <UpcomingTable schedules={upcoming.rows} /> }}
          </List>
        </TabsContent>
        <TabsContent value="skipped">
          <List list={skipped.list} isEmpty={skipped.rows.length === 0} onClear={workflow ? clear : undefined}>
            {{ empty: <NothingSkipped />, rows: <SkipTable skips={skipped.rows} /> }}
          </List>
        </TabsContent>
      </Tabs>
    </Page>
  );
}

function useUpcoming({ view, workflow }: Filters) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.schedules.upcoming.infiniteQueryOptions(
      { workflow: workflow || undefined, limit: pageSize },
      { ...paging, getNextPageParam: (last) => last.nextCursor ?? undefined, enabled: view === "upcoming" },
    ),
  );
  const rows = useMemo(() => once(list.data?.pages.flatMap(({ schedules }) => schedules)), [list.data]);
  return { list, rows };
}

function useSkipped({ view, workflow }: Filters) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.schedules.skips.infiniteQueryOptions(
      { workflow: workflow || undefined, limit: pageSize },
      { ...paging, getNextPageParam: (last) => last.nextCursor ?? undefined, enabled: view === "skipped" },
    ),
  );
  const rows = useMemo(() => once(list.data?.pages.flatMap(({ skips }) => skips)), [list.data]);
  return { list, rows };
}

const paging = {
  // All loaded pages are asked for again, so a long list asks less often. Hidden tabs do not ask.
  refetchInterval: (query: { state: { data?: { pages: unknown[] } } }) =>
    refreshMs * Math.max(1, query.state.data?.pages.length ?? 1),
  placeholderData: <T,>(previous: T) => previous,
};

/** While the pages are read one after the other, a schedule may start and come again on a later one. */
const once = <T extends { id: number }>(rows: readonly T[] = []): T[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];

type ListProps = {
  list: ComponentProps<typeof LoadMore>["list"] & ComponentProps<typeof ListFailed>["query"] & { isPending: boolean };
  isEmpty: boolean;
  /** Where the list is filtered. */
  onClear: (() => void) | undefined;
  children: { empty: ReactNode; rows: ReactNode };
};

function List({ list, isEmpty, onClear, children: { empty, rows } }: ListProps) {
  const t = useTranslations();
  return (
    <>
      {list.isPending && <ListSkeleton />}
      <ListFailed query={list} title={t("schedules.loadFailed")} />
      {list.data !== undefined && isEmpty && (
        <Card>
          {onClear ? (
            <EmptyState
              icon={CalendarClock}
              title={t("schedules.nothingFits")}
              actions={
                <Button variant="secondary" onClick={onClear}>
                  {t("executions.nothingFits.clear")}
                </Button>
              }
            />
          ) : (
            empty
          )}
        </Card>
      )}
      {!isEmpty && rows}
      <LoadMore list={list} />
    </>
  );
}

function NothingScheduled() {
  const t = useTranslations();
  return (
    <EmptyState
      icon={CalendarClock}
      title={t("schedules.empty.title")}
      actions={
        <Button asChild variant="secondary">
          <Link href="/workflows">{t("executions.nothingRan.toWorkflows")}</Link>
        </Button>
      }
    >
      {t("schedules.empty.text")}
    </EmptyState>
  );
}

function NothingSkipped() {
  const t = useTranslations("schedules.nothingSkipped");
  return (
    <EmptyState icon={CalendarCheck} title={t("title")}>
      {t("text")}
    </EmptyState>
  );
}
