import { Lightbulb } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { RequestHint } from "@/shared/webhook-request";
import { Link } from "../ui/link";

/** Why a webhook may not have fired. */
export function RequestHints({ hints }: { hints: readonly RequestHint[] }) {
  const t = useTranslations("webhooks.hints");
  if (hints.length === 0) return null;
  return (
    <ul aria-label={t("title")} className="flex flex-col gap-1.5 rounded-lg bg-info-soft p-3 text-info text-sm">
      {hints.map((hint) => (
        <li key={JSON.stringify(hint)} className="flex items-start gap-2">
          <Lightbulb aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">
            <HintText hint={hint} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function HintText({ hint }: { hint: RequestHint }) {
  const t = useTranslations("webhooks.hints");
  if (hint.is === "publishedToo") return t("publishedToo", { path: hint.path });
  const link = (children: ReactNode) => (
    <Link href={`/workflows/${hint.workflowId}`} className="underline underline-offset-2">
      {children}
    </Link>
  );
  const name = hint.workflowName;
  switch (hint.is) {
    case "nearest":
      return t.rich("nearest", { link, name, path: hint.path });
    case "methods":
      return t.rich("methods", { link, name, methods: hint.methods.join(", ") });
    default:
      return t.rich(hint.is, { link, name });
  }
}
