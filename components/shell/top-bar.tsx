"use client";

import { Search } from "lucide-react";
import { useTranslations } from "use-intl";
import { Logo } from "../logo";
import { Button } from "../ui/button";
import { Link } from "../ui/link";
import { UserMenu } from "./user-menu";

/** Phones only: the sidebar does the same on wider screens. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations("shell.palette");
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 border-border border-b bg-surface px-2 md:hidden">
      <Link href="/workflows" className="mr-auto flex h-10 items-center gap-2 rounded-lg px-2">
        <Logo className="size-6" />
        <span className="font-semibold">Islewire</span>
      </Link>
      <Button variant="ghost" size="icon" onClick={onSearch} aria-label={t("title")}>
        <Search aria-hidden />
      </Button>
      <UserMenu compact />
    </header>
  );
}
