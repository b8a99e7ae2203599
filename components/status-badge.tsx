import { Ban, CircleAlert, CircleCheck, Clock, Hourglass, type LucideIcon } from "lucide-react";
import type { ExecutionStatus } from "@/shared/execution";
import { Badge, type BadgeProps } from "./ui/badge";
import { Spinner } from "./ui/spinner";

type Look = { label: string; variant: NonNullable<BadgeProps["variant"]>; icon?: LucideIcon };

const looks = {
  queued: { label: "Queued", variant: "neutral", icon: Clock },
  running: { label: "Running", variant: "accent" },
  waiting: { label: "Waiting", variant: "info", icon: Hourglass },
  succeeded: { label: "Succeeded", variant: "success", icon: CircleCheck },
  failed: { label: "Failed", variant: "danger", icon: CircleAlert },
  cancelled: { label: "Cancelled", variant: "neutral", icon: Ban },
} as const satisfies { [status in ExecutionStatus]: Look };

export const statusLabel = (status: ExecutionStatus) => looks[status].label;

export function StatusBadge({ status, className }: { status: ExecutionStatus; className?: string }) {
  const { label, variant, icon: Icon }: Look = looks[status];
  return (
    <Badge variant={variant} className={className}>
      {Icon ? <Icon aria-hidden /> : <Spinner />}
      {label}
    </Badge>
  );
}
