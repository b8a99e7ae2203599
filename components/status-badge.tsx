import { Ban, CircleAlert, CircleCheck, CircleHelp, Clock, Hourglass, type LucideIcon } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ShownStatus } from "@/shared/execution";
import { Badge, type BadgeProps } from "./ui/badge";
import { Spinner } from "./ui/spinner";

type Look = { variant: NonNullable<BadgeProps["variant"]>; icon?: LucideIcon };

const looks = {
  queued: { variant: "neutral", icon: Clock },
  running: { variant: "accent" },
  waiting: { variant: "info", icon: Hourglass },
  succeeded: { variant: "success", icon: CircleCheck },
  failed: { variant: "danger", icon: CircleAlert },
  cancelled: { variant: "neutral", icon: Ban },
  unknown: { variant: "warning", icon: CircleHelp },
} as const satisfies { [status in ShownStatus]: Look };

export function StatusBadge({ status, className }: { status: ShownStatus; className?: string }) {
  const t = useTranslations("executions.statuses");
  const { variant, icon: Icon }: Look = looks[status];
  return (
    <Badge variant={variant} className={className}>
      {Icon ? <Icon aria-hidden /> : <Spinner />}
      {t(status)}
    </Badge>
  );
}
