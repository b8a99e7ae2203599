"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";

const tabs = [
  { name: "general", path: "/settings" },
  { name: "account", path: "/settings/account" },
  { name: "signIn", path: "/settings/sign-in", forAdministrators: true },
] as const;

/** The pages of the settings. */
export function SettingsTabs() {
  const t = useTranslations("accounts.tabs");
  const pathname = usePathname();
  const role = useQuery(useTRPC().me.get.queryOptions()).data?.user?.role;
  const isAdministrator = role === "owner" || role === "admin";
  return (
    <nav
      aria-label={t("label")}
      className="mb-6 flex gap-1 overflow-x-auto border-border border-b [scrollbar-width:none]"
    >
      {tabs.map((tab) =>
        "forAdministrators" in tab && !isAdministrator ? null : (
          <Link
            key={tab.name}
            href={tab.path}
            aria-current={pathname === tab.path ? "page" : undefined}
            className={cn(
              "-mb-px shrink-0 border-b-2 px-3 py-2 font-medium text-sm transition-colors focus-visible:-outline-offset-2",
              pathname === tab.path ? "border-primary text-text" : "border-transparent text-muted hover:text-text",
            )}
          >
            {t(tab.name)}
          </Link>
        ),
      )}
    </nav>
  );
}
