"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/class-names";
import { destinations, isWithin } from "./destinations";

/** Navigation on phones, within reach of the thumb. */
export function BottomBar() {
  const pathname = usePathname();
  return (
    <nav
      aria-label="Main"
      className="grid shrink-0 grid-cols-5 border-border border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {destinations.map(({ href, label, icon: Icon }) => {
        const current = isWithin(pathname, href);
        return (
          <Link
            key={href}
            href={href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex h-14 min-w-0 flex-col items-center justify-center gap-1 font-medium text-[11px] leading-3 focus-visible:-outline-offset-2",
              current ? "text-primary" : "text-muted",
            )}
          >
            <span className={cn("grid h-6 w-12 place-items-center rounded-full", current && "bg-primary-soft")}>
              <Icon aria-hidden className="size-4.5" />
            </span>
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
