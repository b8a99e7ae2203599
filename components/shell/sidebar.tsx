"use client";

import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Logo } from "../logo";
import { cn } from "../ui/class-names";
import { Kbd } from "../ui/kbd";
import { Link } from "../ui/link";
import { Hint } from "../ui/tooltip";
import { type Destination, destinations, isWithin } from "./destinations";
import { UserMenu } from "./user-menu";

type SidebarProps = { collapsed: boolean; onCollapse: (collapsed: boolean) => void; onSearch: () => void };

const rowClasses =
  "flex h-9 w-full items-center gap-3 rounded-lg px-2.5 text-left font-medium text-sm transition-colors [&>svg]:size-4.5 [&>svg]:shrink-0";

export function Sidebar({ collapsed, onCollapse, onSearch }: SidebarProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <header
      className={cn(
        "hidden shrink-0 flex-col border-border border-r bg-surface p-2 md:flex",
        collapsed ? "w-14" : "w-56",
      )}
    >
      <Link href="/workflows" className="mb-2 flex h-10 items-center gap-2.5 rounded-lg px-1.5">
        <Logo />
        {collapsed ? (
          <span className="sr-only">Islewire</span>
        ) : (
          <span className="font-semibold text-base">Islewire</span>
        )}
      </Link>

      <WithHint label={t("search")} shown={collapsed}>
        <button
          type="button"
          onClick={onSearch}
          aria-label={collapsed ? t("search") : undefined}
          className={cn(rowClasses, "mb-3 border border-border text-muted hover:bg-hover", collapsed && "px-[9px]")}
        >
          <Search aria-hidden />
          {!collapsed && (
            <>
              <span className="flex-1 font-normal">{t("search")}</span>
              <Kbd aria-hidden>Ctrl+K</Kbd>
            </>
          )}
        </button>
      </WithHint>

      <nav aria-label={t("navigation")} className="flex flex-1 flex-col gap-0.5">
        {destinations.map((destination) => (
          <SidebarLink
            key={destination.href}
            destination={destination}
            collapsed={collapsed}
            current={isWithin(pathname, destination.href)}
          />
        ))}
      </nav>

      <div className="flex flex-col gap-0.5">
        <WithHint label={t("expand")} shown={collapsed}>
          <button
            type="button"
            onClick={() => onCollapse(!collapsed)}
            aria-expanded={!collapsed}
            aria-label={collapsed ? t("expand") : undefined}
            className={cn(rowClasses, "text-muted hover:bg-hover hover:text-text")}
          >
            {collapsed ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
            {!collapsed && t("collapse")}
          </button>
        </WithHint>
        <UserMenu compact={collapsed} />
      </div>
    </header>
  );
}

type SidebarLinkProps = { destination: Destination; collapsed: boolean; current: boolean };

function SidebarLink({ destination: { name, href, icon: Icon }, collapsed, current }: SidebarLinkProps) {
  const t = useTranslations("shell.destinations");
  const label = t(`${name}.label`);
  return (
    <WithHint label={label} shown={collapsed}>
      <Link
        href={href}
        aria-current={current ? "page" : undefined}
        className={cn(
          rowClasses,
          current ? "bg-primary-soft text-primary" : "text-muted hover:bg-hover hover:text-text",
        )}
      >
        <Icon aria-hidden />
        <span className={cn(collapsed && "sr-only")}>{label}</span>
      </Link>
    </WithHint>
  );
}

/** The name beside a bare icon; the same element without it when the name is on screen. */
function WithHint({ label, shown, children }: { label: string; shown: boolean; children: ReactNode }) {
  if (!shown) return children;
  return (
    <Hint label={label} side="right">
      {children}
    </Hint>
  );
}
