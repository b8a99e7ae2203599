import { Ban, CircleAlert, CircleCheck, History, Hourglass } from "lucide-react";
import { useLocale, useTranslations } from "use-intl";
import { durationText, useNow } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import { useEditorState } from "../editor-context";
import { type NodeRun, stepStanding } from "../run-view";
import { useStale } from "../use-stale";

/** The state of a node's latest run, on the upper edge of its card. */
export function RunMark({ run: { last, runs } }: { run: NodeRun }) {
  const isStale = useStale(last.nodeId);
  const t = useTranslations("canvas.run");
  const locale = useLocale();
  const failed = last.status === "failed" || (last.status === "succeeded" && last.error !== undefined);
  const standing = useEditorState(({ run }) => stepStanding(last.status, run?.state.status ?? "running"));
  const waitingUntil = useEditorState(({ run }) => run?.state.waitingUntil);
  const times = runs > 1 ? ` · ${runs}×` : "";
  if (standing === "stopped") {
    return (
      <Pill className="bg-sunken text-muted">
        <Ban aria-hidden className="size-3" />
        {t("stopped")}
        {times}
      </Pill>
    );
  }
  if (standing === "running") {
    return (
      <Pill className={last.retryAt ? "bg-warning-soft text-warning" : "bg-accent-soft text-accent-text"}>
        <Spinner className="size-3" />
        {last.tries ? <NextTry tries={last.tries} at={last.retryAt} /> : t("running")}
        {times}
      </Pill>
    );
  }
  if (standing === "waiting") {
    return (
      <Pill className="bg-info-soft text-info">
        <Hourglass aria-hidden className="size-3" />
        {last.tries ? <NextTry tries={last.tries} at={waitingUntil ?? undefined} /> : <Countdown />}
      </Pill>
    );
  }
  if (isStale) {
    return (
      <Pill className="border-dashed bg-sunken text-muted" title={t("staleHint")}>
        <History aria-hidden className="size-3" />
        {t("stale")}
      </Pill>
    );
  }
  const Icon = failed ? CircleAlert : CircleCheck;
  return (
    <Pill className={failed ? "bg-danger-soft text-danger" : "bg-success-soft text-success"}>
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{t(failed ? "failedAfter" : "succeededIn")}</span>
      {last.durationMs === undefined ? "" : durationText(last.durationMs, locale)}
      {times}
    </Pill>
  );
}

/** `at`: when it begins. */
export function NextTry({ tries, at }: { tries: number; at: number | undefined }) {
  const t = useTranslations("canvas.run");
  const locale = useLocale();
  const now = useNow();
  const number = tries + 1;
  return at && at > now ? t("tryIn", { number, duration: durationText(at - now, locale) }) : t("try", { number });
}

function Countdown() {
  const t = useTranslations("canvas.run");
  const locale = useLocale();
  const until = useEditorState(({ run }) => run?.state.waitingUntil);
  const now = useNow();
  if (!until) return t("waiting");
  return until > now ? t("goesOnIn", { duration: durationText(until - now, locale) }) : t("goesOnNow");
}

function Pill({ className, title, children }: { className: string; title?: string; children: React.ReactNode }) {
  return (
    <span
      title={title}
      className={cn(
        "absolute -top-2.5 right-3 flex h-5 items-center gap-1 whitespace-nowrap rounded-full border border-current/25 px-1.5 font-medium text-[11px] tabular-nums leading-none",
        className,
      )}
    >
      {children}
    </span>
  );
}
