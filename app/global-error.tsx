"use client";

import { ErrorState } from "@/components/ui/error-state";
import "./globals.css";

export default function GlobalErrorPage({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Islewire</title>
        <main className="grid min-h-dvh place-items-center">
          <ErrorState
            title="Islewire could not be shown"
            message="Your workflows keep running on the server."
            onRetry={reset}
          />
        </main>
      </body>
    </html>
  );
}
