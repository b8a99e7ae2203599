"use client";

import { ThemeProvider } from "next-themes";
import { type ReactNode, Suspense, useEffect } from "react";
import type { Locale } from "@/shared/messages/locales";
import type { Messages } from "@/shared/messages/read-messages";
import { ApiProvider } from "./api";
import { ConfirmIdentity } from "./confirm-identity/confirm-identity";
import { lazyPart } from "./lazy-part";
import { MessageProvider } from "./messages/message-provider";
import { useToastsWanted, wantToasts } from "./ui/toast";
import { TooltipProvider } from "./ui/tooltip";

const Toaster = lazyPart(async () => ({ default: (await import("./ui/toaster")).Toaster }));
const idleMs = 5_000;

type Props = { nonce: string | undefined; locale: Locale; messages: Messages; children: ReactNode };

/** Everything a page may rely on: language, theme, API, tooltips, toasts. */
export function Providers({ nonce, locale, messages, children }: Props) {
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
      <MessageProvider locale={locale} messages={messages}>
        <ApiProvider>
          <TooltipProvider>{children}</TooltipProvider>
          <ConfirmIdentity />
          <Toasts />
        </ApiProvider>
      </MessageProvider>
    </ThemeProvider>
  );
}

/** There before most messages, for a screen reader tells only what comes into a region that it knows. */
function Toasts() {
  const wanted = useToastsWanted();
  useEffect(() => {
    const later = setTimeout(wantToasts, idleMs);
    return () => clearTimeout(later);
  }, []);
  return <Suspense>{wanted && <Toaster />}</Suspense>;
}
