import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { EndedCounts } from "@/shared/execution-chart";
import type { Overview } from "@/shared/overview";
import { relativeTime, useNow } from "../time";
import { cn } from "../ui/class-names";
import { Link } from "../ui/link";

/** The numbers of now and of today, each with the way to what it counts. */
export function Tiles({ data: { today, yesterday, open, places } }: { data: Overview }) {
  const t = useTranslations("overview.tiles");
  const locale = useLocale();
  const now = useNow();
  const { running, waiting, queued, oldestQueuedAt } = open;
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const number = (value: number) => value.toLocaleString(locale);
  const before = endedIn(yesterday) > 0 ? percent.format(failedShare(yesterday)) : null;
  return (
    <ul className="mb-3 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Tile href="/executions?range=day" name={t("today")} value={number(endedIn(today))}>
        {t("yesterday", { count: number(endedIn(yesterday)) })}
      </Tile>
      <Tile
        href="/executions?range=day&status=failed"
        name={t("failed")}
        value={number(today.failed)}
        isBad={today.failed > 0}
      >
        {before === null
          ? t("share", { share: percent.format(failedShare(today)) })
          : t("shareBefore", { share: percent.format(failedShare(today)), before })}
      </Tile>
      <Tile href="/executions?status=running" name={t("running")} value={number(running)}>
        {t("places", { count: places })}
      </Tile>
      <Tile href="/executions?status=waiting" name={t("waiting")} value={number(waiting)}>
        {t("waitingFor")}
      </Tile>
      <Tile href="/executions?status=queued" name={t("queued")} value={number(queued)} className="max-lg:col-span-2">
        <span suppressHydrationWarning>
          {oldestQueuedAt === null ? t("noneQueued") : t("oldest", { time: relativeTime(oldestQueuedAt, now, locale) })}
        </span>
      </Tile>
    </ul>
  );
}

const endedIn = ({ succeeded, failed, cancelled }: EndedCounts) => succeeded + failed + cancelled;
const failedShare = (counts: EndedCounts) => (endedIn(counts) > 0 ? counts.failed / endedIn(counts) : 0);

type TileProps = {
  href: string;
  name: string;
  value: string;
  isBad?: boolean;
  className?: string;
  children: ReactNode;
};

function Tile({ href, name, value, isBad = false, className, children }: TileProps) {
  return (
    <li
      className={cn(
        "relative rounded-xl border border-border bg-surface px-4 py-3 shadow-xs transition-colors hover:bg-hover",
        className,
      )}
    >
      <Link
        href={href}
        className="text-muted text-xs after:absolute after:inset-0 after:rounded-xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
      >
        {name}
      </Link>
      <p className={cn("font-semibold text-2xl tabular-nums leading-8", isBad && "text-danger")}>{value}</p>
      <p className="text-muted text-xs">{children}</p>
    </li>
  );
}
