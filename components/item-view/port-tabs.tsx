import { useLocale, useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import type { PortItems } from "./item-view";

type PortTabsProps = { ports: readonly PortItems[]; port: string; onPort: (name: string) => void };

export function PortTabs({ ports, port, onPort }: PortTabsProps) {
  const t = useTranslations("items");
  const locale = useLocale();
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons, not form fields
    <div
      role="group"
      aria-label={t("port")}
      className="flex shrink-0 gap-1 overflow-x-auto border-border border-b px-2 pt-1 [scrollbar-width:none]"
    >
      {ports.map(({ name, label, total }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === port}
          onClick={() => onPort(name)}
          className={cn(
            "-mb-px flex shrink-0 items-center gap-1.5 border-transparent border-b-2 px-2 py-1.5 font-medium text-muted text-xs transition-colors hover:text-text focus-visible:-outline-offset-2",
            name === port && "border-primary text-text",
          )}
        >
          {label}
          <span className="rounded-full bg-hover px-1.5 text-muted tabular-nums leading-4">
            {total.toLocaleString(locale)}
          </span>
        </button>
      ))}
    </div>
  );
}
