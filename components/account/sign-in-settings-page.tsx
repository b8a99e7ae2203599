"use client";

import { useTranslations } from "use-intl";
import { Page } from "../page";
import { SettingsTabs } from "../settings/settings-tabs";
import { InvitationsSection } from "./invitations-section";
import { ProvidersSection } from "./providers-section";
import { RulesSection } from "./rules-section";

export function SignInSettingsPage() {
  const t = useTranslations("settings");
  return (
    <Page title={t("title")} narrow>
      <SettingsTabs />
      <div className="flex flex-col gap-6">
        <InvitationsSection />
        <RulesSection />
        <ProvidersSection />
      </div>
    </Page>
  );
}
