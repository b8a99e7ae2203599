"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { CanvasSkeleton } from "@/components/canvas-skeleton";
import { untilLoaded } from "@/components/lazy-part";

export const View = dynamic(
  async () => (await untilLoaded(() => import("@/editor/versions/versions-view"))).VersionsView,
  {
    ssr: false,
    loading: Opening,
  },
);

function Opening() {
  const t = useTranslations("canvas.opening");
  return <CanvasSkeleton label={t("versions")} />;
}
