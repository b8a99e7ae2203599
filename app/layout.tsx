import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/providers";
import { compiledMessages } from "./compiled-messages";
import { requestLocale, requestTranslator } from "./translator";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  const t = await requestTranslator();
  return {
    title: { default: "Islewire", template: "%s · Islewire" },
    description: t("pages.description"),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f7f8" },
    { media: "(prefers-color-scheme: dark)", color: "#0d1519" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const locale = await requestLocale();
  return (
    // The theme script sets the class before React takes over.
    <html lang={locale} suppressHydrationWarning>
      <body>
        <Providers nonce={nonce} locale={locale} messages={await compiledMessages(locale)}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
