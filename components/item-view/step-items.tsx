"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { StepData } from "@/shared/api";
import type { Port } from "@/shared/ports";
import { errorText, useTRPC } from "../api";
import { HiddenData } from "../executions/hidden-data";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { ItemView } from "./item-view";
import type { Purpose } from "./view-props";
import { useView, type ViewName } from "./view-switch";

export const pageSize = 100;

type StepItemsProps = {
  label: string;
  executionId: number;
  /** Index of the step in the execution. */
  step: number;
  side: "inputs" | "outputs";
  /** Ports to show, with or without items; others that have items follow. */
  ports: readonly Port[];
  /** Only this port, whatever others gave. */
  only?: string;
  /** Where the choice of view is remembered. */
  place: string;
  startView: ViewName;
  base?: string;
  chosen?: number;
  /** The port of the chosen item; without it, every port has one. */
  chosenPort?: string;
  onChoose?: (index: number, port: string) => void;
  purpose?: Purpose;
  /** The item to begin with: its port, its page, and the item itself in sight. */
  start?: { port: string; item: number };
  empty: ReactNode;
};

/** The items of one stored step, page by page. Give it a `key` of execution, step and status: another starts afresh. */
export function StepItems(props: StepItemsProps) {
  const { label, executionId, step, side, ports, only, place, startView, base, empty } = props;
  const { chosen, chosenPort, onChoose, purpose, start } = props;
  const t = useTranslations("items");
  const [offset, setOffset] = useState(start ? start.item - (start.item % pageSize) : 0);
  const [port, setPort] = useState(start?.port);
  const [view, setView] = useView(place, startView, start !== undefined);
  const trpc = useTRPC();
  const { data, error, isPending, refetch } = useQuery(
    trpc.executions.stepData.queryOptions(
      { id: executionId, step, offset, limit: pageSize },
      { placeholderData: keepPreviousData },
    ),
  );

  if (isPending) return <Loading />;
  if (error?.data?.code === "FORBIDDEN") return <HiddenData execution={{ isStatusOnly: true }} className="p-4" />;
  if (!data) {
    return (
      <ErrorState
        title={t("failed")}
        message={errorText(error).message}
        onRetry={() => void refetch()}
        className="py-8"
      />
    );
  }
  const shown = portItems(data, side, ports).filter(({ name }) => only === undefined || name === only);
  // The first port with items, until one is chosen.
  const current = port ?? shown.find(({ total }) => total > 0)?.name ?? shown[0]?.name ?? "";
  const items = (
    <ItemView
      label={label}
      ports={shown}
      port={current}
      onPort={(name) => {
        setPort(name);
        setOffset(0);
      }}
      view={view}
      onView={setView}
      offset={offset}
      pageSize={pageSize}
      onOffset={setOffset}
      base={base}
      chosen={chosenPort === undefined || chosenPort === current ? chosen : undefined}
      onChoose={onChoose && ((index) => onChoose(index, current))}
      purpose={purpose}
      empty={empty}
    />
  );
  if (!data.redacted) return items;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <HiddenData execution={data} className="shrink-0 border-border border-b px-3 py-1.5" />
      {items}
    </div>
  );
}

function portItems(data: StepData, side: "inputs" | "outputs", ports: readonly Port[]) {
  const items = data[side];
  const totals = side === "inputs" ? data.inputTotals : data.outputTotals;
  const others = Object.keys(items)
    .filter((name) => !ports.some((port) => port.name === name))
    .map((name) => ({ name, label: name }));
  return [...ports, ...others].map(({ name, label }) => ({
    name,
    label,
    items: items[name] ?? [],
    total: totals[name] ?? 0,
  }));
}

function Loading() {
  const t = useTranslations("items");
  return (
    <div role="status" className="flex flex-col gap-2 p-3">
      <span className="sr-only">{t("loading")}</span>
      {[72, 54, 63, 40, 58].map((width) => (
        <Skeleton key={width} className="h-5" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
