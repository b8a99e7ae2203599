import type { ReactNode } from "react";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";

const names = { input: "Input", parameters: "Edit", output: "Output" } as const;
const regions = { input: "Input", parameters: "Parameters", output: "Output" } as const;
export type PaneName = keyof typeof names;

type PaneTabsProps = {
  panes: { [name in PaneName]?: ReactNode };
  pane: PaneName;
  onPane: (pane: PaneName) => void;
  failed: boolean;
};

/** The panes one at a time, where they do not fit side by side. */
export function PaneTabs({ panes, pane, onPane, failed }: PaneTabsProps) {
  const shown = paneNames.filter((name) => panes[name]);
  return (
    <Tabs
      value={pane}
      onValueChange={(next) => onPane(paneNames.find((name) => name === next) ?? "parameters")}
      className="flex min-h-0 flex-1 flex-col"
    >
      <TabsList className="shrink-0 bg-background/50 px-2" aria-label="Panes">
        {shown.map((name) => (
          <TabsTrigger key={name} value={name} className="flex-1">
            {names[name]}
            {name === "output" && failed && (
              <span className="ml-1.5 inline-block size-2 rounded-full bg-danger align-middle">
                <span className="sr-only">failed</span>
              </span>
            )}
          </TabsTrigger>
        ))}
      </TabsList>
      {shown.map((name) => (
        <TabsContent key={name} value={name} className="flex min-h-0 flex-1 flex-col data-[state=inactive]:hidden">
          {/* The same regions as side by side. */}
          <section aria-label={regions[name]} className="flex min-h-0 flex-1 flex-col">
            {panes[name]}
          </section>
        </TabsContent>
      ))}
    </Tabs>
  );
}

const paneNames: readonly PaneName[] = ["input", "parameters", "output"];
