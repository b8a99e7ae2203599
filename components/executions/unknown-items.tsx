"use client";

import { CircleCheck, RotateCcw, SkipForward } from "lucide-react";
import { useTranslations } from "use-intl";
import { type Resolution, resolutions } from "@/shared/execution";
import { DropdownMenuItem } from "../ui/dropdown-menu";

export const resolutionIcons = { again: RotateCcw, done: CircleCheck, skip: SkipForward } as const;

/** In a menu: the answers to what became of a step. */
export function UnknownItems({ onChoose }: { onChoose: (how: Resolution) => void }) {
  const t = useTranslations("executions.unknown");
  return resolutions.map((how) => {
    const Icon = resolutionIcons[how];
    return (
      <DropdownMenuItem key={how} onSelect={() => onChoose(how)}>
        <Icon aria-hidden />
        <span className="flex flex-col">
          {t(how)}
          <span className="text-muted text-xs">{t(`${how}Help`)}</span>
        </span>
      </DropdownMenuItem>
    );
  });
}
