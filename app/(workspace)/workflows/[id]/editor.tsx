"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import { CanvasSkeleton } from "@/components/canvas-skeleton";
import { untilLoaded } from "@/components/lazy-part";

/** The canvas is the heaviest part of the product: loaded only here, and only in the browser. */
export const Editor = dynamic(
  async () => (await untilLoaded(() => import("@/editor/workflow-editor"))).WorkflowEditor,
  {
    ssr: false,
    loading: Opening,
  },
);

function Opening() {
  const t = useTranslations("canvas.opening");
  return <CanvasSkeleton label={t("workflow")} />;
}
