"use client";

import { useTranslations } from "use-intl";

/** For whom a workflow remembers something: one node, or all. */
export function Whose({ node }: { node: string | null | undefined }) {
  const t = useTranslations("state");
  if (node === undefined) return t("ofAll");
  return node === null ? t("ofDeleted") : t("ofNode", { node });
}
