"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api";

/** Changes of tables, columns and keys. Forms show the errors themselves where they are quiet. */
export function useTableActions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.tables.pathFilter());
  const loud = { onSuccess: refresh };
  const quiet = { meta: { quiet: true }, onSuccess: refresh };
  return {
    refresh,
    create: useMutation(trpc.tables.create.mutationOptions(quiet)),
    rename: useMutation(trpc.tables.rename.mutationOptions(quiet)),
    remove: useMutation(trpc.tables.delete.mutationOptions(loud)),
    clear: useMutation(trpc.tables.clear.mutationOptions(loud)),
    addColumn: useMutation(trpc.tables.addColumn.mutationOptions(quiet)),
    changeColumn: useMutation(trpc.tables.changeColumn.mutationOptions(quiet)),
    deleteColumn: useMutation(trpc.tables.deleteColumn.mutationOptions(loud)),
    orderColumns: useMutation(trpc.tables.orderColumns.mutationOptions(loud)),
    addKey: useMutation(trpc.tables.addKey.mutationOptions(quiet)),
    deleteKey: useMutation(trpc.tables.deleteKey.mutationOptions(loud)),
    insertRows: useMutation(trpc.tables.insertRows.mutationOptions(quiet)),
    deleteRows: useMutation(trpc.tables.deleteRows.mutationOptions(loud)),
  };
}
