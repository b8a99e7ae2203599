"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ApiProvider } from "./api";
import { Toaster } from "./ui/sonner";
import { TooltipProvider } from "./ui/tooltip";

/** Everything a page may rely on: theme, API, tooltips, toasts. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <ApiProvider>
        <TooltipProvider>{children}</TooltipProvider>
        <Toaster />
      </ApiProvider>
    </ThemeProvider>
  );
}
