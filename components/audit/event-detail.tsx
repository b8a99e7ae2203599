"use client";

import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type AuditEvent, auditActorKinds, auditTargetKinds } from "@/shared/audit";
import { exactTime } from "../time";
import { Link } from "../ui/link";
import type { Filters } from "./filters";
import { useActorText } from "./texts";

type EventDetailProps = { event: AuditEvent; onFilter: (changes: Partial<Filters>) => void };

/** All that is known of one event. */
export function EventDetail({ event, onFilter }: EventDetailProps) {
  const t = useTranslations("audit");
  const locale = useLocale();
  const actorText = useActorText();
  const { id, at, actorKind, actorId, address, targetKind, targetId, targetName, projectId, outcome, details } = event;
  const actor = auditActorKinds.find((kind) => kind === actorKind);
  const target = auditTargetKinds.find((kind) => kind === targetKind);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm [&>dd]:min-w-0 [&>dd]:break-words [&>dt]:text-muted">
        <Fact name={t("detail.event")}>
          #{id}, {exactTime(at, locale)}
        </Fact>
        <Fact name={t("table.actor")}>
          {actorText(event)}
          {actor && ` (${t(`actors.${actor}`)})`}
          {actorId && (
            <FilterLink label={t("detail.onlyActor")} onClick={() => onFilter({ actor: actorId })}>
              {actorId}
            </FilterLink>
          )}
        </Fact>
        {address && <Fact name={t("table.address")}>{address}</Fact>}
        {(targetId || targetName) && (
          <Fact name={target ? t(`targets.${target}`) : t("table.target")}>
            <Target event={event} />
            {targetId && (
              <FilterLink label={t("detail.onlyTarget")} onClick={() => onFilter({ target: targetId })}>
                {targetId}
              </FilterLink>
            )}
          </Fact>
        )}
        {projectId && <Fact name={t("targets.project")}>{projectId}</Fact>}
        <Fact name={t("filters.outcome")}>{outcome === "refused" ? t("outcomes.refused") : t("outcomes.done")}</Fact>
      </dl>
      {details && (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
          tabIndex={0}
          className="max-h-64 overflow-auto whitespace-pre-wrap break-all rounded-md border border-border bg-surface p-2 text-xs"
        >
          {JSON.stringify(details, null, 2)}
        </pre>
      )}
    </div>
  );
}

function Target({ event: { action, targetKind, targetId, targetName } }: { event: AuditEvent }) {
  const base = targetKind && !action.endsWith(".delete") && pages[targetKind];
  if (!base || !targetId || !targetName) return <>{targetName ?? ""}</>;
  return (
    <Link href={`${base}/${targetId}`} className="text-primary underline-offset-2 hover:underline">
      {targetName}
    </Link>
  );
}

const pages: { [kind: string]: string } = { workflow: "/workflows", execution: "/executions", table: "/tables" };

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function FilterLink({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={`${label}: ${String(children)}`}
      onClick={onClick}
      className="ml-2 rounded font-mono text-muted text-xs underline-offset-2 hover:underline"
    >
      {children}
    </button>
  );
}
