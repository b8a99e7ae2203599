"use client";

import { ErrorState } from "@/components/ui/error-state";

export default function ErrorPage({ error, reset }: { error: Error; reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState
        title="This page stopped working"
        message={error.message || "An unexpected error happened. Your workflows keep running."}
        onRetry={reset}
      />
    </main>
  );
}
