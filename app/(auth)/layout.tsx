import type { ReactNode } from "react";
import { LanguageSwitch } from "@/components/language-switch";
import { Logo } from "@/components/logo";
import { PlainHttpNotice } from "@/components/shell/plain-http-notice";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col">
      <PlainHttpNotice />
      <div className="flex flex-1 flex-col items-center justify-center gap-6 px-4 py-10">
        <div className="flex items-center gap-2.5">
          <Logo className="size-9" />
          <span className="font-semibold text-xl tracking-tight">Islewire</span>
        </div>
        <div className="w-full max-w-sm rounded-xl border border-border bg-surface p-6 shadow-sm sm:p-8">
          {children}
        </div>
        <LanguageSwitch />
      </div>
    </main>
  );
}
