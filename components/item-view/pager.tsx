import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "../ui/button";

type PagerProps = { offset: number; pageSize: number; total: number; onOffset: (offset: number) => void };

export function Pager({ offset, pageSize, total, onOffset }: PagerProps) {
  const t = useTranslations("items.pager");
  if (total <= pageSize) return null;
  const last = Math.min(offset + pageSize, total);
  return (
    <div className="flex h-10 shrink-0 items-center justify-end gap-1 border-border border-t px-2 text-muted text-xs">
      <span className="mr-1 tabular-nums" role="status">
        {t("place", { first: offset + 1, last, total })}
      </span>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("previous")}
        disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - pageSize))}
      >
        <ChevronLeft aria-hidden />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={t("next")}
        disabled={last >= total}
        onClick={() => onOffset(offset + pageSize)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </div>
  );
}
