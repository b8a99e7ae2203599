"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { Link } from "../ui/link";
import { Section } from "./section";

/** For administrators: nobody else may read it. */
export function AuditSection() {
  const t = useTranslations("settings.audit");
  const user = useQuery(useTRPC().me.get.queryOptions()).data?.user;
  if (!user || user.role === "member") return null;
  return (
    <Section title={t("title")} description={t("description")}>
      <Link
        href="/settings/audit"
        className="flex items-center justify-between rounded-lg px-4 py-3 text-sm hover:bg-hover"
      >
        {t("open")}
        <ChevronRight aria-hidden className="size-4 text-muted" />
      </Link>
    </Section>
  );
}
