"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { signInProblems } from "@/shared/account";
import { errorText, useTRPC } from "../api";
import { FormError } from "../form-field";
import { GrantsSection } from "../oauth/grants-section";
import { Page } from "../page";
import { SettingsTabs } from "../settings/settings-tabs";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { ConnectionsSection } from "./connections-section";
import { PasswordSection } from "./password-section";
import { ProfileSection } from "./profile-section";
import { SessionsSection } from "./sessions-section";
import { TwoFactorSection } from "./two-factor-section";

/** `problem`: why a provider could not be connected. */
export function AccountPage({ problem }: { problem: string | undefined }) {
  const t = useTranslations();
  const { data, error, refetch } = useQuery(useTRPC().account.get.queryOptions());
  const known = signInProblems.find((one) => one === problem);
  return (
    <Page title={t("settings.title")} narrow>
      <SettingsTabs />
      <div className="flex flex-col gap-6">
        {known && <FormError message={t(`accounts.by.problems.${known}`)} />}
        {error && !data && (
          <ErrorState
            title={t("settings.loadFailed")}
            message={errorText(error).message}
            onRetry={() => void refetch()}
            className="py-8"
          />
        )}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {data && (
          <>
            <ProfileSection account={data} />
            <PasswordSection account={data} />
            <TwoFactorSection account={data} />
            <ConnectionsSection account={data} />
            <GrantsSection />
            <SessionsSection />
          </>
        )}
      </div>
    </Page>
  );
}
