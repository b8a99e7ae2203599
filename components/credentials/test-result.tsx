import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";

export function TestResult({ ok, message }: { ok: boolean; message: string }) {
  const t = useTranslations("credentials");
  const Icon = ok ? CircleCheck : CircleAlert;
  return (
    <p
      role="status"
      className={cn(
        "flex items-start gap-2 rounded-lg px-3 py-2 text-sm",
        ok ? "bg-success-soft text-success" : "bg-danger-soft text-danger",
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">{message || (ok ? t("works") : t("worksNot"))}</span>
    </p>
  );
}
