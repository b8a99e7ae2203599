"use client";

import { RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import en from "@/shared/messages/en/pages.json";
import zh from "@/shared/messages/zh-CN/pages.json";
import "./globals.css";

/** In place of the whole document, so without a language: it says all in both. */
export default function GlobalErrorPage({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Islewire</title>
        <main className="grid min-h-dvh place-items-center">
          <ErrorState
            title={en.broken.title}
            message={
              <>
                <p>{en.broken.text}</p>
                <div lang="zh-CN" className="mt-4">
                  <p className="font-semibold text-base text-text">{zh.broken.title}</p>
                  <p>{zh.broken.text}</p>
                </div>
              </>
            }
            actions={
              <Button variant="secondary" onClick={reset}>
                <RotateCw aria-hidden />
                {en.broken.retry} · <span lang="zh-CN">{zh.broken.retry}</span>
              </Button>
            }
          />
        </main>
      </body>
    </html>
  );
}
