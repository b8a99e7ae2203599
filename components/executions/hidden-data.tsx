import { EyeOff } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ExecutionSummary } from "@/shared/api";
import { cn } from "../ui/class-names";

type Hiding = Pick<ExecutionSummary, "redacted" | "isDataDropped" | "isStatusOnly">;

/** Whether its data are not there as they were: it cannot be run again with them. */
export const isDataGone = ({ redacted, isDataDropped }: Hiding) => redacted !== undefined || isDataDropped === true;

const maxNamed = 5;

/** Why some or all of the data of an execution are not shown; nothing where they are. */
export function HiddenData({
  execution,
  short,
  className,
}: {
  execution: Hiding;
  short?: boolean;
  className?: string;
}) {
  const t = useTranslations("executions.hidden");
  const { redacted, isDataDropped, isStatusOnly } = execution;
  const kind = isStatusOnly ? "status" : isDataDropped ? "dropped" : redacted ? "redacted" : undefined;
  if (!kind) return null;
  const paths = redacted ?? [];
  const named = paths.slice(0, maxNamed).join(", ") + (paths.length > maxNamed ? " …" : "");
  return (
    <span
      className={cn("flex min-w-0 items-baseline gap-1.5 text-muted text-xs", className)}
      title={short ? t(kind, { paths: named }) : undefined}
    >
      <EyeOff aria-hidden className="size-3.5 shrink-0 translate-y-0.5" />
      <span className={short ? "truncate" : "min-w-0 break-words"}>
        {short ? t(`${kind}Short`) : t(kind, { paths: named })}
      </span>
    </span>
  );
}
