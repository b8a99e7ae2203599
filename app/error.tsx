"use client";

import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ui/error-state";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("pages.error");
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState title={t("title")} message={error.message || t("text")} onRetry={reset} />
    </main>
  );
}
