"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { Skeleton } from "../ui/skeleton";
import { TwoFactorSetup } from "./two-factor-setup";

/** Before anything else, where the rules of the server ask for it. */
export function RequiredTwoFactor() {
  const t = useTranslations("accounts.twoFactor");
  const { data } = useQuery(useTRPC().account.get.queryOptions());
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h1 className="font-semibold text-lg">{t("required")}</h1>
        <p className="mt-1 text-muted text-sm">{t("requiredText")}</p>
      </div>
      {data ? (
        <TwoFactorSetup hasPassword={data.hasPassword} onDone={() => window.location.assign("/workflows")} />
      ) : (
        <Skeleton className="h-24 w-full" />
      )}
    </div>
  );
}
