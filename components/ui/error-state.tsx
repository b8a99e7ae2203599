import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { cn } from "./class-names";

type ErrorStateProps = {
  /** What did not work: "The workflows could not be loaded". */
  title: string;
  /** Why, and what to do. */
  message?: ReactNode;
  onRetry?: () => void;
  actions?: ReactNode;
  className?: string;
};

export function ErrorState({ title, message, onRetry, actions, className }: ErrorStateProps) {
  return (
    <div role="alert" className={cn("flex flex-col items-center gap-3 px-6 py-14 text-center", className)}>
      <span className="grid size-12 place-items-center rounded-xl bg-danger-soft text-danger">
        <CircleAlert aria-hidden className="size-6" />
      </span>
      <p className="font-semibold text-base leading-6">{title}</p>
      {message && <div className="max-w-md break-words text-muted text-sm">{message}</div>}
      {(onRetry || actions) && (
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          {onRetry && <RetryButton onClick={onRetry} />}
          {actions}
        </div>
      )}
    </div>
  );
}

/** Apart, so that an error without it can be shown where there are no texts. */
function RetryButton({ onClick }: { onClick: () => void }) {
  const t = useTranslations("common");
  return (
    <Button variant="secondary" onClick={onClick}>
      <RotateCw aria-hidden />
      {t("tryAgain")}
    </Button>
  );
}
