"use client";

import dynamic from "next/dynamic";
import { untilLoaded } from "@/components/lazy-part";
import { Skeleton } from "@/components/ui/skeleton";

/** Rows are drawn in the browser alone: how many fit on the screen is known there. */
export const View = dynamic(async () => (await untilLoaded(() => import("@/components/tables/table-page"))).TablePage, {
  ssr: false,
  loading: () => <Skeleton className="m-6 h-8 w-64" />,
});
