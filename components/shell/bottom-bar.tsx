"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";
import { destinations, isWithin } from "./destinations";

/** Navigation on phones, within reach of the thumb. */
export function BottomBar() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("navigation")}
      className="grid shrink-0 grid-cols-6 border-border border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {destinations
        .filter(({ besides }) => !besides)
        .map(({ name, href, icon: Icon }) => {
          const current = isWithin(pathname, href);
          return (
            <Link
              key={href}
              href={href}
              aria-current={current ? "page" : undefined}
              className={cn(
                "flex h-14 min-w-0 flex-col items-center justify-center gap-1 font-medium text-[11px] leading-3 max-[374px]:text-[10px] focus-visible:-outline-offset-2",
                current ? "text-primary" : "text-muted",
              )}
            >
              <span className={cn("grid h-6 w-12 place-items-center rounded-full", current && "bg-primary-soft")}>
                <Icon aria-hidden className="size-4.5" />
              </span>
              {t(`destinations.${name}.label`)}
            </Link>
          );
        })}
    </nav>
  );
}
