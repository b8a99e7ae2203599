"use client";

import { useTranslations } from "use-intl";
import { PartIsGone } from "@/components/lazy-part";
import { ErrorState } from "@/components/ui/error-state";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  const t = useTranslations("pages.error");
  const isOutdated = error instanceof PartIsGone;
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState
        title={t(isOutdated ? "outdated.title" : "title")}
        message={isOutdated ? t("outdated.text") : error.message || t("text")}
        onRetry={isOutdated ? () => window.location.reload() : reset}
      />
    </main>
  );
}
