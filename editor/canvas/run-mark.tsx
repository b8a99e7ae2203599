import { Ban, CircleAlert, CircleCheck, Hourglass } from "lucide-react";
import { durationText, useNow } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Spinner } from "@/components/ui/spinner";
import { useEditorState } from "../editor-context";
import { type NodeRun, stepStanding } from "../run-view";

/** The state of a node's latest run, on the upper edge of its card. */
export function RunMark({ run: { last, runs } }: { run: NodeRun }) {
  const failed = last.status === "failed" || (last.status === "succeeded" && last.error !== undefined);
  const standing = useEditorState(({ run }) => stepStanding(last.status, run?.state.status ?? "running"));
  const times = runs > 1 ? ` · ${runs}×` : "";
  if (standing === "stopped") {
    return (
      <Pill className="bg-sunken text-muted">
        <Ban aria-hidden className="size-3" />
        Stopped
        {times}
      </Pill>
    );
  }
  if (standing === "running") {
    return (
      <Pill className="bg-accent-soft text-accent-text">
        <Spinner className="size-3" />
        {last.tries ? `Try ${last.tries + 1}` : "Running"}
        {times}
      </Pill>
    );
  }
  if (standing === "waiting") {
    return (
      <Pill className="bg-info-soft text-info">
        <Hourglass aria-hidden className="size-3" />
        <Countdown />
      </Pill>
    );
  }
  const Icon = failed ? CircleAlert : CircleCheck;
  return (
    <Pill className={failed ? "bg-danger-soft text-danger" : "bg-success-soft text-success"}>
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{failed ? "Failed after" : "Succeeded in"}</span>
      {last.durationMs === undefined ? "" : durationText(last.durationMs)}
      {times}
    </Pill>
  );
}

function Countdown() {
  const until = useEditorState(({ run }) => run?.state.waitingUntil);
  const now = useNow();
  if (!until) return "Waiting for an answer";
  return until > now ? `Goes on in ${durationText(until - now)}` : "Goes on now";
}

function Pill({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <span
      className={cn(
        "absolute -top-2.5 right-3 flex h-5 items-center gap-1 whitespace-nowrap rounded-full border border-current/25 px-1.5 font-medium text-[11px] tabular-nums leading-none",
        className,
      )}
    >
      {children}
    </span>
  );
}
