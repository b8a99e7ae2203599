"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { lazyPart } from "../lazy-part";
import { WhenOpened } from "../when-opened";
import { BottomBar } from "./bottom-bar";
import { isFullWindow } from "./destinations";
import { PlainHttpNotice } from "./plain-http-notice";
import { Sidebar } from "./sidebar";
import { rememberSidebar } from "./sidebar-cookie";
import { TopBar } from "./top-bar";

const CommandPalette = lazyPart(async () => ({ default: (await import("./command-palette")).CommandPalette }));

export function Shell({ startsCollapsed, children }: { startsCollapsed: boolean; children: ReactNode }) {
  const t = useTranslations("shell");
  const fullWindow = isFullWindow(usePathname());
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const [searching, setSearching] = useState(false);

  // The canvas has its own use of Ctrl+K.
  useSearchShortcut(!fullWindow, () => setSearching(!searching));

  function collapse(next: boolean) {
    setCollapsed(next);
    rememberSidebar(next);
  }

  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-primary px-4 py-2 text-primary-foreground focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t("skip")}
      </a>
      <PlainHttpNotice />
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <Sidebar collapsed={collapsed} onCollapse={collapse} onSearch={() => setSearching(true)} />
        <TopBar onSearch={() => setSearching(true)} />
        <main id="content" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
          {children}
        </main>
        {!fullWindow && <BottomBar />}
      </div>
      <WhenOpened open={searching}>
        <CommandPalette open={searching} onOpenChange={setSearching} />
      </WhenOpened>
    </div>
  );
}

function useSearchShortcut(active: boolean, run: () => void) {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });
}
