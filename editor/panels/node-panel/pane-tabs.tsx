import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

const paneNames = ["input", "parameters", "output"] as const;
export type PaneName = (typeof paneNames)[number];

type PaneTabsProps = {
  panes: { [name in PaneName]?: ReactNode };
  pane: PaneName;
  onPane: (pane: PaneName) => void;
  failed: boolean;
};

/** The panes one at a time, where they do not fit side by side. */
export function PaneTabs({ panes, pane, onPane, failed }: PaneTabsProps) {
  const t = useTranslations("panel");
  const shown = paneNames.filter((name) => panes[name]);
  return (
    <Tabs
      value={pane}
      onValueChange={(next) => onPane(paneNames.find((name) => name === next) ?? "parameters")}
      className="flex min-h-0 flex-1 flex-col"
    >
      <TabsList className="shrink-0 bg-background/50 px-2" aria-label={t("panes.label")}>
        {shown.map((name) => (
          <TabsTrigger key={name} value={name} className="flex-1">
            {t(`panes.${name}`)}
            {name === "output" && failed && (
              <span className="ml-1.5 inline-block size-2 rounded-full bg-danger align-middle">
                <span className="sr-only">{t("panes.failed")}</span>
              </span>
            )}
          </TabsTrigger>
        ))}
      </TabsList>
      {shown.map((name) => (
        <TabsContent key={name} value={name} className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden">
          {/* The same regions as side by side. */}
          <section aria-label={t(`${name}.title`)} className="flex min-h-0 flex-1 flex-col">
            {panes[name]}
          </section>
        </TabsContent>
      ))}
    </Tabs>
  );
}
