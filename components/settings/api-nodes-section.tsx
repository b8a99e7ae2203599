"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Link } from "../ui/link";
import { Section } from "./section";

export function ApiNodesSection() {
  const t = useTranslations("settings.apiNodes");
  return (
    <Section title={t("title")} description={t("description")}>
      <Link href="/api-nodes" className="flex items-center justify-between rounded-lg px-4 py-3 text-sm hover:bg-hover">
        {t("open")}
        <ChevronRight aria-hidden className="size-4 text-muted" />
      </Link>
    </Section>
  );
}
