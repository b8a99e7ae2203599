"use client";

import { useTranslations } from "use-intl";
import { type AuditEvent, auditActions } from "@/shared/audit";

/** One that a newer version of the server wrote has no words here. */
export function useActionText(): (action: string) => string {
  const t = useTranslations("audit.actions");
  return (action) => {
    const known = auditActions.find((one) => one === action);
    return known ? t(known) : action;
  };
}

export function useActorText(): (event: Pick<AuditEvent, "actorKind" | "actorName" | "actorId">) => string {
  const t = useTranslations("audit");
  return ({ actorKind, actorName, actorId }) =>
    actorKind === "nobody" ? actorName || t("actors.nobody") : actorName || actorId;
}
