"use client";

import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RowPage, TableFilter, TableMatch, TableRow, TableSort } from "@/shared/tables";
import { useTRPC } from "../api";

export type RowView = { where: TableFilter[]; match: TableMatch; sort: TableSort | null };
export const plainView: RowView = { where: [], match: "all", sort: null };

const pageSize = 200;

/** Rows of a table as a view wants them, page after page as they are scrolled to. */
export function useRows(table: number, { where, match, sort }: RowView) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const input = { table, where, match, ...(sort && { sort }), limit: pageSize };
  const options = trpc.tables.rows.infiniteQueryOptions(input, {
    getNextPageParam: (page: RowPage) => page.next,
    initialCursor: null,
    placeholderData: (before) => before,
  });
  const query = useInfiniteQuery(options);
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);

  /** The row stays where it is, even if the order or the filter would now have it elsewhere. */
  function replace(row: TableRow) {
    queryClient.setQueryData(
      options.queryKey,
      (before: InfiniteData<RowPage, string | null> | undefined) =>
        before && {
          ...before,
          pages: before.pages.map((page) => ({
            ...page,
            rows: page.rows.map((known) => (known.id === row.id ? row : known)),
          })),
        },
    );
  }

  const update = useMutation(trpc.tables.updateRow.mutationOptions({ meta: { quiet: true }, onSuccess: replace }));
  return { ...query, rows, update };
}
