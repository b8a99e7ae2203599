import { SquareFunction } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import type { Mode } from "./expression-text";

type ExpressionSwitchProps = {
  label: string;
  mode: Mode;
  onChange: (mode: Mode) => void;
  /** One icon, for rows where space is short. */
  compact: boolean;
};

/** Fixed value or expression. Shown while the field is pointed at or in use, and always once it is an expression. */
export function ExpressionSwitch({ label, mode, onChange, compact }: ExpressionSwitchProps) {
  const t = useTranslations("forms.expression");
  const on = mode === "expression";
  if (compact) {
    return (
      <button
        type="button"
        aria-pressed={on}
        aria-label={t("useExpressionFor", { label })}
        title={t(on ? "useFixed" : "useExpression")}
        onClick={() => onChange(on ? "fixed" : "expression")}
        className={cn(
          "grid size-6 shrink-0 place-items-center rounded-md transition-colors",
          on ? "bg-primary-soft text-primary" : "text-muted hover:bg-hover hover:text-text",
        )}
      >
        <SquareFunction aria-hidden className="size-4" />
      </button>
    );
  }
  return (
    <div
      className={cn(
        "flex rounded-md bg-sunken p-0.5 text-xs leading-4 transition-opacity",
        !on && "pointer-fine:opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100",
      )}
    >
      <Segment name={t("useFixedFor", { label })} pressed={!on} onPress={() => onChange("fixed")}>
        {t("fixed")}
      </Segment>
      <Segment name={t("useExpressionFor", { label })} pressed={on} onPress={() => onChange("expression")}>
        {t("expression")}
      </Segment>
    </div>
  );
}

type SegmentProps = { name: string; pressed: boolean; onPress: () => void; children: string };

function Segment({ name, pressed, onPress, children }: SegmentProps) {
  return (
    <button
      type="button"
      aria-label={name}
      aria-pressed={pressed}
      onClick={() => !pressed && onPress()}
      className={cn(
        "rounded-sm px-1.5 py-0.5 transition-colors",
        pressed ? "bg-surface font-medium text-text shadow-xs" : "text-muted hover:text-text",
      )}
    >
      {children}
    </button>
  );
}
