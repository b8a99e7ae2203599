"use client";

import { useState } from "react";
import type { TableImport, TableInfo } from "@/shared/tables";
import { useProjectOfNew } from "../access/chosen-project";
import { errorText, useTRPCClient } from "../api";
import { texts } from "../messages/texts";
import type { Delimiter, Target } from "./read-csv";
import { useTableActions } from "./use-tables";

type Order = { name: string; targets: readonly Target[]; delimiter: Delimiter; hasHeader: boolean; key: string[] };
type Failure = { message: string; hint?: string };

/** Makes the table or the columns that are missing, then sends the file as it is. */
export function useCsvImport(file: File, table: TableInfo | undefined) {
  const client = useTRPCClient();
  const { refresh } = useTableActions();
  const projectId = useProjectOfNew();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<Failure>();

  async function importFile(order: Order): Promise<{ result: TableImport; tableId: number } | undefined> {
    setPending(true);
    setError(undefined);
    try {
      const tableId = await prepare(order);
      const mapping = order.targets.map((target) => (target.is === "skip" ? null : target.name.trim()));
      const { delimiter, hasHeader, key } = order;
      return { result: await send(tableId, { mapping, delimiter, hasHeader, key }), tableId };
    } catch (thrown) {
      setError(thrown instanceof Refused ? thrown.failure : errorText(thrown));
      return undefined;
    } finally {
      setPending(false);
      await refresh();
    }
  }

  async function prepare({ name, targets }: Order): Promise<number> {
    const columns = targets.flatMap((target) =>
      target.is === "new" ? [{ name: target.name.trim(), type: target.type }] : [],
    );
    if (!table) return (await client.tables.create.mutate({ name, columns, projectId })).id;
    const { columns: known } = await client.tables.get.query({ table: table.id });
    for (const column of columns) {
      // A second try after a refusal finds those of the first.
      if (known.some((one) => one.name === column.name && one.type === column.type)) continue;
      await client.tables.addColumn.mutate({ table: table.id, ...column });
    }
    return table.id;
  }

  async function send(tableId: number, options: object): Promise<TableImport> {
    const address = `/api/tables/${tableId}/import?options=${encodeURIComponent(JSON.stringify(options))}`;
    const headers = { "x-islewire": "1", "content-type": "text/csv" };
    const answer = await fetch(address, { method: "POST", headers, body: file }).catch(() => undefined);
    const body = (await answer?.json().catch(() => undefined)) as (TableImport & { error?: Failure }) | undefined;
    if (body && !body.error) return body;
    const noAnswer = { message: texts()("common.errors.noAnswer"), hint: texts()("common.errors.noAnswerHint") };
    throw new Refused(body?.error ?? noAnswer);
  }

  return { importFile, error, pending };
}

class Refused extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
