import type { Locale, useTranslations } from "use-intl";
import type { WaitReason } from "@/shared/wait-reason";
import { exactTime } from "../time";

type Texts = ReturnType<typeof useTranslations<"executions.reasons">>;

/** In one sentence. */
export function reasonText(t: Texts, reason: WaitReason, locale: Locale): string {
  switch (reason.is) {
    case "time":
      return t("time", { node: reason.node, time: exactTime(reason.until, locale) });
    case "retry":
      return t("retry", { node: reason.node, tries: reason.tries, time: exactTime(reason.until, locale) });
    case "call":
    case "form":
    case "approval":
      return reason.until === null
        ? t(reason.is, { node: reason.node })
        : t(`${reason.is}Until`, { node: reason.node, time: exactTime(reason.until, locale) });
    case "workflow":
      return t("workflow", { node: reason.node, id: String(reason.executionId), workflow: reason.workflowName });
    case "quiet":
      return t("quiet", { time: exactTime(reason.until, locale) });
    case "lane":
      return reason.key === null
        ? t("laneOfAll", { before: reason.before, limit: reason.limit })
        : t("lane", { before: reason.before, limit: reason.limit, key: reason.key });
    case "places":
      return t("places", { before: reason.before });
    case "caller":
      return t("caller", { id: String(reason.executionId) });
    case "apart":
    case "share":
    case "workers":
    case "soon":
      return t(reason.is);
  }
}
