"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Item } from "@/shared/item";
import { ItemView } from "./item-view";
import { pageSize } from "./step-items";
import { useView, type ViewName } from "./view-switch";

type LocalItemsProps = {
  label: string;
  ports: readonly { name: string; label: string; items: readonly Item[] }[];
  place: string;
  startView: ViewName;
  base?: string;
  chosen?: number;
  onChoose?: (index: number) => void;
  /** The item to begin with: its port, its page, and the item itself in sight. */
  start?: { port: string; item: number };
};

/** Items that are at hand, such as pinned ones. */
export function LocalItems({ ports, place, startView, start, ...props }: LocalItemsProps) {
  const t = useTranslations("items");
  const [offset, setOffset] = useState(start ? start.item - (start.item % pageSize) : 0);
  const [port, setPort] = useState(start?.port);
  const [view, setView] = useView(place, startView, start !== undefined);
  return (
    <ItemView
      {...props}
      chosen={start ? (port === start.port ? start.item : undefined) : props.chosen}
      ports={ports.map(({ items, ...one }) => ({
        ...one,
        items: items.slice(offset, offset + pageSize),
        total: items.length,
      }))}
      port={port ?? ports.find(({ items }) => items.length > 0)?.name ?? ports[0]?.name ?? ""}
      onPort={(name) => {
        setPort(name);
        setOffset(0);
      }}
      view={view}
      onView={setView}
      offset={offset}
      pageSize={pageSize}
      onOffset={setOffset}
      empty={<p className="p-6 text-center text-muted text-sm">{t("none")}</p>}
    />
  );
}
