"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";

const viewNames = ["table", "json", "schema"] as const;
export type ViewName = (typeof viewNames)[number];

export function ViewSwitch({ view, onView }: { view: ViewName; onView: (view: ViewName) => void }) {
  const t = useTranslations("items.views");
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons, not form fields
    <div role="group" aria-label={t("label")} className="flex shrink-0 rounded-lg bg-sunken p-0.5 text-xs">
      {viewNames.map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={view === name}
          onClick={() => onView(name)}
          className={cn(
            "rounded-md px-2 py-1 leading-4 transition-colors",
            view === name ? "bg-surface font-medium text-text shadow-xs" : "text-muted hover:text-text",
          )}
        >
          {t(name)}
        </button>
      ))}
    </div>
  );
}

/** The view a person chose last in this place. With `needsItems` one that shows single items. */
export function useView(place: string, otherwise: ViewName, needsItems = false) {
  const key = `islewire.view.${place}`;
  const [view, setView] = useState<ViewName>(() => {
    const stored = typeof localStorage === "undefined" ? null : localStorage.getItem(key);
    const last = viewNames.find((name) => name === stored) ?? otherwise;
    return needsItems && last === "schema" ? "table" : last;
  });
  return [
    view,
    (next: ViewName) => {
      localStorage.setItem(key, next);
      setView(next);
    },
  ] as const;
}
