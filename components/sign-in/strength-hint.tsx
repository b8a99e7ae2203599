"use client";

import { useTranslations } from "use-intl";
import { minPasswordLength } from "@/shared/passwords";
import { cn } from "../ui/class-names";
import { passwordStrength } from "./password-strength";

const barColors = ["bg-input", "bg-danger", "bg-warning", "bg-success"];

export function StrengthHint({ password }: { password: string }) {
  const t = useTranslations("account.strength");
  const { level, advice } = passwordStrength(password);
  return (
    <span className="flex flex-col gap-1.5">
      <span aria-hidden className="mt-0.5 grid grid-cols-3 gap-1">
        {[1, 2, 3].map((bar) => (
          <span key={bar} className={cn("h-1 rounded-full", bar <= level ? barColors[level] : "bg-hover")} />
        ))}
      </span>
      <span className="min-h-8" aria-live="polite">
        {t(advice, { min: minPasswordLength })}
      </span>
    </span>
  );
}
