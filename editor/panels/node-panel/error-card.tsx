import { CircleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import type { ErrorInfo } from "@/shared/errors";

type ErrorCardProps = { error: ErrorInfo; onGoToField: ((path: string) => void) | undefined };

export function ErrorCard({ error, onGoToField }: ErrorCardProps) {
  const t = useTranslations("panel.error");
  const { message, hint, code, item, param } = error;
  return (
    <div role="alert" className="m-3 flex gap-2.5 rounded-lg border border-danger/30 bg-danger-soft p-3 text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-0 flex-1">
        <p className="max-h-48 overflow-y-auto whitespace-pre-wrap break-words font-medium text-danger">{message}</p>
        {hint && <p className="mt-1 break-words">{hint}</p>}
        <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
          {item !== undefined && <span>{t("item", { number: item + 1 })}</span>}
          <span className="break-all font-mono">{code}</span>
          {param !== undefined && onGoToField && (
            <Button variant="link" className="text-xs" onClick={() => onGoToField(param)}>
              {t("goToField")}
            </Button>
          )}
        </p>
      </div>
    </div>
  );
}
