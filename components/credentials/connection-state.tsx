"use client";

import { CircleAlert, CircleCheck, Link2Off } from "lucide-react";
import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { ConnectionInfo } from "@/shared/api";
import { exactTime } from "../time";
import { cn } from "../ui/class-names";

/** Who is signed in, what for and how long; or why nobody is. */
export function ConnectionState({ connection: { state, failed } }: { connection: ConnectionInfo }) {
  const t = useTranslations("credentials.connect");
  const locale = useLocale();
  const problem = failed ?? (state?.problem ? { message: state.problem, hint: t("again") } : null);
  if (problem) {
    return (
      <Note tone="bad">
        <span className="block">{problem.message}</span>
        {problem.hint && <span className="block opacity-90">{problem.hint}</span>}
      </Note>
    );
  }
  if (!state) return <Note tone="none">{t("notYet")}</Note>;
  return (
    <Note tone="good">
      <span className="block font-medium">
        {state.account ? t("connectedAs", { account: state.account }) : t("connected")}
      </span>
      {state.scope && <span className="block break-words">{t("scope", { scope: state.scope })}</span>}
      <span className="block">{t("since", { time: exactTime(state.connectedAt, locale) })}</span>
      {state.expiresAt !== undefined && (
        <span className="block">{t("expires", { time: exactTime(state.expiresAt, locale) })}</span>
      )}
    </Note>
  );
}

const tones = {
  good: { icon: CircleCheck, look: "bg-success-soft text-success" },
  bad: { icon: CircleAlert, look: "bg-danger-soft text-danger" },
  none: { icon: Link2Off, look: "bg-hover text-muted" },
} as const;

function Note({ tone, children }: { tone: keyof typeof tones; children: ReactNode }) {
  const { icon: Icon, look } = tones[tone];
  return (
    <div role="status" className={cn("flex items-start gap-2 rounded-lg px-3 py-2 text-sm", look)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 break-words">{children}</div>
    </div>
  );
}
