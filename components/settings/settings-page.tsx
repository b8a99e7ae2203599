import { Page } from "../page";
import { InstanceSection } from "./instance-section";
import { PruningSection } from "./pruning-section";
import { ThemeSection } from "./theme-section";
import { TimezoneSection } from "./timezone-section";
import { VariablesSection } from "./variables-section";

export function SettingsPage() {
  return (
    <Page title="Settings" description="How this server works, for everybody who uses it." narrow>
      <div className="flex flex-col gap-6">
        <TimezoneSection />
        <VariablesSection />
        <PruningSection />
        <ThemeSection />
        <InstanceSection />
      </div>
    </Page>
  );
}
