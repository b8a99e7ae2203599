"use client";

import { PanelLeftClose, PanelLeftOpen, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Logo } from "../logo";
import { cn } from "../ui/class-names";
import { Kbd } from "../ui/kbd";
import { Hint } from "../ui/tooltip";
import { type Destination, destinations, isWithin } from "./destinations";
import { UserMenu } from "./user-menu";

type SidebarProps = { collapsed: boolean; onCollapse: (collapsed: boolean) => void; onSearch: () => void };

const rowClasses =
  "flex h-9 w-full items-center gap-3 rounded-lg px-2.5 text-left font-medium text-sm transition-colors [&>svg]:size-4.5 [&>svg]:shrink-0";

export function Sidebar({ collapsed, onCollapse, onSearch }: SidebarProps) {
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

      <WithHint label="Search" shown={collapsed}>
        <button
          type="button"
          onClick={onSearch}
          aria-label={collapsed ? "Search" : undefined}
          className={cn(rowClasses, "mb-3 border border-border text-muted hover:bg-hover", collapsed && "px-[9px]")}
        >
          <Search aria-hidden />
          {!collapsed && (
            <>
              <span className="flex-1 font-normal">Search</span>
              <Kbd aria-hidden>Ctrl+K</Kbd>
            </>
          )}
        </button>
      </WithHint>

      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5">
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
        <WithHint label="Expand the sidebar" shown={collapsed}>
          <button
            type="button"
            onClick={() => onCollapse(!collapsed)}
            aria-expanded={!collapsed}
            aria-label={collapsed ? "Expand the sidebar" : undefined}
            className={cn(rowClasses, "text-muted hover:bg-hover hover:text-text")}
          >
            {collapsed ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
            {!collapsed && "Collapse"}
          </button>
        </WithHint>
        <UserMenu compact={collapsed} />
      </div>
    </header>
  );
}

type SidebarLinkProps = { destination: Destination; collapsed: boolean; current: boolean };

function SidebarLink({ destination: { href, label, icon: Icon }, collapsed, current }: SidebarLinkProps) {
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
