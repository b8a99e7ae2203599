"use client";

import { useQuery } from "@tanstack/react-query";
import { LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useLocale, useTranslations } from "use-intl";
import { localeNames, locales } from "@/shared/messages/locales";
import { useTRPC } from "../api";
import { setLocale } from "../messages/set-locale";
import { texts } from "../messages/texts";
import { cn } from "../ui/class-names";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { Link } from "../ui/link";
import { toast } from "../ui/toast";

export const themes = [
  { value: "system", icon: Monitor },
  { value: "light", icon: Sun },
  { value: "dark", icon: Moon },
] as const;

/** Who is signed in, the theme, the language, and the way out. */
export function UserMenu({ compact }: { compact: boolean }) {
  const t = useTranslations("account");
  const common = useTranslations("common");
  const locale = useLocale();
  const user = useQuery(useTRPC().me.get.queryOptions()).data?.user;
  const { theme, setTheme } = useTheme();
  const name = user?.name ?? "";
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={user ? (compact ? t("menu.of", { initials: initials(name), name }) : undefined) : t("menu.unnamed")}
        className={cn(
          "flex items-center gap-2.5 rounded-lg p-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover",
          !compact && "w-full",
        )}
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-xs"
        >
          {initials(name)}
        </span>
        {!compact && <span className="min-h-5 min-w-0 flex-1 truncate font-medium text-sm">{name}</span>}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" collisionPadding={8} className="w-56">
        <DropdownMenuLabel>
          <span className="block truncate font-medium text-sm text-text">{name}</span>
          <span className="block truncate">{user?.email}</span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuRadioGroup value={theme ?? "system"} onValueChange={setTheme} aria-label={t("theme")}>
          {themes.map(({ value, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {t(`themes.${value}`)}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuRadioGroup value={locale} aria-label={common("language")}>
          {locales.map((value) => (
            <DropdownMenuRadioItem key={value} value={value} lang={value} onSelect={() => setLocale(value)}>
              {localeNames[value]}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/settings">
            <Settings aria-hidden />
            {t("menu.settings")}
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={signOut}>
          <LogOut aria-hidden />
          {t("menu.signOut")}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

async function signOut() {
  const { auth } = await import("../auth");
  const { error } = await auth.signOut();
  if (error) toast.error(texts()("account.menu.signOutFailed"));
  // A full page load drops everything this tab knows.
  else window.location.assign("/sign-in");
}

function initials(name: string) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
