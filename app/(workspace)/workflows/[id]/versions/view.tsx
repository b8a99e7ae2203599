"use client";

import dynamic from "next/dynamic";
import { CanvasSkeleton } from "@/components/canvas-skeleton";

export const View = dynamic(async () => (await import("@/editor/versions/versions-view")).VersionsView, {
  ssr: false,
  loading: () => <CanvasSkeleton label="Opening the versions" />,
});
